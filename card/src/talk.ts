/** Push to talk: sends the microphone to the camera's loudspeaker while a button is held. */
import { DOMAIN, type Hass, type Unsubscribe } from "./hass";

type Message =
  { event: "ready"; handler: number; rate: number } | { event: "started" } | { event: "ended"; error?: unknown };

export type TalkState = "off" | "connecting" | "on";

/** Resamples the microphone to the rate of the loudspeaker by averaging; runs in the audio thread. */
const WORKLET = `
registerProcessor("ip-camera-talk", class extends AudioWorkletProcessor {
  constructor(options) {
    super();
    this.step = sampleRate / options.processorOptions.rate;
    this.sum = this.count = this.at = 0;
    this.block = [];
  }
  process([[channel]]) {
    for (const sample of channel ?? []) {
      this.sum += sample;
      this.count += 1;
      this.at += 1;
      if (this.at < this.step) continue;
      this.at -= this.step;
      const level = Math.max(-1, Math.min(1, this.sum / this.count));
      this.block.push(Math.round(level * 32767));
      this.sum = this.count = 0;
      if (this.block.length < 320) continue;
      this.port.postMessage(new Int16Array(this.block));
      this.block = [];
    }
    return true;
  }
});`;

/** Browsers allow the microphone only over HTTPS or on localhost. */
export const canTalk = (): boolean => window.isSecureContext && "mediaDevices" in navigator;

/** One press of the button. */
class Press {
  private stream: MediaStream | undefined;
  private context: AudioContext | undefined;
  private subscription: Promise<Unsubscribe> | undefined;
  private handler: number | undefined;
  private released = false;
  private readonly lost = (): void => this.end();

  constructor(
    private readonly hass: Hass,
    private readonly entityId: string,
    private readonly changed: (state: TalkState, error?: unknown) => void,
  ) {
    hass.connection.addEventListener("disconnected", this.lost);
    void this.start().catch((error: unknown) => this.end(error));
  }

  private async start(): Promise<void> {
    const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    this.stream = await navigator.mediaDevices.getUserMedia({ audio });
    if (this.released) {
      this.close();
      return;
    }
    const message = { type: `${DOMAIN}/talk`, entity_id: this.entityId };
    this.subscription = this.hass.connection.subscribeMessage<Message>((received) => this.handle(received), message, {
      resubscribe: false,
    });
    await this.subscription;
  }

  private handle(message: Message): void {
    if (message.event === "ready") void this.record(message).catch((error: unknown) => this.end(error));
    else if (message.event === "started" && !this.released) this.changed("on");
    else if (message.event === "ended") this.end(message.error);
  }

  private async record({ handler, rate }: { handler: number; rate: number }): Promise<void> {
    this.handler = handler;
    const { stream } = this;
    if (!stream) {
      this.finish();
      return;
    }
    const context = (this.context = new AudioContext());
    const module = URL.createObjectURL(new Blob([WORKLET], { type: "text/javascript" }));
    try {
      await context.audioWorklet.addModule(module);
    } finally {
      URL.revokeObjectURL(module);
    }
    if (this.context !== context) return; // released meanwhile
    const node = new AudioWorkletNode(context, "ip-camera-talk", { processorOptions: { rate } });
    node.port.onmessage = ({ data }: MessageEvent<Int16Array>) => this.send(data);
    context.createMediaStreamSource(stream).connect(node);
  }

  private send(samples: Int16Array): void {
    const { socket } = this.hass.connection;
    if (this.handler === undefined || socket?.readyState !== WebSocket.OPEN) return;
    const message = new Uint8Array(1 + samples.byteLength);
    message[0] = this.handler;
    message.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), 1);
    socket.send(message);
  }

  /** Play the remaining speech, after which the camera ends the talk. */
  private finish(): void {
    this.send(new Int16Array(0));
  }

  /** Release the microphone at once. */
  private close(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    void this.context?.close().catch(() => undefined);
    this.stream = this.context = undefined;
    this.hass.connection.removeEventListener("disconnected", this.lost);
  }

  release(): void {
    if (this.released) return;
    this.released = true;
    this.close();
    this.finish();
    this.changed("off");
  }

  private end(error?: unknown): void {
    const was = this.released;
    this.released = true;
    this.close();
    void this.subscription?.then((leave) => leave()).catch(() => undefined);
    if (!was) this.changed("off", error);
  }
}

export class Talker {
  private press: Press | undefined;

  constructor(private readonly changed: (state: TalkState, error?: unknown) => void) {}

  start(hass: Hass, entityId: string): void {
    if (this.press || hass.connected === false) return;
    this.changed("connecting");
    const press: Press = new Press(hass, entityId, (state, error) => {
      if (this.press !== press && this.press !== undefined) return;
      if (state === "off") this.press = undefined;
      this.changed(state, error);
    });
    this.press = press;
  }

  release(): void {
    this.press?.release();
    this.press = undefined;
  }
}
