import { beforeEach, expect, test, vi } from "vitest";
import type { Ptz } from "../src/camera-info";
import { directionOf, Gestures, speedOf } from "../src/gestures";

const all = { pan: true, tilt: true, diagonal: true, zoom: true, position: true } as Ptz;
const actions = { move: vi.fn(), release: vi.fn(), centre: vi.fn() };
const target = document.createElement("div");
target.setPointerCapture = () => undefined;
let gestures: Gestures;

beforeEach(() => {
  vi.resetAllMocks();
  gestures = new Gestures(() => all, actions);
});

const pointer = (type: string, x: number, y: number, pointerId = 1, timeStamp = 0) =>
  ({ type, clientX: x, clientY: y, pointerId, timeStamp, button: 0, currentTarget: target }) as unknown as PointerEvent;

test.each([
  [100, 0, all, "right"],
  [-100, 10, all, "left"],
  [0, -100, all, "up"],
  [70, 70, all, "down_right"],
  [-70, -70, all, "up_left"],
  [70, 60, { ...all, diagonal: false }, "right"],
  [10, 90, { ...all, tilt: false, diagonal: false }, "right"],
  [90, 10, { pan: false, tilt: false, diagonal: false }, undefined],
] as [number, number, Ptz, string | undefined][])("a drag by %i, %i", (x, y, ptz, direction) => {
  expect(directionOf(x, y, ptz)).toBe(direction);
});

test("a longer drag is faster, within limits", () => {
  expect([speedOf(0, 0), speedOf(80, 0), speedOf(500, 500)]).toEqual([10, 50, 100]);
});

test("a drag moves until the finger is lifted", () => {
  gestures.down(pointer("pointerdown", 0, 0));
  gestures.move(pointer("pointermove", 10, 0));
  expect(actions.move).not.toHaveBeenCalled();
  gestures.move(pointer("pointermove", 80, 0));
  expect(actions.move).toHaveBeenCalledWith("right", 50);
  gestures.up(pointer("pointerup", 80, 0));
  expect(actions.release).toHaveBeenCalledOnce();
});

test("a second finger stops a drag and zooms", () => {
  gestures.down(pointer("pointerdown", 0, 0));
  gestures.move(pointer("pointermove", 80, 0));
  gestures.down(pointer("pointerdown", 100, 0, 2));
  expect(actions.release).toHaveBeenCalledOnce();
  gestures.move(pointer("pointermove", 180, 0, 2));
  expect(actions.move).toHaveBeenLastCalledWith("zoom_in", 50);
  gestures.up(pointer("pointerup", 180, 0, 2));
  expect(actions.release).toHaveBeenCalledTimes(2);
});

test("a double tap centres on its point", () => {
  for (const time of [1000, 1200]) {
    gestures.down(pointer("pointerdown", 50, 25, 1, time));
    gestures.up(pointer("pointerup", 50, 25, 1, time));
  }
  expect(actions.centre).toHaveBeenCalledExactlyOnceWith(50, 25);
});

test("the wheel scrolls the page until the card has the focus", () => {
  const wheel = { deltaY: -1, ctrlKey: false, preventDefault: vi.fn() } as unknown as WheelEvent;
  gestures.wheel(wheel, false);
  expect(actions.move).not.toHaveBeenCalled();
  gestures.wheel(wheel, true);
  expect(actions.move).toHaveBeenCalledWith("zoom_in", 50);
});
