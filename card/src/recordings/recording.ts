/** Recordings of alarms. */
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

const MAX_RECORDINGS = 200; // recordings per request
const SETTLED = 1000; // milliseconds within which several changes cause one request

export const HOURS = 24;

export const kindsOf = ({ kinds }: Recording, texts: Texts): string =>
  kinds.map((kind) => texts.entity("binary_sensor", kind)).join(", ");

/** Position of a recording on the strip of the last 24 hours in percent; undefined if it is older. */
export function place({ started }: Pick<Recording, "started">, now: number): number | undefined {
  const share = 1 - (now - Date.parse(started)) / (HOURS * 3_600_000);
  return share < 0 ? undefined : Math.min(share, 1) * 100;
}

/** Subscribe to the recordings of a camera; returns the unsubscribe function. */
export function followRecordings(
  hass: Hass,
  entityId: string,
  listener: (recordings: Recording[]) => void,
): () => void {
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const read = async (): Promise<void> => {
    try {
      const message = { type: `${DOMAIN}/recordings/list`, entity_id: entityId, limit: MAX_RECORDINGS };
      const { recordings } = await hass.callWS<{ recordings: Recording[] }>(message);
      if (!ended) listener(recordings);
    } catch {
      // no permission, or the camera was removed: the card shows it
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
    void subscribed.then((end) => end?.()).catch(() => undefined); // the connection may be closed
  };
}
