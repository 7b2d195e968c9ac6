/** A weekly schedule of a camera, painted in quarters of an hour. */
import { css, html, nothing, type TemplateResult } from "lit";
import { DOMAIN } from "../hass";
import { Editor } from "./editor";
import type { Rows } from "./paint-grid";
import { clock, DAYS, inWords, TEMPLATES, toRanges, toRow, type Range } from "./week";

interface Week {
  enabled: boolean;
  rows: Rows;
}

type Answer = Record<(typeof DAYS)[number], Range[]> & { enabled: boolean | null };

export class ScheduleEditor extends Editor<Week> {
  static override properties = { ...Editor.properties, schedule: {}, day: { state: true } };

  /** `alarm`, `ftp` or `viewing`. */
  declare schedule: string;
  declare private day: number | undefined;
  private unpainted: Week | undefined;

  protected override async read(): Promise<Week> {
    const week = await this.call<Answer>("get_schedule", { schedule: this.schedule }, true);
    return { enabled: !!week.enabled, rows: DAYS.map((day) => toRow(week[day])) };
  }

  protected override async write(value: Week, stored: Week): Promise<void> {
    const days = DAYS.flatMap((day, at) =>
      value.rows[at] === stored.rows[at] ? [] : [[day, toRanges(value.rows[at] ?? "")] as const],
    );
    const enabled = value.enabled === stored.enabled ? {} : { enabled: value.enabled };
    if (!days.length && !("enabled" in enabled)) return;
    await this.call("set_schedule", { schedule: this.schedule, ...enabled, ...Object.fromEntries(days) });
  }

  private rows(rows: Rows): void {
    if (this.value) this.edit({ ...this.value, rows });
  }

  private paint(rows: Rows, done: boolean): void {
    if (!this.value) return;
    this.unpainted ??= this.value;
    const value = { ...this.value, rows };
    this.edit(value, false);
    if (!done) return;
    this.value = this.unpainted;
    this.unpainted = undefined;
    this.edit(value);
  }

  private setDay(day: number, row: string, all = false): void {
    const rows = this.value?.rows ?? [];
    this.rows(rows.map((each, at) => (all || at === day ? row : each)));
  }

  private zone(): string {
    const offset = this.info?.utc_offset;
    if (offset === null || offset === undefined) return "?";
    const sign = offset < 0 ? "−" : "+";
    return `UTC${sign}${clock(Math.round(Math.abs(offset) / 15))}`;
  }

  protected override renderValue({ enabled, rows }: Week): TemplateResult {
    const { texts, day } = this;
    if (!texts) return html``;
    const item = (key: string, run: () => void) =>
      html`<button type="button" class="chip" @click=${run}>${texts.card(key)}</button>`;
    return html`
      ${this.schedule === "viewing" ? html`<p class="error">${texts.card("viewing_blocked")}</p>` : nothing}
      <label>
        <input
          type="checkbox"
          .checked=${enabled}
          @change=${({ target }: Event) => {
            if (this.value) this.edit({ ...this.value, enabled: (target as HTMLInputElement).checked });
          }}
        />
        ${texts.card("use_schedule")}
      </label>
      <p class="help">
        ${texts.card("camera_time", { zone: this.zone() })} <span class="keys">${texts.card("grid_help")}</span>
      </p>
      <div class="week" dir="ltr">
        <div class="days">
          ${rows.map(
            (_, at) =>
              html`<button
                type="button"
                aria-expanded=${day === at}
                title=${texts.weekday(at, "long")}
                @click=${() => (this.day = day === at ? undefined : at)}
              >
                ${texts.weekday(at)}
              </button>`,
          )}
        </div>
        <div class="times">
          <div class="hours" aria-hidden="true">${[0, 6, 12, 18, 24].map((hour) => html`<span>${hour}</span>`)}</div>
          <ip-camera-cgi-grid
            lines
            .rows=${rows}
            .label=${texts.weekday(0, "long")}
            .cellLabel=${(row: number, column: number) =>
              `${texts.weekday(row, "long")} ${clock(column)}–${clock(column + 1)}`}
            .spanLabel=${(first: number, last: number) => `${clock(first)}–${clock(last + 1)}`}
            @paint=${({ detail }: CustomEvent<{ rows: Rows; done: boolean }>) => this.paint(detail.rows, detail.done)}
          ></ip-camera-cgi-grid>
        </div>
      </div>
      ${
        day === undefined
          ? nothing
          : html`<div class="row" role="group" aria-label=${texts.weekday(day, "long")}>
              <strong>${texts.weekday(day, "long")}</strong>
              ${item("always", () => this.setDay(day, toRow([{ from: "00:00", to: "24:00" }])))}
              ${item("never", () => this.setDay(day, toRow([])))}
              ${item("copy_to_all", () => this.setDay(day, rows[day] ?? "", true))}
            </div>`
      }
      <div class="row">${Object.entries(TEMPLATES).map(([key, template]) => item(key, () => this.rows(template)))}</div>
      <p role="status">${inWords(rows, texts)}</p>
    `;
  }

  /** The translation key of a schedule's name. */
  static nameKey = (schedule: string): string => `component.${DOMAIN}.selector.schedule.options.${schedule}`;

  static override styles = [
    ...Editor.styles,
    css`
      .week {
        display: flex;
        gap: 8px;
      }
      .days {
        display: grid;
        grid-auto-rows: 36px;
        padding-top: 20px;
      }
      .days button {
        justify-content: start;
        min-width: 44px;
      }
      .times {
        flex: 1;
        min-width: 0;
      }
      .hours {
        display: flex;
        justify-content: space-between;
        height: 20px;
        font-size: 12px;
      }
      ip-camera-cgi-grid {
        height: 252px;
        border: 1px solid var(--divider-color, #888);
        background-image:
          repeating-linear-gradient(to bottom, transparent 0 35px, var(--divider-color, #ccc) 35px 36px),
          repeating-linear-gradient(
            to right,
            transparent 0 calc(100% / 24 - 1px),
            var(--divider-color, #ccc) calc(100% / 24 - 1px) calc(100% / 24)
          );
        --grid-line: transparent;
        --grid-on: var(--primary-color);
      }
    `,
  ];
}
