/** A grid to paint with touch, mouse or keyboard: cells are `x` or `.`. */
import { LitElement, css, html, nothing, type TemplateResult } from "lit";

export type Rows = string[];

/** Set the cells of the rectangle between two corners. */
export function painted(rows: Rows, from: [number, number], to: [number, number], on: boolean): Rows {
  const [top, bottom] = [Math.min(from[0], to[0]), Math.max(from[0], to[0])];
  const [left, right] = [Math.min(from[1], to[1]), Math.max(from[1], to[1])];
  return rows.map((row, at) =>
    at < top || at > bottom
      ? row
      : row.slice(0, left) + (on ? "x" : ".").repeat(right - left + 1) + row.slice(right + 1),
  );
}

const STEPS: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export class PaintGrid extends LitElement {
  static override properties = {
    rows: { attribute: false },
    label: {},
    cellLabel: { attribute: false },
    lines: { type: Boolean },
    spanLabel: { attribute: false },
    at: { state: true },
  };

  declare rows: Rows;
  declare label: string;
  declare cellLabel: (row: number, column: number) => string;
  /** Whether a whole rectangle is painted, or only along a row. */
  declare lines: boolean;
  /** The text shown beside the finger while a row is painted from a column to another one. */
  declare spanLabel: ((first: number, last: number) => string) | undefined;
  declare private at: [number, number];
  private stroke: { from: [number, number]; on: boolean; rows: Rows } | undefined;

  constructor() {
    super();
    this.rows = [];
    this.label = "";
    this.cellLabel = () => "";
    this.lines = false;
    this.at = [0, 0];
  }

  private cellOf(event: PointerEvent): [number, number] {
    const box = (this.renderRoot.querySelector(".grid") as HTMLElement).getBoundingClientRect();
    const columns = this.rows[0]?.length ?? 1;
    const share = (value: number, size: number, count: number) =>
      Math.min(Math.max(Math.floor((value / size) * count), 0), count - 1);
    return [
      share(event.clientY - box.top, box.height, this.rows.length),
      share(event.clientX - box.left, box.width, columns),
    ];
  }

  private report(rows: Rows, done: boolean): void {
    this.dispatchEvent(new CustomEvent("paint", { detail: { rows, done } }));
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    const from = this.cellOf(event);
    this.at = from;
    this.stroke = { from, on: this.rows[from[0]]?.[from[1]] !== "x", rows: this.rows };
    this.report(painted(this.rows, from, from, this.stroke.on), false);
  }

  private move(event: PointerEvent): void {
    const { stroke } = this;
    if (!stroke) return;
    const to = this.cellOf(event);
    if (this.lines) to[0] = stroke.from[0];
    this.at = to;
    this.report(painted(stroke.rows, stroke.from, to, stroke.on), false);
  }

  private up(): void {
    if (this.stroke) this.report(this.rows, true);
    this.stroke = undefined;
    this.requestUpdate();
  }

  private key(event: KeyboardEvent): void {
    const [row, column] = this.at;
    const on = this.rows[row]?.[column] === "x";
    const step = STEPS[event.key];
    if (event.key === " ") {
      this.report(painted(this.rows, this.at, this.at, !on), true);
    } else if (step) {
      const to: [number, number] = [
        Math.min(Math.max(row + step[0], 0), this.rows.length - 1),
        Math.min(Math.max(column + step[1], 0), (this.rows[0]?.length ?? 1) - 1),
      ];
      this.at = to;
      if (event.shiftKey) this.report(painted(this.rows, to, to, on), true);
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[tabindex="0"]')?.focus());
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private renderSpan(): TemplateResult | typeof nothing {
    const { stroke, spanLabel } = this;
    if (!stroke || !spanLabel) return nothing;
    const [row, column] = this.at;
    const text = spanLabel(Math.min(column, stroke.from[1]), Math.max(column, stroke.from[1]));
    const left = Math.min(Math.max(column / (this.rows[0]?.length ?? 1), 0.15), 0.85);
    return html`<div
      class="span"
      aria-hidden="true"
      style="left: ${left * 100}%; top: ${(row / this.rows.length) * 100}%"
    >
      ${text}
    </div>`;
  }

  override render(): TemplateResult {
    const [row, column] = this.at;
    return html`${this.renderSpan()}
      <div
        class="grid"
        role="grid"
        aria-label=${this.label}
        dir="ltr"
        @pointerdown=${(event: PointerEvent) => this.down(event)}
        @pointermove=${(event: PointerEvent) => this.move(event)}
        @pointerup=${() => this.up()}
        @pointercancel=${() => this.up()}
        @keydown=${(event: KeyboardEvent) => this.key(event)}
      >
        ${this.rows.map(
          (cells, y) =>
            html`<div class="row" role="row">
              ${Array.from(
                cells,
                (cell, x) =>
                  html`<span
                    role="gridcell"
                    tabindex=${y === row && x === column ? 0 : -1}
                    aria-selected=${cell === "x"}
                    aria-label=${y === row && x === column ? this.cellLabel(y, x) : ""}
                  ></span>`,
              )}
            </div>`,
        )}
      </div>`;
  }

  static override styles = css`
    :host {
      display: block;
      position: relative;
    }
    .span {
      position: absolute;
      z-index: 1;
      padding: 4px 10px;
      border-radius: 12px;
      font-size: 14px;
      white-space: nowrap;
      color: var(--card-background-color, #fff);
      background: var(--primary-text-color, #212121);
      transform: translate(-50%, calc(-100% - 20px)); /* above the finger */
      pointer-events: none;
    }
    .grid {
      display: flex;
      flex-direction: column;
      height: 100%;
      touch-action: none;
      cursor: crosshair;
    }
    .row {
      display: flex;
      flex: 1;
    }
    .row > * {
      flex: 1;
      box-sizing: border-box;
      border: 0 solid var(--grid-line, rgba(255, 255, 255, 0.3));
      border-width: 0 1px 1px 0;
    }
    [aria-selected="true"] {
      background: var(--grid-on, rgba(255, 193, 7, 0.5));
    }
    :focus-visible {
      outline: 3px solid var(--primary-color);
      outline-offset: -2px;
    }
  `;
}
