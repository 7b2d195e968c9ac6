import { expect, test } from "vitest";
import { painted } from "../src/setup/paint-grid";
import { inside } from "../src/setup/privacy";
import { inWords, TEMPLATES, toRanges, toRow } from "../src/setup/week";
import { Texts } from "../src/texts";

const texts = new Texts((key) => key.split(".").at(-1) ?? "", "en");

test.each([
  [[]],
  [[{ from: "00:00", to: "24:00" }]],
  [
    [
      { from: "00:15", to: "08:00" },
      { from: "22:00", to: "24:00" },
    ],
  ],
])("ranges go to a row and back", (ranges) => {
  expect(toRow(ranges)).toHaveLength(96);
  expect(toRanges(toRow(ranges))).toEqual(ranges);
});

test("a week in words", () => {
  expect(inWords(TEMPLATES.working_hours ?? [], texts)).toBe("Mon–Fri 08:00–17:00 · Sat–Sun never");
  expect(inWords(TEMPLATES.always ?? [], texts)).toBe("Mon–Sun always");
});

test("a rectangle is painted from any corner", () => {
  expect(painted(["....", "....", "...."], [2, 2], [1, 1], true)).toEqual(["....", ".xx.", ".xx."]);
  expect(painted(["xxxx"], [0, 1], [0, 2], false)).toEqual(["x..x"]);
});

test("an area stays inside the picture", () => {
  expect(inside({ left: -5, top: 300, width: 500, height: 0 }, 320, 240)).toEqual({
    left: 0,
    top: 239,
    width: 320,
    height: 1,
  });
});
