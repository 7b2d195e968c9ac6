/** A fake Home Assistant that records requests. */
import type { Hass, Unsubscribe } from "../src/hass";

export interface Subscribed {
  message: Record<string, unknown>;
  options: { resubscribe?: boolean } | undefined;
  callback: (message: never) => void;
  ended: boolean;
  /** Answers the subscription; until then it is pending. */
  accept(): Promise<void>;
  refuse(error: Error): Promise<void>;
}

export class FakeHass {
  subscribed: Subscribed[] = [];
  called: { action: string; data: unknown; target: unknown }[] = [];
  asked: Record<string, unknown>[] = [];
  private readonly listeners = new Set<() => void>();

  /** Simulate loss or return of the connection. */
  connect(connected: boolean): void {
    this.hass.connected = connected;
    if (!connected) for (const listener of [...this.listeners]) listener();
  }

  readonly hass = {
    states: {},
    entities: {},
    language: "en",
    localize: () => "",
    callService: (domain: string, service: string, data: unknown, target: unknown) => {
      this.called.push({ action: `${domain}.${service}`, data, target });
      return Promise.resolve({});
    },
    callWS: (message: Record<string, unknown>) => {
      this.asked.push(message);
      return Promise.resolve({});
    },
    connection: {
      addEventListener: (_: string, listener: () => void) => this.listeners.add(listener),
      removeEventListener: (_: string, listener: () => void) => this.listeners.delete(listener),
      subscribeMessage: (
        callback: (message: never) => void,
        message: Record<string, unknown>,
        options?: { resubscribe?: boolean },
      ) =>
        new Promise<Unsubscribe>((resolve, reject) => {
          const settle = () => new Promise<void>((done) => setTimeout(done));
          const subscription: Subscribed = {
            message,
            options,
            callback,
            ended: false,
            accept: () => {
              resolve(() => {
                subscription.ended = true;
              });
              return settle();
            },
            refuse: (error) => {
              reject(error);
              return settle();
            },
          };
          this.subscribed.push(subscription);
        }),
    },
  } as unknown as Hass;
}
