/** Privacy areas, drawn as rectangles on the picture. */
import { css, html, nothing, type TemplateResult } from "lit";
import { Editor } from "./editor";

export interface Area {
  area: number;
  enabled: boolean | null;
  color: number | null;
  left: number | null;
  top: number | null;
  width: number | null;
  height: number | null;
}

type Sides = { left: number; top: number; width: number; height: number };

/** Colors from white to black, in the order of the manual. */
const grey = (color: number, most: number): string => {
  const light = 255 - Math.round((255 * (color - 1)) / Math.max(most - 1, 1));
  return `rgb(${light} ${light} ${light})`;
};

/** Keep a rectangle inside the picture. */
export function inside(sides: Sides, width: number, height: number): Sides {
  const whole = (value: number, least: number, most: number) => Math.round(Math.min(Math.max(value, least), most));
  const left = whole(sides.left, 0, width - 1);
  const top = whole(sides.top, 0, height - 1);
  return { left, top, width: whole(sides.width, 1, width - left), height: whole(sides.height, 1, height - top) };
}

export class PrivacyEditor extends Editor<Area[]> {
  static override properties = { ...Editor.properties, selected: { state: true } };

  declare private selected: number | undefined;
  private drag: { kind: "new" | "move" | "size"; x: number; y: number; sides: Sides; before: Area[] } | undefined;

  protected override async read(): Promise<Area[]> {
    return (await this.call<{ areas: Area[] }>("get_privacy_areas", {}, true)).areas;
  }

  protected override async write(value: Area[], stored: Area[]): Promise<void> {
    for (const [at, area] of value.entries()) {
      const before: Partial<Area> = stored[at] ?? {};
      const differs = Object.entries(area).filter(([key, each]) => before[key as keyof Area] !== each);
      if (differs.length) {
        const { left, top, width, height } = area; // all fields of a rectangle are written together
        await this.call("set_privacy_area", {
          area: area.area,
          ...Object.fromEntries(differs),
          ...(area.enabled ? { left, top, width, height } : {}),
        });
      }
    }
  }

  private get size(): { width: number; height: number } {
    const { width = 320, height = 240 } = this.info?.privacy_areas ?? {};
    return { width, height };
  }

  private change(number: number, change: Partial<Area>, step = true): void {
    const { width, height } = this.size;
    this.edit(
      (this.value ?? []).map((each) => {
        if (each.area !== number) return each;
        const next = { ...each, ...change };
        const { left, top } = next;
        const sides = { left: left ?? 0, top: top ?? 0, width: next.width ?? 1, height: next.height ?? 1 };
        return next.enabled ? { ...next, ...inside(sides, width, height) } : next;
      }),
      step,
    );
  }

  private point(event: PointerEvent): { x: number; y: number } {
    const box = (this.renderRoot.querySelector(".areas") as HTMLElement).getBoundingClientRect();
    const { width, height } = this.size;
    return {
      x: ((event.clientX - box.left) / box.width) * width,
      y: ((event.clientY - box.top) / box.height) * height,
    };
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0 || !this.value) return;
    const target = event.target as HTMLElement;
    const number = Number(target.closest<HTMLElement>("[data-area]")?.dataset.area ?? 0);
    const area = this.value.find((each) => (number ? each.area === number : !each.enabled));
    if (!area) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    const { x, y } = this.point(event);
    const kind = !number ? "new" : target.classList.contains("handle") ? "size" : "move";
    const { left, top, width, height } = area;
    const sides =
      kind === "new"
        ? { left: x, top: y, width: 1, height: 1 }
        : { left: left ?? 0, top: top ?? 0, width: width ?? 1, height: height ?? 1 };
    this.selected = area.area;
    this.drag = { kind, x, y, sides, before: this.value };
  }

  private move(event: PointerEvent): void {
    const { drag, selected } = this;
    if (!drag || selected === undefined) return;
    const { x, y } = this.point(event);
    const { left, top, width, height } = drag.sides;
    const [dx, dy] = [x - drag.x, y - drag.y];
    const sides =
      drag.kind === "move"
        ? { left: left + dx, top: top + dy, width, height }
        : drag.kind === "size"
          ? { left, top, width: width + dx, height: height + dy }
          : { left: Math.min(x, left), top: Math.min(y, top), width: Math.abs(dx), height: Math.abs(dy) };
    const limits = this.size;
    if (drag.kind === "move") {
      sides.left = Math.min(Math.max(sides.left, 0), limits.width - width);
      sides.top = Math.min(Math.max(sides.top, 0), limits.height - height);
    }
    this.change(selected, { enabled: true, ...sides }, false);
  }

  private up(): void {
    const { drag, value } = this;
    this.drag = undefined;
    if (!drag || !value || value === drag.before) return;
    this.value = drag.before;
    this.edit(value);
  }

  private key(event: KeyboardEvent, area: Area): void {
    const step = { ArrowLeft: [-4, 0], ArrowRight: [4, 0], ArrowUp: [0, -4], ArrowDown: [0, 4] }[event.key];
    if (event.key === "Delete" || event.key === "Backspace") this.change(area.area, { enabled: false });
    else if (step) {
      const [dx = 0, dy = 0] = step;
      this.change(
        area.area,
        event.shiftKey
          ? { width: (area.width ?? 1) + dx, height: (area.height ?? 1) + dy }
          : { left: (area.left ?? 0) + dx, top: (area.top ?? 0) + dy },
      );
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private renderArea(area: Area): TemplateResult {
    const { width, height } = this.size;
    const share = (value: number | null, of: number) => `${(((value ?? 0) / of) * 100).toFixed(2)}%`;
    return html`<div
      class="area ${this.selected === area.area ? "selected" : ""}"
      tabindex="0"
      role="button"
      data-area=${area.area}
      aria-label=${this.texts?.card("area_number", { number: area.area })}
      style="left:${share(area.left, width)};top:${share(area.top, height)};width:${share(
        area.width,
        width,
      )};height:${share(area.height, height)};background:${grey(area.color ?? 1, this.info?.privacy_areas?.color ?? 8)}"
      @focus=${() => (this.selected = area.area)}
      @keydown=${(event: KeyboardEvent) => this.key(event, area)}
    >
      <span class="handle"></span>
    </div>`;
  }

  protected override renderValue(areas: Area[]): TemplateResult {
    const { texts, info, selected } = this;
    if (!texts) return html``;
    const colors = info?.privacy_areas?.color ?? 1;
    const chosen = areas.find((each) => each.area === selected && each.enabled);
    return html`
      <p class="help">${texts.card("privacy_help")} <span class="keys">${texts.card("area_help")}</span></p>
      <div class="canvas">
        <ip-camera-cgi-picture
          .hass=${this.hass}
          .entityId=${this.entityId}
          .away=${!info?.available}
          .maxRate=${2}
        ></ip-camera-cgi-picture>
        <div
          class="areas"
          dir="ltr"
          @pointerdown=${(event: PointerEvent) => this.down(event)}
          @pointermove=${(event: PointerEvent) => this.move(event)}
          @pointerup=${() => this.up()}
          @pointercancel=${() => this.up()}
        >
          ${areas.filter((each) => each.enabled).map((each) => this.renderArea(each))}
        </div>
      </div>
      ${
        chosen && colors > 1
          ? html`<div class="row" role="group" aria-label=${texts.card("area_number", { number: chosen.area })}>
              ${[...Array(colors).keys()].map(
                (at) =>
                  html`<button
                    type="button"
                    class="dot"
                    style="background:${grey(at + 1, colors)}"
                    aria-label=${texts.card("color_number", { number: at + 1 })}
                    aria-pressed=${chosen.color === at + 1}
                    @click=${() => this.change(chosen.area, { color: at + 1 })}
                  ></button>`,
              )}
            </div>`
          : nothing
      }
      <div class="row">
        ${areas.map(
          (each) =>
            html`<label>
              <input
                type="checkbox"
                .checked=${!!each.enabled}
                @change=${({ target }: Event) => {
                  this.selected = each.area;
                  this.change(each.area, { enabled: (target as HTMLInputElement).checked });
                }}
              />
              ${texts.card("area_number", { number: each.area })}
            </label>`,
        )}
      </div>
    `;
  }

  static override styles = [
    ...Editor.styles,
    css`
      .areas {
        touch-action: none;
        cursor: crosshair;
      }
      .area {
        position: absolute;
        box-sizing: border-box;
        border: 2px dashed #fff;
        outline: 1px solid #000;
        opacity: 0.8;
        cursor: move;
      }
      .area.selected {
        border-style: solid;
        opacity: 1;
      }
      .handle {
        position: absolute;
        right: -14px;
        bottom: -14px;
        width: 28px;
        height: 28px;
        border: 2px solid #000;
        border-radius: 50%;
        background: #fff;
        box-sizing: border-box;
        cursor: nwse-resize;
      }
      .dot {
        width: 40px;
        height: 40px;
        border: 2px solid var(--divider-color, #888);
        border-radius: 50%;
      }
      .dot[aria-pressed="true"] {
        box-shadow: 0 0 0 3px var(--primary-color);
      }
    `,
  ];
}
