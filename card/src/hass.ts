/** The part of Home Assistant's frontend object that the card uses. */

export interface EntityState {
  entity_id: string;
  state: string;
  attributes: Record<string, unknown> & { friendly_name?: string; entity_picture?: string };
  last_changed: string;
}

export type Localize = (key: string, values?: Record<string, unknown>) => string;
export type Unsubscribe = () => Promise<void> | void;

export interface Connection {
  subscribeMessage<T>(
    callback: (message: T) => void,
    message: Record<string, unknown>,
    options?: { resubscribe?: boolean },
  ): Promise<Unsubscribe>;
  addEventListener(type: "ready" | "disconnected", listener: () => void): void;
  removeEventListener(type: "ready" | "disconnected", listener: () => void): void;
  /** For binary messages. */
  socket?: WebSocket;
}

export interface Hass {
  states: Record<string, EntityState | undefined>;
  entities: Record<
    string,
    | { platform?: string; hidden?: boolean; device_id?: string; entity_category?: string; translation_key?: string }
    | undefined
  >;
  language: string;
  locale?: { language: string; time_format?: string };
  connection: Connection;
  /** False while the page is disconnected. */
  connected?: boolean;
  localize: Localize;
  callWS<T>(message: Record<string, unknown>): Promise<T>;
  callService<T = unknown>(
    domain: string,
    service: string,
    data?: Record<string, unknown>,
    target?: { entity_id: string },
    notifyOnError?: boolean,
    returnResponse?: boolean,
  ): Promise<{ response?: T }>;
  fetchWithAuth(path: string, init?: RequestInit): Promise<Response>;
  loadBackendTranslation(category: string, integration: string): Promise<Localize>;
  hassUrl(path?: string): string;
  formatEntityState?(state: EntityState, value?: string): string;
}

export const DOMAIN = "ip_camera_cgi";

/** Whether an entity is a camera of this integration. */
export const isOurs = (hass: Hass, entityId: string): boolean =>
  entityId.startsWith("camera.") && hass.entities[entityId]?.platform === DOMAIN;

/** The visible cameras of this integration: one for each device. */
export function ourCameras(hass: Hass): string[] {
  const devices = new Set<string | undefined>();
  return Object.keys(hass.entities)
    .filter((id) => isOurs(hass, id) && !hass.entities[id]?.hidden)
    .sort((one, other) => one.length - other.length || one.localeCompare(other))
    .filter((id) => {
      const device = hass.entities[id]?.device_id;
      const first = device === undefined || !devices.has(device);
      devices.add(device);
      return first;
    })
    .sort();
}
