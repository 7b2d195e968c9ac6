/** Checks which way a camera moves, and reverses axes that are wired the other way. */
import { html, nothing, type TemplateResult } from "lit";
import { CameraElement } from "../element";
import { DOMAIN } from "../hass";
import { Editor } from "./editor";

const SECONDS = 1;
const STEPS = [
  { axis: "pan", direction: "right", question: "question_right" },
  { axis: "tilt", direction: "up", question: "question_up" },
] as const;

export class DirectionCheck extends CameraElement {
  static override properties = {
    ...CameraElement.properties,
    entityId: { attribute: false },
    step: { state: true },
    asking: { state: true },
    note: { state: true },
  };

  declare entityId: string;
  declare private step: number;
  declare private asking: boolean;
  declare private note: string;

  constructor() {
    super();
    this.step = 0;
    this.asking = false;
    this.note = "";
  }

  protected override get cameraId(): string {
    return this.entityId;
  }

  private get current() {
    const there = STEPS.filter(({ axis }) => this.info?.ptz?.[axis]);
    return there[this.step % Math.max(there.length, 1)];
  }

  private async move(): Promise<void> {
    const { current } = this;
    if (!current) return;
    this.note = "";
    try {
      const data = { direction: current.direction, duration: SECONDS };
      await this.hass.callService(DOMAIN, "ptz_move", data, { entity_id: this.entityId }, false);
      this.asking = true;
    } catch (error) {
      this.note = this.texts?.error(error) ?? "";
    }
  }

  private async answer(right: boolean): Promise<void> {
    const { current, texts, info } = this;
    if (!current || !texts) return;
    this.asking = false;
    if (right) {
      this.note = texts.card("direction_right");
      this.step++;
      return;
    }
    try {
      await this.hass.callWS({
        type: `${DOMAIN}/card/reverse`,
        entity_id: this.entityId,
        axis: current.axis,
        reversed: !info?.ptz?.reversed[current.axis],
      });
      this.note = texts.card("direction_reversed");
    } catch (error) {
      this.note = this.texts?.error(error) ?? "";
    }
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, info, current, hass } = this;
    if (!texts || !info || !current) return nothing;
    return html`
      <p class="help">${texts.card("direction_help")}</p>
      <ip-camera-cgi-picture .hass=${hass} .entityId=${this.entityId} .away=${!info.available}></ip-camera-cgi-picture>
      <p role="status">${this.asking ? texts.card(current.question) : this.note}</p>
      <div class="buttons">
        ${
          this.asking
            ? html`<button type="button" class="plain" @click=${() => void this.answer(false)}>
                  ${texts.common("no")}
                </button>
                <button type="button" class="filled" @click=${() => void this.answer(true)}>
                  ${texts.common("yes")}
                </button>`
            : html`<button type="button" class="filled" ?disabled=${!info.available} @click=${() => void this.move()}>
                ${texts.entity("button", current.direction)}
              </button>`
        }
      </div>
    `;
  }

  static override styles = Editor.styles;
}
