/** A week in quarters of an hour: converts between ranges, grid rows and text. */
import type { Texts } from "../texts";
import type { Rows } from "./paint-grid";

export const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export const QUARTERS = 96;

export interface Range {
  from: string;
  to: string;
}

export const clock = (quarter: number): string =>
  `${String(Math.floor(quarter / 4)).padStart(2, "0")}:${String((quarter % 4) * 15).padStart(2, "0")}`;

const quarterOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 4 + Math.floor(minutes / 15);
};

/** A row of a grid for the ranges of a day. */
export function toRow(ranges: Range[]): string {
  const cells = Array<string>(QUARTERS).fill(".");
  for (const { from, to } of ranges) cells.fill("x", quarterOf(from), quarterOf(to) || QUARTERS);
  return cells.join("");
}

/** The ranges of a day for a row of a grid. */
export const toRanges = (row: string): Range[] =>
  [...row.matchAll(/x+/g)].map((found) => ({ from: clock(found.index), to: clock(found.index + found[0].length) }));

/** A week as text; equal days are combined. */
export function inWords(rows: Rows, texts: Texts): string {
  const parts: string[] = [];
  for (let day = 0; day < rows.length;) {
    let last = day;
    while (rows[last + 1] === rows[day]) last++;
    const row = rows[day] ?? "";
    const ranges = toRanges(row);
    const times =
      ranges.length === 0
        ? texts.card("never")
        : row.includes(".")
          ? ranges.map(({ from, to }) => `${from}–${to}`).join(", ")
          : texts.card("always");
    const days = day === last ? texts.weekday(day) : `${texts.weekday(day)}–${texts.weekday(last)}`;
    parts.push(`${days} ${times}`);
    day = last + 1;
  }
  return parts.join(" · ");
}

const span = (from: string, to: string): string => toRow([{ from, to }]);
const overnight = toRow([
  { from: "00:00", to: "06:00" },
  { from: "22:00", to: "24:00" },
]);
const never = ".".repeat(QUARTERS);
const always = "x".repeat(QUARTERS);

export const TEMPLATES: Record<string, Rows> = {
  always: Array<string>(7).fill(always),
  never: Array<string>(7).fill(never),
  nights: Array<string>(7).fill(overnight),
  working_hours: [...Array<string>(5).fill(span("08:00", "17:00")), never, never],
  weekend: [...Array<string>(5).fill(never), always, always],
};
