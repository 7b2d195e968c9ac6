/** The buttons that move a camera while they are held. */
import { css, html, nothing, type TemplateResult } from "lit";
import type { Ptz } from "./camera-info";
import type { Texts } from "./texts";

export interface PadActions {
  press(direction: string): void;
  release(): void;
  stop(): void;
  home(): void;
  autofocus(): void;
  speed(value: number): void;
}

export interface PadState {
  ptz: Ptz;
  held: string | undefined;
  moving: boolean;
  speed: number;
  /** The camera is unavailable: the buttons are disabled in place. */
  away: boolean;
}

const ARROWS: [string, string, keyof Ptz][] = [
  ["up_left", "arrow-top-left", "diagonal"],
  ["up", "arrow-up", "tilt"],
  ["up_right", "arrow-top-right", "diagonal"],
  ["left", "arrow-left", "pan"],
  ["", "", "home"],
  ["right", "arrow-right", "pan"],
  ["down_left", "arrow-bottom-left", "diagonal"],
  ["down", "arrow-down", "tilt"],
  ["down_right", "arrow-bottom-right", "diagonal"],
];

const label = (texts: Texts, direction: string): string =>
  ["up", "down", "left", "right", "zoom_in", "zoom_out"].includes(direction)
    ? texts.entity("button", direction)
    : texts.card(direction);

/** A button to hold: it fires no click, and is released however the press ends. */
export function holdButton(
  texts: Texts,
  state: Pick<PadState, "held" | "away">,
  actions: Pick<PadActions, "press" | "release">,
  direction: string,
  icon: string,
  tabIndex = -1,
): TemplateResult {
  const release = () => actions.release();
  return html`<button
    type="button"
    class="hold"
    tabindex=${tabIndex}
    data-direction=${direction}
    aria-label=${label(texts, direction)}
    aria-pressed=${state.held === direction}
    ?disabled=${state.away}
    @pointerdown=${(event: PointerEvent) => {
      if (event.button !== 0 || !event.isPrimary) {
        actions.release(); // a second finger
        return;
      }
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      actions.press(direction);
    }}
    @pointerup=${release}
    @pointercancel=${release}
    @lostpointercapture=${release}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) actions.press(direction);
    }}
    @keyup=${release}
    @blur=${() => state.held === direction && actions.release()}
    @contextmenu=${(event: Event) => event.preventDefault()}
  >
    <ha-icon icon="mdi:${icon}"></ha-icon>
  </button>`;
}

export const renderStop = (texts: Texts, actions: Pick<PadActions, "stop">): TemplateResult =>
  html`<button
    type="button"
    class="stop"
    tabindex="-1"
    aria-label=${texts.entity("button", "stop")}
    @pointerdown=${() => actions.stop()}
    @click=${() => actions.stop()}
  >
    <ha-icon icon="mdi:stop"></ha-icon>
  </button>`;

function centre(texts: Texts, { ptz, moving, away }: PadState, actions: PadActions): TemplateResult {
  if (moving) return renderStop(texts, actions);
  if (!ptz.home) return html`<span></span>`;
  return html`<button
    type="button"
    tabindex="-1"
    aria-label=${texts.entity("button", "home")}
    ?disabled=${away}
    @click=${() => actions.home()}
  >
    <ha-icon icon="mdi:home"></ha-icon>
  </button>`;
}

export function renderPad(texts: Texts, state: PadState, actions: PadActions): TemplateResult {
  const { ptz } = state;
  const hold = (direction: string, icon: string) => holdButton(texts, state, actions, direction, icon);
  return html`
    <div class="pad" role="group" aria-label=${texts.card("steering")} dir="ltr">
      ${
        ptz.pan || ptz.tilt
          ? html`<div class="arrows">
              ${ARROWS.map(([direction, icon, needs]) =>
                direction === ""
                  ? centre(texts, state, actions)
                  : ptz[needs]
                    ? hold(direction, icon)
                    : html`<span></span>`,
              )}
            </div>`
          : state.moving
            ? centre(texts, state, actions)
            : nothing
      }
      ${
        ptz.zoom || ptz.focus
          ? html`<div class="rockers">
              ${ptz.zoom ? [hold("zoom_in", "plus"), hold("zoom_out", "minus")] : nothing}
              ${ptz.focus ? [hold("focus_near", "flower"), hold("focus_far", "image-filter-hdr")] : nothing}
              ${
                ptz.autofocus
                  ? html`<button
                      type="button"
                      tabindex="-1"
                      aria-label=${texts.entity("button", "autofocus")}
                      ?disabled=${state.away}
                      @click=${() => actions.autofocus()}
                    >
                      <ha-icon icon="mdi:focus-auto"></ha-icon>
                    </button>`
                  : nothing
              }
            </div>`
          : nothing
      }
      ${
        ptz.speed
          ? html`<input
              class="speed"
              type="range"
              min="10"
              max="100"
              step="10"
              tabindex="-1"
              .value=${String(state.speed)}
              aria-label=${texts.card("speed")}
              title=${texts.card("speed")}
              @change=${(event: Event) => actions.speed(Number((event.target as HTMLInputElement).value))}
            />`
          : nothing
      }
    </div>
  `;
}

export const padStyles = css`
  .pad {
    --key: 44px;
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    justify-content: center;
    max-width: calc(var(--key) * 4 + 24px);
    padding: 8px;
    border-radius: 24px;
    touch-action: none;
    user-select: none;
    -webkit-user-select: none;
  }
  .over .pad {
    color: #fff;
    background: rgba(0, 0, 0, 0.55);
    backdrop-filter: blur(6px);
  }
  .under .pad {
    --key: 56px;
    max-width: none;
    gap: 16px;
  }
  .arrows {
    display: grid;
    grid-template-columns: repeat(3, var(--key));
    grid-auto-rows: var(--key);
    border-radius: 50%;
  }
  .under .arrows {
    background: var(--secondary-background-color, #eee);
  }
  .rockers {
    display: grid;
    grid-auto-rows: var(--key);
    width: var(--key);
    border-radius: 24px;
  }
  .under .rockers {
    background: var(--secondary-background-color, #eee);
  }
  .pad button {
    width: var(--key);
    height: var(--key);
    border-radius: 50%;
  }
  .pad button:disabled {
    opacity: 0.4;
  }
  .hold {
    touch-action: none;
  }
  .hold[aria-pressed="true"] {
    color: var(--text-primary-color, #fff);
    background: var(--primary-color);
  }
  .stop {
    width: var(--key, 44px);
    height: var(--key, 44px);
    border-radius: 50%;
    color: #fff;
    background: #c62828;
    box-shadow: 0 0 0 3px #ff8a80;
  }
  .speed {
    flex-basis: 100%;
    min-width: 0;
    height: 24px;
    margin: 0;
    accent-color: var(--primary-color);
  }
`;
