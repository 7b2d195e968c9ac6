import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Talker, type TalkState } from "../src/talk";
import type { Hass } from "../src/hass";

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("Talker", () => {
  const track = { stop: vi.fn() };
  const sent: Uint8Array[] = [];
  const states: [TalkState, unknown][] = [];
  const leave = vi.fn();
  const subscribe = vi.fn((callback: (message: unknown) => void) => {
    receive = callback;
    return Promise.resolve(leave);
  });
  let receive: (message: unknown) => void;
  let lost: () => void;
  let hass: Hass;
  let talker: Talker;

  beforeEach(() => {
    sent.length = states.length = 0;
    track.stop.mockReset();
    leave.mockReset();
    subscribe.mockClear();
    vi.stubGlobal("WebSocket", { OPEN: 1 });
    Object.defineProperty(navigator, "mediaDevices", {
      configurable: true,
      value: { getUserMedia: vi.fn(() => Promise.resolve({ getTracks: () => [track] })) },
    });
    hass = {
      connected: true,
      connection: {
        socket: { readyState: 1, send: (data: Uint8Array) => sent.push(data) },
        addEventListener: (_: string, listener: () => void) => (lost = listener),
        removeEventListener: vi.fn(),
        subscribeMessage: subscribe,
      },
    } as unknown as Hass;
    talker = new Talker((state, error) => states.push([state, error]));
  });

  afterEach(() => vi.unstubAllGlobals());

  it("asks for the microphone and for the camera, and ends on release", async () => {
    talker.start(hass, "camera.door");
    await settled();
    expect(subscribe).toHaveBeenCalledWith(
      expect.anything(),
      { type: "ip_camera_cgi/talk", entity_id: "camera.door" },
      { resubscribe: false },
    );
    receive({ event: "started" });
    expect(states.map(([state]) => state)).toEqual(["connecting", "on"]);
    talker.release();
    expect(track.stop).toHaveBeenCalledOnce();
    expect(states.at(-1)).toEqual(["off", undefined]);
  });

  it("ends the talk even if it was released before the camera was ready", async () => {
    talker.start(hass, "camera.door");
    await settled();
    talker.release();
    receive({ event: "ready", handler: 7, rate: 8000 });
    await settled();
    expect(sent.map((each) => [...each])).toEqual([[7]]);
  });

  it("never asks the camera where it was released before the microphone came", async () => {
    talker.start(hass, "camera.door");
    talker.release();
    await settled();
    expect(subscribe).not.toHaveBeenCalled();
    expect(track.stop).toHaveBeenCalledOnce();
  });

  it("gives the microphone back when the connection is lost", async () => {
    talker.start(hass, "camera.door");
    await settled();
    lost();
    await settled();
    expect(track.stop).toHaveBeenCalledOnce();
    expect(states.at(-1)?.[0]).toBe("off");
    expect(leave).toHaveBeenCalledOnce();
  });

  it("says why the camera refuses", async () => {
    talker.start(hass, "camera.door");
    await settled();
    receive({ event: "ended", error: { translation_key: "loudspeaker_busy" } });
    expect(states.at(-1)).toEqual(["off", { translation_key: "loudspeaker_busy" }]);
    expect(track.stop).toHaveBeenCalledOnce();
    talker.start(hass, "camera.door");
    expect(states.at(-1)?.[0]).toBe("connecting");
  });

  it("does not wait for a connection that is lost", () => {
    talker.start({ ...hass, connected: false }, "camera.door");
    expect(states).toEqual([]);
  });
});
