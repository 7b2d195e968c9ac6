/** Buttons for further functions of a camera, if it has them and the user may use them. */
import { css, html, nothing, type TemplateResult } from "lit";
import type { CameraInfo } from "./camera-info";
import type { Hass } from "./hass";
import { canTalk, type TalkState } from "./talk";
import type { Texts } from "./texts";

export interface ChipActions {
  toggle(entityId: string): void;
  relayDown(entityId: string): void;
  relayUp(): void;
  talkDown(): void;
  talkUp(): void;
  clip(): void;
  snapshot(): void;
}

export interface ChipState {
  hass: Hass;
  info: CameraInfo;
  /** The relay is being held. */
  arming: boolean;
  /** Seconds that the relay stays on. */
  countdown: number;
  recording: boolean;
  talk: TalkState;
}

const TOGGLES: { keys: string[]; platform: string; icon: string; off: string }[] = [
  { keys: ["infrared"], platform: "light", icon: "weather-night", off: "weather-night" },
  { keys: ["motion_detection"], platform: "switch", icon: "motion-sensor", off: "motion-sensor-off" },
  { keys: ["privacy_mode"], platform: "switch", icon: "eye-off", off: "eye" },
];

const chip = (
  label: string,
  icon: string,
  on: boolean | undefined,
  click: () => void,
  disabled = false,
): TemplateResult =>
  html`<button
    type="button"
    class="chip"
    tabindex="-1"
    aria-pressed=${on ?? nothing}
    ?disabled=${disabled}
    @click=${click}
  >
    <ha-icon icon="mdi:${icon}"></ha-icon><span>${label}</span>
  </button>`;

function toggles(texts: Texts, { hass, info }: ChipState, actions: ChipActions) {
  return TOGGLES.flatMap(({ keys, platform, icon, off }) =>
    keys.flatMap((key) => {
      const entityId = info.entities[key];
      const state = entityId && hass.states[entityId];
      if (!entityId || !state || !entityId.startsWith(`${platform}.`)) return [];
      const on = state.state === "on";
      const away = state.state === "unavailable";
      return [chip(texts.entity(platform, key), on ? icon : off, on, () => actions.toggle(entityId), away)];
    }),
  );
}

/** The relay opens doors and gates: its button is held for half a second to avoid accidents. */
function relay(texts: Texts, { hass, info, arming, countdown }: ChipState, actions: ChipActions) {
  const entityId = info.entities.relay;
  const state = entityId && hass.states[entityId];
  if (!entityId || !state || !info.rights.control) return nothing;
  const on = state.state === "on";
  return html`<button
    type="button"
    class="chip relay ${arming ? "arming" : ""}"
    tabindex="-1"
    aria-pressed=${on}
    title=${texts.card("hold_to_switch")}
    ?disabled=${state.state === "unavailable"}
    @pointerdown=${(event: PointerEvent) => {
      if (event.button !== 0) return;
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      actions.relayDown(entityId);
    }}
    @pointerup=${() => actions.relayUp()}
    @pointercancel=${() => actions.relayUp()}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) actions.relayDown(entityId);
    }}
    @keyup=${() => actions.relayUp()}
    @blur=${() => actions.relayUp()}
    @contextmenu=${(event: Event) => event.preventDefault()}
  >
    <ha-icon icon="mdi:${on ? "electric-switch-closed" : "electric-switch"}"></ha-icon>
    <span>${texts.entity("switch", "relay")}${countdown ? ` ${countdown}` : ""}</span>
  </button>`;
}

/** The microphone button, for cameras with a loudspeaker: on while it is held. */
function microphone(texts: Texts, { hass, info, talk }: ChipState, actions: ChipActions) {
  const entityId = info.entities.loudspeaker;
  const state = entityId && hass.states[entityId];
  if (!state || !info.rights.control) return nothing;
  return html`<button
    type="button"
    class="chip talk"
    tabindex="-1"
    aria-pressed=${talk === "on"}
    title=${texts.card(canTalk() ? "hold_to_talk" : "talk_needs_https")}
    ?disabled=${state.state === "unavailable" || !canTalk()}
    @pointerdown=${(event: PointerEvent) => {
      if (event.button !== 0) return;
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      actions.talkDown();
    }}
    @pointerup=${() => actions.talkUp()}
    @pointercancel=${() => actions.talkUp()}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) actions.talkDown();
    }}
    @keyup=${() => actions.talkUp()}
    @blur=${() => actions.talkUp()}
    @contextmenu=${(event: Event) => event.preventDefault()}
  >
    <ha-icon icon="mdi:${talk === "off" ? "microphone" : "microphone-message"}"></ha-icon>
    <span>${texts.card("talk")}${talk === "connecting" ? " …" : ""}</span>
  </button>`;
}

export function renderChips(texts: Texts, state: ChipState, actions: ChipActions): TemplateResult {
  const { info, recording } = state;
  return html`<div class="chips" role="toolbar" aria-label=${texts.card("buttons")}>
    ${info.rights.control ? toggles(texts, state, actions) : nothing} ${relay(texts, state, actions)}
    ${microphone(texts, state, actions)}
    ${
      info.rights.control && !info.private
        ? chip(
            recording ? texts.card("recording") : texts.card("save_clip"),
            recording ? "record-rec" : "filmstrip",
            undefined,
            () => actions.clip(),
            recording || !info.available,
          )
        : nothing
    }
    ${chip(texts.card("snapshot"), "camera", undefined, () => actions.snapshot(), !info.available || !!info.private)}
  </div>`;
}

export const chipStyles = css`
  .chips {
    display: flex;
    gap: 8px;
    padding: 8px 12px;
    overflow-x: auto;
    scrollbar-width: none;
  }
  @container (min-width: 420px) {
    .chips {
      flex-wrap: wrap;
    }
  }
  .chip {
    flex: none;
    gap: 6px;
    min-height: 44px;
    padding: 0 14px;
    border: 1px solid var(--divider-color, #ccc);
    border-radius: 22px;
    touch-action: manipulation;
    --mdc-icon-size: 20px;
  }
  .chip[aria-pressed="true"] {
    border-color: var(--primary-color);
    background: color-mix(in srgb, var(--primary-color) 18%, transparent);
  }
  .chip:disabled {
    opacity: 0.55;
  }
  .talk {
    touch-action: none;
  }
  .relay {
    position: relative;
    overflow: hidden;
    touch-action: none;
  }
  .relay::after {
    content: "";
    position: absolute;
    inset: auto 0 0 0;
    height: 4px;
    width: 0;
    background: var(--primary-color);
  }
  .arming::after {
    width: 100%;
    transition: width 0.5s linear;
  }
`;
