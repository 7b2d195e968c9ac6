/** Recordings of alarms, as the integration describes them. */
import { DOMAIN, type Hass, type Unsubscribe } from "../hass";
import type { Texts } from "../texts";

export interface Recording {
  recording: string;
  started: string;
  kinds: string[];
  state: "recording" | "done" | "interrupted";
  seconds: number;
  before: number;
  keep: boolean;
  picture: string | null;
  thumbnail: string | null;
  clip: string | null;
}

const MOST = 200; // recordings that a card asks for
const SETTLED = 1000; // milliseconds in which several changes are read as one

export const HOURS = 24;

export const kindsOf = ({ kinds }: Recording, texts: Texts): string =>
  kinds.map((kind) => texts.entity("binary_sensor", kind)).join(", ");

/** Where a recording stands on the strip of the last 24 hours, in percent; undefined where it is older. */
export function place({ started }: Pick<Recording, "started">, now: number): number | undefined {
  const share = 1 - (now - Date.parse(started)) / (HOURS * 3_600_000);
  return share < 0 ? undefined : Math.min(share, 1) * 100;
}

/** Follow the recordings of a camera; returns what ends it. */
export function followRecordings(
  hass: Hass,
  entityId: string,
  listener: (recordings: Recording[]) => void,
): () => void {
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const read = async (): Promise<void> => {
    try {
      const message = { type: `${DOMAIN}/recordings/list`, entity_id: entityId, limit: MOST };
      const { recordings } = await hass.callWS<{ recordings: Recording[] }>(message);
      if (!ended) listener(recordings);
    } catch {
      // no right, or the camera is gone: the card says so
    }
  };
  const subscribed = hass.connection
    .subscribeMessage(
      () => {
        clearTimeout(timer);
        timer = setTimeout(() => void read(), SETTLED);
      },
      { type: `${DOMAIN}/recordings/subscribe`, entity_id: entityId },
    )
    .catch((): Unsubscribe | undefined => undefined);
  void read();
  return () => {
    ended = true;
    clearTimeout(timer);
    void subscribed.then((end) => end?.()).catch(() => undefined); // the connection may have gone
  };
}
