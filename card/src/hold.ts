/** Moves a camera for as long as a button is held. */
import { DOMAIN, type Hass, type Unsubscribe } from "./hass";

export interface Movement {
  direction: string;
  speed?: number;
}

/**
 * One press. Each renewal is a subscription of its own; all of them end together on release, because the camera
 * stops when a holder releases. A movement is never resubscribed after a reconnect: it would start by itself. For the
 * same reason a press ends when the connection breaks, and when the page has slept beyond the deadline. Another finger
 * on the screen ends it, too.
 */
class Press {
  private readonly subscriptions: Promise<Unsubscribe | undefined>[] = [];
  private pending = 0;
  private released = false;
  private asked = Date.now();
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly lost = (): void => this.ended();

  /** `ended` is called if it ends without release(), with the error if it was refused. */
  constructor(
    private readonly hass: Hass,
    private readonly entityId: string,
    private readonly movement: Movement,
    private readonly deadline: number,
    private readonly ended: (error?: unknown) => void,
  ) {
    hass.connection.addEventListener("disconnected", this.lost);
    window.addEventListener("pointerdown", this.lost, true); // another finger
    this.timer = setInterval(() => this.renew(), (deadline * 1000) / 2);
    this.ask();
  }

  private renew(): void {
    if (Date.now() - this.asked > this.deadline * 1000) this.ended();
    else this.ask();
  }

  private ask(): void {
    this.asked = Date.now();
    const message = { type: `${DOMAIN}/ptz/hold`, entity_id: this.entityId, ...this.movement };
    this.pending++;
    this.subscriptions.push(
      this.hass.connection
        .subscribeMessage(() => undefined, message, { resubscribe: false })
        .catch((error: unknown) => {
          if (!this.released) this.ended(error);
          return undefined;
        })
        .finally(() => this.pending--),
    );
  }

  /** End it; `stop` also stops a camera that has not acknowledged the movement yet. */
  release(stop: boolean): void {
    if (this.released) return;
    this.released = true;
    clearInterval(this.timer);
    this.hass.connection.removeEventListener("disconnected", this.lost);
    window.removeEventListener("pointerdown", this.lost, true);
    if (stop && this.pending) {
      this.hass.callService(DOMAIN, "ptz_stop", {}, { entity_id: this.entityId }, false).catch(() => undefined);
    }
    for (const each of this.subscriptions) {
      void each.then((end) => end?.()).catch(() => undefined); // it ended with the connection
    }
  }
}

export class Holder {
  private press: Press | undefined;
  private current = "";

  constructor(private readonly changed: (held: string | undefined, error?: unknown) => void) {}

  get held(): string | undefined {
    return this.press && this.current.split(" ")[0];
  }

  /** Move until `release()`; another direction takes over at once. */
  hold(hass: Hass, entityId: string, movement: Movement, deadline: number): void {
    if (hass.connected === false) return; // the command would be queued, and move the camera after a reconnect
    const key = `${movement.direction} ${movement.speed ?? ""}`;
    if (this.press && key === this.current) return;
    const before = this.press;
    const press = new Press(hass, entityId, movement, deadline, (error) => {
      if (this.press === press) this.release();
      if (error !== undefined) this.changed(undefined, error);
    });
    this.press = press;
    this.current = key;
    before?.release(false); // the camera already has the new command
    this.changed(movement.direction);
  }

  release(): void {
    const { press } = this;
    if (!press) return;
    this.press = undefined;
    press.release(true);
    this.changed(undefined);
  }
}
