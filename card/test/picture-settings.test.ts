import { expect, test } from "vitest";
import type { CameraInfo } from "../src/camera-info";
import type { Hass } from "../src/hass";
import { pictureSettings } from "../src/setup/picture-settings";

const entities = { brightness: "number.gate_brightness", resolution: "select.gate_resolution", mirror: "camera.gate" };
const states = {
  "number.gate_brightness": { state: "40" },
  "select.gate_resolution": { state: "unavailable" },
  "camera.gate": { state: "idle" },
};

test.each([
  [true, ["brightness"]],
  [false, ["brightness", "resolution"]], // while it is away, nothing disappears
])("settings that an account may not use are not offered (camera available: %s)", (available, keys) => {
  const info = { available, entities } as unknown as CameraInfo;
  expect(pictureSettings({ states } as unknown as Hass, info).map(({ key }) => key)).toEqual(keys);
});
