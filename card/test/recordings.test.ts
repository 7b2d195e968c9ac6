import { expect, test } from "vitest";
import { place } from "../src/recordings/recording";

const now = Date.parse("2026-11-30T12:00:00Z");

test.each([
  ["2026-11-30T12:00:00+00:00", 100],
  ["2026-11-30T06:00:00+00:00", 75],
  ["2026-11-29T13:00:00+01:00", 0],
  ["2026-11-29T11:59:59+00:00", undefined],
  ["2026-11-30T12:00:05+00:00", 100], // clocks may differ
])("a recording of %s on the strip", (started, percent) => {
  expect(place({ started }, now)).toBe(percent);
});
