/** Brightness, contrast and similar settings beside the live picture; changes take effect at once. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { CameraInfo } from "../camera-info";
import { CameraElement } from "../element";
import type { Hass } from "../hass";
import type { Texts } from "../texts";
import { Editor } from "./editor";

const SLIDERS = ["brightness", "contrast", "saturation", "hue", "sharpness"];
const CHOICES = ["orientation", "mirror", "flip", "day_night", "mode", "resolution", "live_size"];

const UNAVAILABLE = "unavailable";

/** The entities of picture settings; those that the camera's account may not use are unavailable while the camera is there. */
export const pictureSettings = (hass: Hass, info: CameraInfo): { key: string; entityId: string }[] =>
  [...SLIDERS, ...CHOICES].flatMap((key) => {
    const entityId = info.entities[key];
    const state = entityId && hass.states[entityId]?.state;
    if (!entityId || !state || !/^(number|select|switch)\./.test(entityId)) return [];
    return state === UNAVAILABLE && info.available ? [] : [{ key, entityId }];
  });

export class PictureSettings extends CameraElement {
  static override properties = {
    ...CameraElement.properties,
    entityId: { attribute: false },
    note: { state: true },
    undone: { state: true },
  };

  declare entityId: string;
  declare private note: string;
  private first: Map<string, string> | undefined;

  protected override get cameraId(): string {
    return this.entityId;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.info && !this.first) {
      this.first = new Map(
        pictureSettings(this.hass, this.info).map(({ entityId }) => [
          entityId,
          this.hass.states[entityId]?.state ?? "",
        ]),
      );
    }
  }

  private async set(entityId: string, value: string): Promise<void> {
    const [domain = ""] = entityId.split(".");
    this.note = "";
    try {
      if (domain === "number") {
        await this.hass.callService(domain, "set_value", { value: Number(value) }, { entity_id: entityId }, false);
      } else if (domain === "select") {
        await this.hass.callService(domain, "select_option", { option: value }, { entity_id: entityId }, false);
      } else {
        await this.hass.callService(domain, `turn_${value}`, {}, { entity_id: entityId }, false);
      }
    } catch (error) {
      this.note = this.texts?.error(error) ?? "";
    }
  }

  private async undo(): Promise<void> {
    for (const [entityId, value] of this.first ?? []) {
      if (value !== UNAVAILABLE && this.hass.states[entityId]?.state !== value) await this.set(entityId, value);
    }
  }

  private renderSetting(texts: Texts, key: string, entityId: string): TemplateResult {
    const state = this.hass.states[entityId];
    if (!state) return html``;
    const { attributes } = state;
    const name = texts.entity(entityId.split(".")[0] ?? "", key);
    const changed = ({ target }: Event) => void this.set(entityId, (target as HTMLInputElement).value);
    if (entityId.startsWith("number.")) {
      return html`<label>
        <span class="name">${name}</span>
        <input
          type="range"
          min=${String(attributes.min)}
          max=${String(attributes.max)}
          step=${String(attributes.step)}
          .value=${state.state}
          ?disabled=${state.state === UNAVAILABLE}
          @change=${changed}
        />
      </label>`;
    }
    const options = (attributes.options as string[] | undefined) ?? ["on", "off"];
    return html`<label>
      <span class="name">${name}</span>
      <select .value=${state.state} ?disabled=${state.state === UNAVAILABLE} @change=${changed}>
        ${options.map((option) => html`<option value=${option} ?selected=${option === state.state}>${this.hass.formatEntityState?.(state, option) ?? option}</option>`)}
      </select>
    </label>`;
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, info, hass } = this;
    if (!texts || !info) return nothing;
    return html`
      <ip-camera-cgi-picture .hass=${hass} .entityId=${this.entityId} .away=${!info.available}></ip-camera-cgi-picture>
      ${pictureSettings(hass, info).map(({ key, entityId }) => this.renderSetting(texts, key, entityId))}
      ${this.note ? html`<p class="error" role="status">${this.note}</p>` : nothing}
      <div class="buttons">
        <button type="button" class="plain" @click=${() => void this.undo()}>${texts.common("undo")}</button>
        <button type="button" class="filled" @click=${() => this.dispatchEvent(new Event("cancel"))}>
          ${texts.common("close")}
        </button>
      </div>
    `;
  }

  static override styles = Editor.styles;
}
