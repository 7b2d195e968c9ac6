import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Holder } from "../src/hold";
import { FakeHass } from "./hass";

const camera = "camera.gate";
let fake: FakeHass;
let changes: [string | undefined, unknown][];
let holder: Holder;

beforeEach(() => {
  fake = new FakeHass();
  changes = [];
  holder = new Holder((held, error) => changes.push([held, error]));
});
afterEach(() => vi.useRealTimers());

const hold = (direction: string, deadline = 5) => holder.hold(fake.hass, camera, { direction }, deadline);

test("a press is one subscription that is not taken up again after a reconnect", async () => {
  hold("left");
  await fake.subscribed[0]?.accept();
  expect(fake.subscribed[0]?.message).toEqual({ type: "ip_camera_cgi/ptz/hold", entity_id: camera, direction: "left" });
  expect(fake.subscribed[0]?.options).toEqual({ resubscribe: false });
  holder.release();
  await vi.waitFor(() => expect(fake.subscribed[0]?.ended).toBe(true));
  expect(fake.called).toEqual([]);
});

test("a press that lasts is renewed, and all of it ends together", async () => {
  vi.useFakeTimers();
  hold("left", 4);
  vi.advanceTimersByTime(6500);
  vi.useRealTimers();
  expect(fake.subscribed).toHaveLength(4);
  for (const each of fake.subscribed) await each.accept();
  expect(fake.subscribed.some((each) => each.ended)).toBe(false);
  holder.release();
  await vi.waitFor(() => expect(fake.subscribed.every((each) => each.ended)).toBe(true));
});

test("a release before the camera answered stops it at once", () => {
  hold("left");
  holder.release();
  expect(fake.called).toEqual([{ action: "ip_camera_cgi.ptz_stop", data: {}, target: { entity_id: camera } }]);
});

test("another direction takes over without a stop in between", async () => {
  hold("left");
  await fake.subscribed[0]?.accept();
  hold("up");
  await fake.subscribed[1]?.accept();
  expect(fake.subscribed.map((each) => each.message.direction)).toEqual(["left", "up"]);
  await vi.waitFor(() => expect(fake.subscribed[0]?.ended).toBe(true));
  expect(fake.subscribed[1]?.ended).toBe(false);
  expect(fake.called).toEqual([]);
});

test("the same direction again changes nothing", () => {
  hold("left");
  hold("left");
  expect(fake.subscribed).toHaveLength(1);
});

test("a refusal releases the button and shows the reason", async () => {
  const error = new Error("You may not");
  hold("left");
  await fake.subscribed[0]?.refuse(error);
  expect(holder.held).toBeUndefined();
  expect(changes.at(-1)).toEqual([undefined, error]);
});

test("a press ends with the connection, and none begins without it", async () => {
  hold("left");
  await fake.subscribed[0]?.accept();
  fake.connect(false);
  expect(holder.held).toBeUndefined();
  hold("right");
  expect(holder.held).toBeUndefined();
  fake.connect(true);
  expect(fake.subscribed).toHaveLength(1);
  hold("right");
  expect(holder.held).toBe("right");
});

test("a page that slept while a button was held moves nothing when it wakes up", async () => {
  vi.useFakeTimers();
  hold("left", 4);
  vi.advanceTimersByTime(2000);
  expect(fake.subscribed).toHaveLength(2);
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(2000);
  expect(fake.subscribed).toHaveLength(2);
  expect(holder.held).toBeUndefined();
  vi.useRealTimers();
  for (const each of fake.subscribed) await each.accept();
  await vi.waitFor(() => expect(fake.subscribed.every((each) => each.ended)).toBe(true));
});

test("another finger anywhere on the page ends a press", async () => {
  hold("left");
  await fake.subscribed[0]?.accept();
  window.dispatchEvent(new Event("pointerdown"));
  expect(holder.held).toBeUndefined();
  await vi.waitFor(() => expect(fake.subscribed[0]?.ended).toBe(true));
});
