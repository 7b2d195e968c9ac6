/** Data of a camera: one subscription per camera and page, shared by all cards. */
import { DOMAIN, type Hass, type Unsubscribe } from "./hass";

export interface Ptz {
  pan: boolean;
  tilt: boolean;
  diagonal: boolean;
  zoom: boolean;
  focus: boolean;
  iris: boolean;
  speed: boolean;
  autofocus: boolean;
  home: boolean;
  position: boolean;
  presets: number;
  presets_off: boolean;
  patrols: string[];
  deadline: number;
  moving: boolean;
  preset: number | null;
  reversed: { pan: boolean; tilt: boolean; zoom: boolean };
}

export interface Preset {
  number: number;
  name: string | null;
  home: boolean;
  picture: string | null;
}

export interface PrivacyLimits {
  count: number;
  color: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface CameraInfo {
  removed?: boolean;
  entity_id: string;
  name: string;
  entry_id: string;
  device_id: string;
  loaded: boolean;
  available: boolean;
  /** Privacy is on: no picture is shown. */
  private?: boolean;
  entities: Record<string, string | undefined>;
  rights: { control: boolean; admin: boolean };
  since?: string | null;
  trouble?: string | null;
  restarting?: boolean;
  account?: "visitor" | "operator" | "administrator";
  ptz?: Ptz | null;
  presets?: Preset[];
  motion_area?: { columns: number; rows: number } | null;
  privacy_areas?: PrivacyLimits | null;
  schedules?: string[];
  utc_offset?: number | null;
  stream?: boolean;
}

export type InfoListener = (info: CameraInfo | undefined, error?: unknown) => void;

class Subscription {
  readonly listeners = new Set<InfoListener>();
  info: CameraInfo | undefined;
  error: unknown;
  private readonly end: Promise<Unsubscribe | undefined>;

  constructor(hass: Hass, entityId: string) {
    this.end = hass.connection
      .subscribeMessage<CameraInfo>((info) => this.notify(info), {
        type: `${DOMAIN}/card/subscribe`,
        entity_id: entityId,
      })
      .catch((error: unknown) => {
        this.notify(undefined, error);
        return undefined;
      });
  }

  private notify(info: CameraInfo | undefined, error?: unknown): void {
    this.info = info;
    this.error = error;
    for (const listener of [...this.listeners]) listener(info, error);
  }

  close(): void {
    void this.end.then((end) => end?.()).catch(() => undefined); // the connection may be closed
  }
}

const subscriptions = new Map<string, Subscription>();

/** Subscribe to a camera; the listener is called at once if data is available. Returns the unsubscribe function. */
export function followCamera(hass: Hass, entityId: string, listener: InfoListener): () => void {
  let subscription = subscriptions.get(entityId);
  if (!subscription || subscription.error !== undefined) {
    subscription = new Subscription(hass, entityId);
    subscriptions.set(entityId, subscription);
  }
  const { listeners } = subscription;
  listeners.add(listener);
  if (subscription.info) listener(subscription.info);
  return () => {
    listeners.delete(listener);
    setTimeout(() => {
      if (listeners.size || subscriptions.get(entityId) !== subscription) return;
      subscriptions.delete(entityId);
      subscription.close();
    }, 1000); // a card moved in the editor is removed and added again
  };
}
