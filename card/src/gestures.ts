/** Gestures on the picture: touch, mouse and wheel. */
import type { Ptz } from "./camera-info";

const DRAG = 16; // pixels until a press is a drag
const FULL = 160; // length of a drag in pixels for full speed
const PINCH = 1.12; // ratio of the distance of two fingers that starts zooming
const WHEEL_PAUSE = 250; // milliseconds without an event that end a wheel gesture
const DOUBLE = 350; // milliseconds between the taps of a double tap

export interface GestureActions {
  move(direction: string, speed: number): void;
  release(): void;
  /** Centre on a point of the page. */
  centre(clientX: number, clientY: number): void;
}

/** The direction of a drag, limited to the axes of the camera. */
export function directionOf(x: number, y: number, ptz: Pick<Ptz, "pan" | "tilt" | "diagonal">): string | undefined {
  const horizontal = ptz.pan ? (x > 0 ? "right" : "left") : "";
  const vertical = ptz.tilt ? (y > 0 ? "down" : "up") : "";
  const steep = Math.abs(y) / Math.max(Math.abs(x), 1e-6);
  if (ptz.diagonal && steep > 0.41 && steep < 2.42) return `${vertical}_${horizontal}`;
  return (steep > 1 ? vertical : horizontal) || vertical || horizontal || undefined;
}

/** Speed of a drag, from 10 to 100. */
export const speedOf = (x: number, y: number): number =>
  Math.round(Math.min(Math.max(Math.hypot(x, y) / FULL, 0.1), 1) * 10) * 10;

export class Gestures {
  private readonly pointers = new Map<number, { x: number; y: number; startX: number; startY: number }>();
  private distance = 0;
  /** A drag or a pinch moves the camera. */
  moving = false;
  private lastTap = 0;
  private wheelTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly ptz: () => Ptz | undefined,
    private readonly actions: GestureActions,
  ) {}

  down(event: PointerEvent): void {
    if (event.button !== 0 || !this.ptz()) return;
    const { clientX: x, clientY: y } = event;
    this.pointers.set(event.pointerId, { x, y, startX: x, startY: y });
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    if (this.pointers.size > 1) {
      this.end(); // a second finger ends the gesture of the first
      this.distance = this.spread();
    }
  }

  move(event: PointerEvent): void {
    const pointer = this.pointers.get(event.pointerId);
    const ptz = this.ptz();
    if (!pointer || !ptz) return;
    pointer.x = event.clientX;
    pointer.y = event.clientY;
    if (this.pointers.size > 1) {
      this.pinch(ptz);
      return;
    }
    const x = pointer.x - pointer.startX;
    const y = pointer.y - pointer.startY;
    if (!this.moving && Math.hypot(x, y) < DRAG) return;
    const direction = directionOf(x, y, ptz);
    if (!direction) return;
    this.moving = true;
    this.actions.move(direction, speedOf(x, y));
  }

  up(event: PointerEvent): void {
    const pointer = this.pointers.get(event.pointerId);
    if (!pointer) return;
    this.pointers.delete(event.pointerId);
    const tapped = event.type === "pointerup" && !this.moving && !this.distance;
    this.end();
    if (!this.pointers.size) this.distance = 0;
    if (tapped) this.tap(event);
  }

  /** Zoom while the wheel is turning. */
  wheel(event: WheelEvent, focused: boolean): void {
    if (!this.ptz()?.zoom || (!focused && !event.ctrlKey)) return; // otherwise the page scrolls
    event.preventDefault();
    this.actions.move(event.deltaY < 0 ? "zoom_in" : "zoom_out", 50);
    clearTimeout(this.wheelTimer);
    this.wheelTimer = setTimeout(() => this.actions.release(), WHEEL_PAUSE);
  }

  private tap(event: PointerEvent): void {
    const double = event.timeStamp - this.lastTap < DOUBLE;
    this.lastTap = double ? 0 : event.timeStamp;
    if (!double || !this.ptz()?.position) return;
    this.actions.centre(event.clientX, event.clientY);
  }

  private pinch(ptz: Ptz): void {
    const change = this.spread() / (this.distance || 1);
    if (!ptz.zoom || (change < PINCH && change > 1 / PINCH)) return;
    this.moving = true;
    this.actions.move(change > 1 ? "zoom_in" : "zoom_out", 50);
  }

  private spread(): number {
    const [one, other] = [...this.pointers.values()];
    return one && other ? Math.hypot(one.x - other.x, one.y - other.y) : 0;
  }

  private end(): void {
    const { moving } = this;
    this.moving = false;
    if (moving) this.actions.release();
  }

  /** Reset all pointers. */
  cancel(): void {
    clearTimeout(this.wheelTimer);
    this.pointers.clear();
    this.distance = 0;
    this.end();
  }
}
