/** Editor of the motion area, painted on the picture. */
import { html, nothing, type TemplateResult } from "lit";
import { Editor } from "./editor";
import type { Rows } from "./paint-grid";

const WALK = 30; // seconds

export class MotionAreaEditor extends Editor<Rows> {
  static override properties = { ...Editor.properties, walking: { state: true }, count: { state: true } };

  declare private walking: number;
  declare private count: number;
  private unpainted: Rows | undefined;
  private motion = false;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.walking = this.count = 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  protected override async read(): Promise<Rows> {
    return (await this.call<{ rows: Rows }>("get_motion_area", {}, true)).rows;
  }

  protected override async write(rows: Rows): Promise<void> {
    await this.call("set_motion_area", { rows });
  }

  /** Count the alarms during a walk test. */
  private walk(): void {
    this.walking = WALK;
    this.count = 0;
    clearInterval(this.timer);
    this.timer = setInterval(() => {
      this.walking--;
      if (this.walking <= 0) clearInterval(this.timer);
    }, 1000);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed);
    const on = this.hass.states[this.info?.entities.motion ?? ""]?.state === "on";
    if (on && !this.motion && this.walking > 0) this.count++;
    this.motion = on;
  }

  private paint(rows: Rows, done: boolean): void {
    this.unpainted ??= this.value;
    this.edit(rows, false);
    if (!done) return;
    const before = this.unpainted;
    this.unpainted = undefined;
    if (before) {
      this.value = before;
      this.edit(rows);
    }
  }

  protected override renderValue(rows: Rows): TemplateResult {
    const { texts, info, hass } = this;
    if (!texts) return html``;
    const all = (on: boolean): Rows => rows.map((row) => (on ? "x" : ".").repeat(row.length));
    const inverted = rows.map((row) => row.replace(/[x.]/g, (cell) => (cell === "x" ? "." : "x")));
    const sensitivity = info?.entities.motion_sensitivity ?? info?.entities.motion_sensitivity_inverse;
    const number = sensitivity ? hass.states[sensitivity] : undefined;
    return html`
      <p class="help">${texts.card("motion_area_help")} <span class="keys">${texts.card("grid_help")}</span></p>
      <div class="canvas">
        <ip-camera-cgi-picture
          .hass=${hass}
          .entityId=${this.entityId}
          .away=${!info?.available}
          .maxRate=${2}
        ></ip-camera-cgi-picture>
        <ip-camera-cgi-grid
          .rows=${rows}
          .label=${texts.card("motion_area")}
          .cellLabel=${(row: number, column: number) => texts.card("cell", { row: row + 1, column: column + 1 })}
          @paint=${({ detail }: CustomEvent<{ rows: Rows; done: boolean }>) => this.paint(detail.rows, detail.done)}
        ></ip-camera-cgi-grid>
      </div>
      <div class="row">
        <button type="button" class="chip" @click=${() => this.edit(all(true))}>${texts.card("all")}</button>
        <button type="button" class="chip" @click=${() => this.edit(all(false))}>${texts.common("none")}</button>
        <button type="button" class="chip" @click=${() => this.edit(inverted)}>${texts.card("invert")}</button>
        <button type="button" class="chip" ?disabled=${this.walking > 0} @click=${() => this.walk()}>
          ${texts.card("walk_test")}${this.walking > 0 ? ` ${this.walking}` : ""}
        </button>
        <span role="status">
          ${this.walking > 0 && !this.count ? texts.card("walk_test_help") : nothing}
          ${this.count ? texts.card("walk_count", { count: this.count }) : nothing}
        </span>
      </div>
      ${
        sensitivity && number
          ? html`<label>
              ${texts.card("sensitivity")}
              <input
                type="range"
                min=${String(number.attributes.min)}
                max=${String(number.attributes.max)}
                step=${String(number.attributes.step)}
                .value=${number.state}
                style=${sensitivity === info?.entities.motion_sensitivity_inverse ? "direction: rtl" : ""}
                @change=${({ target }: Event) =>
                  void hass.callService(
                    "number",
                    "set_value",
                    { value: Number((target as HTMLInputElement).value) },
                    { entity_id: sensitivity },
                  )}
              />
            </label>`
          : nothing
      }
    `;
  }
}
