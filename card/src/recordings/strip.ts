/** Timeline of the last 24 hours with the recordings of a camera, and the latest ones as pictures. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { buttonStyles, CameraElement } from "../element";
import type { Texts } from "../texts";
import { Thumbnails } from "../thumbnails";
import { followRecordings, HOURS, kindsOf, place, type Recording } from "./recording";

const LATEST = 4;
const NEAR = 5; // percent of the strip around a tap
const REDRAWN = 60_000; // milliseconds between updates of the timeline

export class RecordingsStrip extends CameraElement {
  static override properties = {
    ...CameraElement.properties,
    entityId: { attribute: false },
    recordings: { state: true },
    played: { state: true },
  };

  declare entityId: string;
  declare private recordings: Recording[];
  /** The recording being played. */
  declare private played: string | undefined;
  private source = "";
  private end: (() => void) | undefined;
  private clock: ReturnType<typeof setInterval> | undefined;
  private readonly thumbnails = new Thumbnails(() => this.requestUpdate());

  constructor() {
    super();
    this.recordings = [];
  }

  protected override get cameraId(): string {
    return this.entityId;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.clock = setInterval(() => this.requestUpdate(), REDRAWN);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.clock);
    this.end?.();
    this.end = undefined;
    this.source = "";
    this.thumbnails.close();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.isConnected && this.entityId !== this.source) {
      this.source = this.entityId;
      this.end?.();
      this.recordings = [];
      this.end = followRecordings(this.hass, this.entityId, (recordings) => (this.recordings = recordings));
    }
    if (changed.has("recordings"))
      this.thumbnails.load(
        this.hass,
        this.latest.map(({ thumbnail }) => thumbnail),
      );
  }

  private get latest(): Recording[] {
    return this.recordings.slice(0, LATEST);
  }

  /** Play the recording that is nearest to a point of the strip. */
  private pick(event: PointerEvent): void {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * 100;
    const far = (each: Recording) => Math.abs((place(each, Date.now()) ?? -100) - at);
    const nearest = [...this.recordings].sort((one, other) => far(one) - far(other))[0];
    if (nearest && far(nearest) < NEAR) this.played = nearest.recording;
  }

  private renderStrip(texts: Texts): TemplateResult {
    const now = Date.now();
    return html`<div class="day" dir="ltr" aria-hidden="true" @click=${(event: PointerEvent) => this.pick(event)}>
      <div class="strip">
        ${this.recordings.map((each) => {
          const left = place(each, now);
          return left === undefined
            ? nothing
            : html`<span class="tick ${each.kinds[0]?.split("_")[0] ?? ""}" style="left:${left.toFixed(2)}%"></span>`;
        })}
      </div>
      <div class="hours">
        ${[0, 6, 12, 18, 24].map(
          (hour) => html`<span>${texts.time(new Date(now - (HOURS - hour) * 3_600_000).toISOString(), true)}</span>`,
        )}
      </div>
    </div>`;
  }

  private renderLatest(texts: Texts, recording: Recording): TemplateResult {
    const picture = recording.thumbnail && this.thumbnails.urls.get(recording.thumbnail);
    const running = recording.state === "recording";
    return html`<button type="button" class="view" tabindex="-1" @click=${() => (this.played = recording.recording)}>
      ${picture ? html`<img src=${picture} alt="" />` : html`<ha-icon icon="mdi:filmstrip"></ha-icon>`}
      <span class="name">
        ${running ? html`<span class="running">●</span>` : nothing}
        ${recording.keep ? html`<ha-icon icon="mdi:bookmark"></ha-icon>` : nothing} ${kindsOf(recording, texts)}<br />${texts.time(recording.started)}
      </span>
    </button>`;
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, recordings, info } = this;
    if (!texts || !recordings.length) return nothing;
    return html`
      <div class="recordings" role="group" aria-label=${texts.card("recordings")}>
        ${this.renderStrip(texts)}
        <div class="shelf">${this.latest.map((each) => this.renderLatest(texts, each))}</div>
      </div>
      ${
        this.played
          ? html`<ip-camera-cgi-player
              .hass=${this.hass}
              .entityId=${this.entityId}
              .name=${info?.name ?? ""}
              .recordings=${recordings}
              .played=${this.played}
              @closed=${() => (this.played = undefined)}
            ></ip-camera-cgi-player>`
          : nothing
      }
    `;
  }

  static override styles = [
    buttonStyles,
    css`
      .recordings {
        padding: 4px 12px 12px;
      }
      .day {
        padding-block: 8px;
        cursor: pointer;
      }
      .strip {
        position: relative;
        height: 20px;
        border-radius: 6px;
        background: var(--secondary-background-color, #eee);
      }
      .tick {
        position: absolute;
        inset-block: 2px;
        width: 4px;
        margin-inline-start: -2px;
        border-radius: 2px;
        background: #e65100;
      }
      .tick.input {
        background: #1e88e5;
      }
      .tick.sound {
        background: #ab47bc;
      }
      .tick.tamper {
        background: #e53935;
      }
      .hours {
        display: flex;
        justify-content: space-between;
        color: var(--secondary-text-color);
        font-size: 12px;
      }
      .shelf {
        display: grid;
        grid-template-columns: repeat(4, minmax(120px, 1fr));
        gap: 8px;
        overflow-x: auto;
        scrollbar-width: thin;
      }
      .view {
        position: relative;
        aspect-ratio: 4 / 3;
        overflow: hidden;
        border-radius: 10px;
        background: var(--secondary-background-color, #eee);
      }
      .view img {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        object-fit: cover;
      }
      .name {
        position: absolute;
        inset: auto 0 0 0;
        padding: 2px 6px;
        overflow: hidden;
        color: #fff;
        background: rgba(0, 0, 0, 0.65);
        font-size: 12px;
        line-height: 16px;
        text-align: start;
        text-overflow: ellipsis;
        white-space: nowrap;
        --mdc-icon-size: 14px;
      }
      .running {
        color: #ff8a80;
      }
    `,
  ];
}
