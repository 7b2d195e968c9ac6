/** The picture of a camera: the last one at once, then live; never blank, and of constant size. */
import { LitElement, css, html, nothing, type PropertyValues } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { createRef, ref } from "lit/directives/ref.js";
import { DOMAIN, type Hass } from "./hass";
import { recall, remember } from "./remembered";
import { theWall } from "./wall/wall";

/** `pictures` have no delay; a `stream` has sound and more frames, with a delay of seconds. */
export type Source = "pictures" | "stream" | "still";

const STREAM_TIMEOUT = 15_000; // milliseconds to wait for a stream to play

export class CameraPicture extends LitElement {
  static override properties = {
    hass: { attribute: false },
    entityId: { attribute: false },
    source: {},
    away: { type: Boolean, reflect: true },
    concealed: { type: Boolean },
    label: {},
    aspect: { type: Number },
    mayStream: { attribute: false },
    maxRate: { type: Number },
    muted: { type: Boolean },
    live: { state: true },
    poster: { state: true },
    playing: { state: true },
    ratio: { state: true },
  };

  declare hass: Hass;
  declare entityId: string;
  declare source: Source;
  /** Whether the camera is unavailable: the last picture is shown in gray. */
  declare away: boolean;
  /** Whether privacy hides everything, including the last picture. */
  declare concealed: boolean;
  declare label: string;
  /** Aspect ratio; 0 selects the picture's own. */
  declare aspect: number;
  /** Whether the stream may be shown; it can have another aspect ratio, which the placeholder then has. */
  declare mayStream: boolean;
  declare maxRate: number;
  declare muted: boolean;
  declare private live: boolean;
  declare private poster: string;
  declare private playing: boolean;
  declare private ratio: number;

  private readonly canvas = createRef<HTMLCanvasElement>();
  private pictureRatio = 4 / 3;
  private tileId: number | undefined;
  private watched = "";
  private visible = false;
  private round = 0; // counts canvases: each can be transferred to the worker only once
  private dropping: ReturnType<typeof setTimeout> | undefined;
  private streamTimer: ReturnType<typeof setInterval> | undefined;
  private readonly observer = new IntersectionObserver(([entry]) => {
    this.visible = entry?.isIntersecting ?? false;
    this.follow();
  });

  constructor() {
    super();
    this.source = "pictures";
    this.away = this.concealed = this.live = this.playing = false;
    this.muted = true;
    this.label = this.poster = "";
    this.aspect = this.ratio = this.maxRate = 0;
    this.mayStream = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    clearTimeout(this.dropping);
    this.observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer.disconnect();
    this.visible = false;
    this.follow();
    clearInterval(this.streamTimer);
    this.dropping = setTimeout(() => this.dropCanvas(), 5000);
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("entityId")) {
      this.live = this.playing = false;
      this.pictureRatio = recall(this.entityId) ?? 4 / 3;
      void this.loadPoster();
    } else if (changed.has("concealed") && this.concealed) {
      this.conceal();
    } else if (changed.get("away") === true || changed.get("concealed") === true) {
      void this.loadPoster();
    }
    if (changed.has("source")) this.playing = false;
    if (changed.has("entityId") || changed.has("mayStream")) this.shape();
  }

  override updated(changed: PropertyValues): void {
    this.follow();
    if (changed.has("source") || changed.has("away") || changed.has("concealed")) this.awaitStream();
    this.style.setProperty("--ratio", String(this.aspect || this.ratio));
  }

  /** Remove every picture: a new canvas is created. */
  private conceal(): void {
    if (this.poster) URL.revokeObjectURL(this.poster);
    this.poster = "";
    this.live = this.playing = false;
    if (this.tileId === undefined) return;
    theWall().drop(this.tileId);
    this.tileId = undefined;
    this.watched = "";
    this.round++;
  }

  /** Load the last picture. */
  async loadPoster(): Promise<void> {
    const { entityId } = this;
    const response = await this.hass.fetchWithAuth(`/api/${DOMAIN}/last_picture/${entityId}`).catch(() => undefined);
    if (!response?.ok) return;
    const blob = await response.blob();
    if (entityId !== this.entityId || this.concealed) return;
    if (this.poster) URL.revokeObjectURL(this.poster);
    this.poster = URL.createObjectURL(blob);
    this.dispatchEvent(new Event("poster"));
  }

  private dropCanvas(): void {
    if (this.isConnected || this.tileId === undefined) return;
    theWall().drop(this.tileId);
    this.tileId = undefined;
    this.watched = "";
    this.live = false;
    this.round++;
  }

  /** Watch the camera while its pictures are needed and visible. */
  private follow(): void {
    const shown = this.visible && !this.away && !this.concealed;
    const wanted = shown && this.source !== "still" && !(this.source === "stream" && this.playing);
    const watch = wanted ? `${this.entityId} ${this.maxRate}` : "";
    if (watch === this.watched) return;
    const canvas = this.canvas.value;
    if (watch && !canvas) return; // after the first update
    this.watched = watch;
    const wall = theWall();
    if (!watch) {
      if (this.tileId !== undefined) wall.unwatch(this.tileId);
      this.signal("");
      return;
    }
    if (this.tileId === undefined && canvas) this.tileId = wall.adopt(canvas);
    if (this.tileId === undefined) return;
    wall.watch(this.hass, this.tileId, {
      entityId: this.entityId,
      ...(this.maxRate ? { maxRate: this.maxRate } : {}),
      state: (state) => this.signal(state),
      frame: () => {
        if (this.live) return;
        this.live = true;
        this.dispatchEvent(new Event("live"));
      },
      size: (width, height) => this.takeSize(width, height),
    });
  }

  /** Position of a point of the page in the picture in percent; undefined outside. */
  pointAt(clientX: number, clientY: number): { x: number; y: number } | undefined {
    const { left, top, width, height } = this.getBoundingClientRect();
    const ratio = this.playing ? this.ratio : this.pictureRatio;
    const drawn = { width: Math.min(width, height * ratio), height: Math.min(height, width / ratio) };
    const x = ((clientX - left - (width - drawn.width) / 2) / drawn.width) * 100;
    const y = ((clientY - top - (height - drawn.height) / 2) / drawn.height) * 100;
    return x < 0 || x > 100 || y < 0 || y > 100 ? undefined : { x, y };
  }

  /** Publish the state of the live picture: `live`, `no_signal`, `off` …, or nothing if it is not watched. */
  private signal(state: string): void {
    this.dispatchEvent(new CustomEvent("signal", { detail: state }));
  }

  /** Use the aspect ratio of the stream if it may be shown and is known, else that of the pictures. */
  private shape(): void {
    this.ratio = (this.mayStream ? recall(`${this.entityId} stream`) : undefined) ?? this.pictureRatio;
  }

  private takeSize(width: number, height: number, stream = false): void {
    if (!width || !height) return;
    const ratio = Math.round((width / height) * 1000) / 1000;
    remember(stream ? `${this.entityId} stream` : this.entityId, ratio);
    if (!stream) this.pictureRatio = ratio;
    this.shape();
  }

  private video(
    root: ParentNode | null | undefined = this.renderRoot.querySelector("ha-camera-stream"),
  ): HTMLVideoElement | null {
    if (!root) return null;
    const inside = (root as Element).shadowRoot ?? root;
    const found = inside.querySelector("video");
    if (found) return found;
    for (const child of inside.querySelectorAll("ha-hls-player, ha-web-rtc-player")) {
      const video = this.video(child);
      if (video) return video;
    }
    return null;
  }

  /** Show the stream once it plays; until then the pictures are shown. */
  private awaitStream(): void {
    clearInterval(this.streamTimer);
    if (this.source !== "stream" || this.away || this.concealed) return;
    const began = Date.now();
    let last = 0;
    this.streamTimer = setInterval(() => {
      const video = this.video();
      const playing = !!video && video.readyState >= 2 && video.currentTime !== last;
      last = video?.currentTime ?? 0;
      if (playing) {
        this.playing = true;
        this.takeSize(video.videoWidth, video.videoHeight, true);
        clearInterval(this.streamTimer);
      } else if (Date.now() - began > STREAM_TIMEOUT) {
        clearInterval(this.streamTimer);
        this.dispatchEvent(new Event("stream-failed"));
      }
    }, 500);
  }

  override render() {
    const state = this.hass.states[this.entityId];
    const label = this.label || (state?.attributes.friendly_name ?? this.entityId);
    return html`
      ${
        this.poster && !this.playing
          ? html`<img
              class="poster"
              src=${this.poster}
              alt=${this.live ? "" : label}
              @load=${({ target }: Event) => {
                const { naturalWidth, naturalHeight } = target as HTMLImageElement;
                this.takeSize(naturalWidth, naturalHeight);
              }}
            />`
          : nothing
      }
      ${keyed(
        this.round,
        html`<canvas
          ${ref(this.canvas)}
          role="img"
          aria-label=${label}
          ?hidden=${!this.live || this.away || this.playing}
        ></canvas>`,
      )}
      ${
        this.source === "stream" && !this.away && !this.concealed && state
          ? html`<ha-camera-stream
              class=${this.playing ? "" : "waiting"}
              .hass=${this.hass}
              .stateObj=${state}
              .muted=${this.muted}
              .controls=${false}
              .aspectRatio=${this.aspect || this.ratio}
            ></ha-camera-stream>`
          : nothing
      }
      ${
        this.live || this.away || this.concealed || this.playing || this.source === "still"
          ? nothing
          : html`<div class="spinner" aria-hidden="true"></div>`
      }
    `;
  }

  static override styles = css`
    :host {
      display: block;
      position: relative;
      overflow: hidden;
      aspect-ratio: var(--ratio, 1.333);
      background: #111;
    }
    img,
    canvas,
    ha-camera-stream {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      object-fit: contain;
    }
    ha-camera-stream {
      --video-max-height: none;
    }
    canvas[hidden] {
      display: none;
    }
    .waiting {
      opacity: 0;
    }
    :host([away]) img {
      filter: grayscale(1) brightness(0.6);
    }
    .spinner {
      position: absolute;
      inset: calc(50% - 18px);
      width: 36px;
      height: 36px;
      inset-inline-start: calc(50% - 18px);
      box-sizing: border-box;
      border: 3px solid rgba(255, 255, 255, 0.35);
      border-top-color: #fff;
      border-radius: 50%;
    }
    @media (prefers-reduced-motion: no-preference) {
      .spinner {
        animation: turn 1s linear infinite;
      }
      :host([away]) img {
        transition: filter 0.4s;
      }
    }
    @keyframes turn {
      to {
        transform: rotate(360deg);
      }
    }
  `;
}
