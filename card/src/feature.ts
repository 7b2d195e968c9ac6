/** A small pad on the tile of a camera. */
import { css, html, nothing, type TemplateResult } from "lit";
import { buttonStyles, CameraElement } from "./element";
import { DOMAIN, isOurs, type Hass } from "./hass";
import { Holder } from "./hold";
import { holdButton, padStyles, type PadActions } from "./pad";

export const FEATURE = "ip-camera-cgi-ptz";

export class PtzFeature extends CameraElement {
  static override properties = {
    ...CameraElement.properties,
    context: { attribute: false },
    held: { state: true },
  };

  declare context: { entity_id?: string } | undefined;
  declare private held: string | undefined;

  private readonly holder = new Holder((held) => (this.held = held));
  private readonly letGo = (): void => this.holder.release();

  static getStubConfig = () => ({ type: `custom:${FEATURE}` });
  static isSupported = (hass: Hass, context: { entity_id?: string }): boolean =>
    !!context.entity_id && isOurs(hass, context.entity_id);

  setConfig(): void {
    // not configurable
  }

  protected override get cameraId(): string | undefined {
    const id = this.context?.entity_id;
    return id && isOurs(this.hass, id) ? id : undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("blur", this.letGo);
    document.addEventListener("visibilitychange", this.letGo);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("blur", this.letGo);
    document.removeEventListener("visibilitychange", this.letGo);
    this.letGo();
  }

  private readonly actions: Pick<PadActions, "press" | "release"> = {
    press: (direction) => {
      const { ptz } = this.info ?? {};
      if (ptz && this.cameraId) this.holder.hold(this.hass, this.cameraId, { direction }, ptz.deadline);
    },
    release: this.letGo,
  };

  private run(action: string): void {
    if (!this.cameraId) return;
    this.letGo();
    this.hass.callService(DOMAIN, action, {}, { entity_id: this.cameraId }).catch(() => undefined); // Home Assistant shows the error
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, info } = this;
    const ptz = info?.ptz;
    if (!texts || !ptz || !info.rights.control) return nothing;
    const away = !info.available;
    const moving = !away && (ptz.moving || !!this.held);
    const hold = (direction: string, icon: string) =>
      holdButton(texts, { held: this.held, away }, this.actions, direction, icon, 0);
    return html`<div class="row" role="group" aria-label=${texts.card("steering")} dir="ltr">
      ${ptz.pan ? [hold("left", "arrow-left"), hold("right", "arrow-right")] : nothing}
      ${ptz.tilt ? [hold("up", "arrow-up"), hold("down", "arrow-down")] : nothing}
      ${ptz.zoom ? [hold("zoom_in", "plus"), hold("zoom_out", "minus")] : nothing}
      ${
        moving || ptz.home
          ? html`<button
              type="button"
              class=${moving ? "stop" : ""}
              aria-label=${texts.entity("button", moving ? "stop" : "home")}
              ?disabled=${away}
              @click=${() => this.run(moving ? "ptz_stop" : "ptz_home")}
            >
              <ha-icon icon="mdi:${moving ? "stop" : "home"}"></ha-icon>
            </button>`
          : nothing
      }
    </div>`;
  }

  static override styles = [
    buttonStyles,
    padStyles,
    css`
      .row {
        display: flex;
        gap: var(--feature-button-spacing, 8px);
        height: var(--feature-height, 42px);
        user-select: none;
      }
      .row button {
        flex: 1;
        border-radius: var(--feature-border-radius, 12px);
        background: color-mix(in srgb, var(--primary-text-color) 8%, transparent);
        --mdc-icon-size: 20px;
      }
      .row button:disabled {
        opacity: 0.4;
      }
      .row .stop {
        background: #c62828;
      }
      .row .hold[aria-pressed="true"] {
        background: var(--primary-color);
      }
    `,
  ];
}
