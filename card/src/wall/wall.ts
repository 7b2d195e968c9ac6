/** Live pictures of all cameras of a page over one connection, drawn by a worker. */
import { DOMAIN, type Hass } from "../hass";
import type { FromWorker, ToWorker } from "./messages";

export interface Tile {
  entityId: string;
  maxRate?: number;
  /** `live`, `no_signal`, `off`, `unavailable`, `forbidden` or `unknown`. */
  state(state: string): void;
  frame(): void;
  size(width: number, height: number): void;
}

const MAX_REFUSALS = 3; // consecutive refused attempts, for example by a proxy
const MAX_RETRY_DELAY = 30; // seconds
const STILL_INTERVAL = 3; // seconds between stills without a connection
const IDLE = 3000; // milliseconds until an unused connection is closed

class Wall {
  private readonly worker = new Worker(new URL(`wall-worker.js${new URL(import.meta.url).search}`, import.meta.url), {
    type: "module",
  });
  private readonly tiles = new Map<number, Tile>();
  private hass!: Hass;
  private connected = false;
  private connecting = false;
  private failures = 0;
  private count = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private idle: ReturnType<typeof setTimeout> | undefined;
  private changed = false;

  constructor() {
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.receive(data);
    document.addEventListener("visibilitychange", () => this.update());
    setInterval(() => void this.stills(), STILL_INTERVAL * 1000);
  }

  /** Transfer a canvas to the worker, which is possible once. */
  adopt(canvas: HTMLCanvasElement): number {
    const id = ++this.count;
    const offscreen = canvas.transferControlToOffscreen();
    this.worker.postMessage({ type: "canvas", id, canvas: offscreen } satisfies ToWorker, [offscreen]);
    return id;
  }

  drop(id: number): void {
    this.unwatch(id);
    this.post({ type: "drop", id });
  }

  watch(hass: Hass, id: number, tile: Tile): void {
    this.hass = hass;
    this.tiles.set(id, tile);
    this.update();
  }

  unwatch(id: number): void {
    if (this.tiles.delete(id)) this.update();
  }

  private post(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  /** Send the list once for concurrent changes of several cards. */
  private update(): void {
    if (this.changed) return;
    this.changed = true;
    queueMicrotask(() => {
      this.changed = false;
      const wanted = document.hidden ? [] : [...this.tiles];
      this.post({
        type: "watch",
        watch: wanted.map(([id, { entityId, maxRate }]) => ({ id, entityId, maxRate })),
      });
      clearTimeout(this.idle);
      if (wanted.length) void this.connect();
      else if (this.connected) this.idle = setTimeout(() => this.post({ type: "disconnect" }), IDLE);
    });
  }

  private async connect(): Promise<void> {
    if (this.connected || this.connecting || this.retry !== undefined) return;
    this.connecting = true;
    try {
      const path = `/api/${DOMAIN}/wall`;
      const signed = await this.hass.callWS<{ path: string }>({ type: "auth/sign_path", path, expires: 30 });
      this.post({ type: "connect", url: this.hass.hassUrl(signed.path).replace(/^http/, "ws") });
    } catch {
      this.closed(false);
    }
  }

  private closed(opened: boolean): void {
    this.connected = this.connecting = false;
    this.failures = opened ? 0 : this.failures + 1;
    if (!this.tiles.size || document.hidden || this.retry !== undefined) return;
    const pause = Math.min(2 ** this.failures / 2, MAX_RETRY_DELAY);
    this.retry = setTimeout(() => {
      this.retry = undefined;
      this.update();
    }, pause * 1000);
  }

  private receive(message: FromWorker): void {
    switch (message.type) {
      case "open":
        this.connected = true;
        this.connecting = false;
        this.failures = 0;
        break;
      case "closed":
        this.closed(message.opened);
        break;
      case "state":
        this.tiles.get(message.id)?.state(message.state);
        break;
      case "size":
        this.tiles.get(message.id)?.size(message.width, message.height);
        break;
      case "frame":
        this.tiles.get(message.id)?.frame();
    }
  }

  /** Load stills periodically without a connection. */
  private async stills(): Promise<void> {
    if (this.failures < MAX_REFUSALS || document.hidden) return;
    for (const [id, tile] of [...this.tiles]) {
      const response = await this.hass
        .fetchWithAuth(`/api/${DOMAIN}/last_picture/${tile.entityId}`)
        .catch(() => undefined);
      if (!response?.ok || this.connected) continue;
      this.post({ type: "still", id, picture: await response.blob() });
      tile.state("live");
    }
  }
}

let wall: Wall | undefined;

/** The one wall of this page. */
export const theWall = (): Wall => (wall ??= new Wall());
