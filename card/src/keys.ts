/** Keyboard: the card is one tab stop, and each key has a corresponding button. */

const MOVES: Record<string, string> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
  "+": "zoom_in",
  "-": "zoom_out",
};

export interface KeyActions {
  press(direction: string): boolean;
  release(): void;
  stop(): void;
  home(): void;
  preset(number: number): void;
  clip(): void;
  fullScreen(): void;
  enter(): void;
}

/** Handle a key on the picture; returns whether it was handled. */
export function keyDown(event: KeyboardEvent, actions: KeyActions): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const direction = MOVES[event.key];
  if (direction) return event.repeat || actions.press(direction);
  if (event.repeat) return false;
  if (/^[1-9]$/.test(event.key)) actions.preset(Number(event.key));
  else if (event.key === "Escape") actions.stop();
  else if (event.key === "0" || event.key === "h") actions.home();
  else if (event.key === "c") actions.clip();
  else if (event.key === "f") actions.fullScreen();
  else if (event.key === "Enter") actions.enter();
  else return false;
  return true;
}

export const isMoveKey = (event: KeyboardEvent): boolean => event.key in MOVES;

/** Move the focus among the buttons of the card; returns whether the key was handled. */
export function rove(event: KeyboardEvent, buttons: HTMLElement[], leave: () => void): boolean {
  const target = event.composedPath()[0] as HTMLElement; // it may be inside an element of the card
  const at = buttons.indexOf(target);
  if (at < 0) return false;
  if (target instanceof HTMLInputElement) return false;
  const rtl = getComputedStyle(target).direction === "rtl";
  const step = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step !== undefined) buttons[(at + step + buttons.length) % buttons.length]?.focus();
  else if (event.key === "Escape") leave();
  else return false;
  return true;
}
