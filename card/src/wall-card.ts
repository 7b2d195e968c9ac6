/** All cameras on one card; a camera with an alarm is shown first and larger. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { CARD, title, type CardConfig } from "./config";
import { buttonStyles, CameraElement } from "./element";
import { ourCameras, type Hass } from "./hass";
import { offline, pillOf, stageStyles } from "./stage";
import { loadTexts, type Texts } from "./texts";

export const WALL = "ip-camera-cgi-wall";
const LINGER = 10_000; // milliseconds for which a camera stays first after its alarm

export interface WallConfig {
  type: string;
  /** The cameras in order; all if unset. */
  entities?: string[];
  /** Path of the cameras' views; a tap opens the view of that camera. */
  path?: string;
}

/** The last part of the path of a camera's view. */
export const viewPath = (entityId: string): string => entityId.replace("camera.", "");

export class WallTile extends CameraElement {
  static override properties = {
    ...CameraElement.properties,
    entityId: { attribute: false },
    forward: { type: Boolean, reflect: true },
    preview: { type: Boolean },
    signal: { state: true },
  };

  declare entityId: string;
  declare forward: boolean;
  declare preview: boolean;
  declare private signal: string;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.forward = this.preview = false;
    this.signal = "";
  }

  protected override get cameraId(): string {
    return this.entityId;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const alarm = !!this.texts && pillOf(this.texts, this.hass, this.info, this.signal).kind === "alarm";
    if (alarm) {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.forward = true;
    } else if (this.forward) {
      this.timer ??= setTimeout(() => {
        this.forward = false;
        this.timer = undefined;
      }, LINGER);
    }
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, info, hass, entityId } = this;
    if (!texts) return nothing;
    const name = title({ type: "" }, hass.states[entityId], info?.name);
    const { kind, text } = pillOf(texts, hass, info, this.signal);
    const state = info && kind === "off" && !info.available ? offline(texts, info) : text;
    return html`<button type="button" class="tile" @click=${() => this.dispatchEvent(new Event("chosen"))}>
      <ip-camera-cgi-picture
        aria-hidden="true"
        .hass=${hass}
        .entityId=${entityId}
        .label=${name}
        .away=${!!info && !info.available}
        .concealed=${!!info?.private}
        .maxRate=${this.preview ? 2 : 10}
        @signal=${({ detail }: CustomEvent<string>) => (this.signal = detail)}
      ></ip-camera-cgi-picture>
      <span class="top"> <span class="title">${name}</span> <span class="pill ${kind}">${state}</span> </span>
    </button>`;
  }

  static override styles = [
    buttonStyles,
    stageStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      :host([forward]) {
        order: -1;
        grid-column: span 2;
        grid-row: span 2;
      }
      @container (max-width: 639px) {
        :host([forward]) {
          grid-column: span 1;
          grid-row: span 1;
        }
      }
      .tile {
        position: relative;
        display: block;
        width: 100%;
        overflow: hidden;
        border-radius: 12px;
        background: #111;
        text-align: start;
      }
      :host([forward]) .tile {
        box-shadow: 0 0 0 3px #d32f2f;
      }
      .tile:focus-visible {
        outline-offset: 2px;
      }
    `,
  ];
}

export class WallCard extends LitElement {
  static override properties = {
    hass: { attribute: false },
    preview: { type: Boolean },
    config: { state: true },
    texts: { state: true },
    opened: { state: true },
  };

  declare hass: Hass;
  declare preview: boolean;
  declare private config: WallConfig | undefined;
  /** The camera shown in a dialog, if it has no view. */
  declare private opened: CardConfig | undefined;
  declare private texts: Texts | undefined;
  private cameras: string[] = [];
  private entities: Hass["entities"] | undefined;
  private language = "";

  static getStubConfig = (): Omit<WallConfig, "type"> => ({});

  setConfig(config: WallConfig): void {
    this.config = config;
    this.entities = undefined;
  }

  getCardSize = (): number => 12;
  getGridOptions = () => ({ columns: "full", rows: "auto" });

  protected override willUpdate(): void {
    if (this.hass.entities !== this.entities) {
      this.entities = this.hass.entities;
      this.cameras = this.config?.entities ?? ourCameras(this.hass);
    }
    if (this.hass.language === this.language) return;
    this.language = this.hass.language;
    void loadTexts(this.hass).then((texts) => (this.texts = texts));
  }

  private open(entityId: string): void {
    const path = this.config?.path;
    if (this.preview) return;
    if (path) {
      history.pushState(null, "", `${path}/${viewPath(entityId)}`);
      window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
    } else {
      this.opened = { type: `custom:${CARD}`, entity: entityId };
    }
  }

  private renderOpened(config: CardConfig): TemplateResult {
    return html`<ip-camera-cgi-dialog
      .label=${title(config, this.hass.states[config.entity ?? ""])}
      .closeLabel=${this.texts?.common("close") ?? ""}
      @closed=${() => (this.opened = undefined)}
    >
      <ip-camera-cgi-card .hass=${this.hass} .config=${config}></ip-camera-cgi-card>
    </ip-camera-cgi-dialog>`;
  }

  override render(): TemplateResult {
    if (!this.cameras.length) {
      return html`<ha-card><div class="empty">${this.texts?.card("wall_empty")}</div></ha-card>`;
    }
    return html`<div class="wall">
        ${this.cameras.map(
          (entityId) =>
            html`<ip-camera-cgi-tile
              .hass=${this.hass}
              .entityId=${entityId}
              ?preview=${this.preview}
              @chosen=${() => this.open(entityId)}
            ></ip-camera-cgi-tile>`,
        )}
      </div>
      ${this.opened ? this.renderOpened(this.opened) : nothing}`;
  }

  static override styles = css`
    :host {
      display: block;
      container-type: inline-size;
    }
    .wall {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
      grid-auto-flow: dense;
      gap: 8px;
      padding: 8px;
    }
    .empty {
      padding: 32px;
      text-align: center;
    }
  `;
}
