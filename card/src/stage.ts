/** Text on the picture: state of the camera, and help if it is unavailable. */
import { css, html, nothing, type TemplateResult } from "lit";
import type { CameraInfo } from "./camera-info";
import type { Hass } from "./hass";
import type { Texts } from "./texts";

const ALARMS = ["tamper", "input", "sound", "motion"];
const HELP = "https://github.com/ip-camera-cgi/ip-camera-cgi/blob/main/docs/troubleshooting.md";

/** The most important state of a camera; `signal` is the state of its live picture. */
export function pillOf(
  texts: Texts,
  hass: Hass,
  info: CameraInfo | undefined,
  signal: string,
): { kind: string; text: string } {
  if (!info || hass.connected === false) return { kind: "", text: texts.card("connecting") };
  if (info.private) return { kind: "off", text: texts.entity("switch", "privacy_mode") };
  if (!info.available) return { kind: "off", text: texts.card(info.restarting ? "restarting" : "offline") };
  const alarm = ALARMS.find((key) => hass.states[info.entities[key] ?? ""]?.state === "on");
  if (alarm) return { kind: "alarm", text: texts.entity("binary_sensor", alarm) };
  if (info.ptz?.moving) return { kind: "moving", text: texts.card("moving") };
  if (signal === "no_signal") return { kind: "off", text: texts.card("no_signal") };
  if (signal === "off") return { kind: "off", text: texts.card("off") };
  return { kind: "live", text: texts.card("live_now") };
}

/** Since when a camera is unavailable. */
export const offline = (texts: Texts, { restarting, since }: CameraInfo): string =>
  restarting
    ? texts.card("restarting")
    : since
      ? texts.card("offline_since", { time: texts.time(since) })
      : texts.card("offline");

/** Render since when a camera is unavailable, the usual cause, and what to do. */
export function renderAway(texts: Texts, info: CameraInfo, actions: { retry(): void }): TemplateResult {
  const cause = info.trouble === "invalid_auth" ? "cause_login" : info.trouble ? "cause_power" : "";
  return html`<div class="away" role="status">
    <strong>${offline(texts, info)}</strong>
    ${cause && !info.restarting ? html`<span>${texts.card(cause)}</span>` : nothing}
    <span class="row">
      ${
        info.rights.control && info.loaded
          ? html`<button type="button" class="filled" tabindex="-1" @click=${() => actions.retry()}>
              ${texts.card("try_now")}
            </button>`
          : nothing
      }
      <a class="plain" href=${HELP} target="_blank" rel="noreferrer" tabindex="-1">${texts.common("help")}</a>
    </span>
  </div>`;
}

/** Render the note that privacy is on, instead of the picture. */
export function renderPrivate(texts: Texts): TemplateResult {
  return html`<div class="away" role="status">
    <ha-icon icon="mdi:eye-off"></ha-icon>
    <strong>${texts.entity("switch", "privacy_mode")}</strong>
  </div>`;
}

export const stageStyles = css`
  .stage {
    position: relative;
    background: #111;
    overflow: hidden;
  }
  .stage.empty {
    aspect-ratio: 4 / 3;
  }
  .stage:focus-visible::after {
    content: "";
    position: absolute;
    inset: 0;
    border: 3px solid var(--primary-color);
    pointer-events: none;
  }
  .stage:focus-visible {
    outline: none;
  }
  .picture {
    touch-action: pan-y;
  }
  .picture > * {
    max-width: calc(85dvh * var(--ratio, 1.333)); /* a wide card is not higher than the screen */
    margin: auto;
  }
  .stage:focus .picture,
  .stage:focus-within .picture {
    touch-action: none;
  }
  .top {
    position: absolute;
    inset: 0 0 auto 0;
    display: flex;
    gap: 8px;
    align-items: center;
    padding: 4px 4px 20px;
    padding-inline: 8px 4px;
    color: #fff;
    background: linear-gradient(rgba(0, 0, 0, 0.72), rgba(0, 0, 0, 0.4) 60%, transparent);
    pointer-events: none;
  }
  .stage > .top {
    backdrop-filter: blur(8px); /* the camera's own text lies below */
    mask: linear-gradient(#000 65%, transparent);
  }
  .top > * {
    pointer-events: auto;
  }
  .title {
    overflow: hidden;
    padding: 2px 10px;
    border-radius: 12px;
    background: rgba(0, 0, 0, 0.75);
    font-weight: 500;
    line-height: 20px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .pill {
    flex: none;
    padding: 2px 10px;
    border-radius: 12px;
    font-size: 12px;
    line-height: 20px;
    background: rgba(0, 0, 0, 0.75);
  }
  @container (max-width: 340px) {
    .pill.live {
      font-size: 0; /* the dot is enough, the name needs the room */
    }
    .pill.live::before {
      font-size: 12px;
    }
  }
  .pill.live::before {
    content: "●";
    margin-inline-end: 4px;
    color: #66bb6a;
  }
  .pill.alarm {
    background: #b71c1c;
  }
  .pill.moving {
    background: #0d47a1;
  }
  .spacer {
    flex: 1;
  }
  .icon {
    flex: none;
    width: 44px;
    height: 44px;
    border-radius: 50%;
  }
  .over {
    position: absolute;
    inset-block-end: 12px;
    inset-inline-end: 12px;
    opacity: 0;
  }
  .stage:hover .over,
  .stage:focus-within .over,
  ha-card:focus-within .over,
  .over.shown {
    opacity: 1;
  }
  @media (hover: none) {
    .over {
      opacity: 1;
    }
  }
  .away {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    gap: 8px;
    align-items: center;
    justify-content: center;
    padding: 44px 12px 12px;
    color: #fff;
    text-align: center;
    text-shadow: 0 1px 3px #000;
    background: rgba(0, 0, 0, 0.45);
  }
  .away .row {
    display: flex;
    gap: 8px;
    align-items: center;
  }
  .away .plain {
    display: inline-flex;
    align-items: center;
    color: #fff;
  }
  .toast {
    position: absolute;
    inset: auto 12px 12px 12px;
    width: fit-content;
    max-width: 70%;
    padding: 8px 16px;
    border-radius: 8px;
    color: #fff;
    background: rgba(0, 0, 0, 0.85);
    font-size: 14px;
  }
  .toast[hidden] {
    display: none;
  }
  ha-card:fullscreen {
    justify-content: center;
    border: none;
    border-radius: 0;
  }
  ha-card:fullscreen .stage {
    flex: 1;
    display: grid;
    align-items: center;
  }
  ha-card:fullscreen ip-camera-cgi-picture {
    max-height: 100vh;
    max-width: calc(100vh * var(--ratio, 1.333));
    margin: auto;
  }
  @media (prefers-reduced-motion: no-preference) {
    .over {
      transition: opacity 0.2s;
    }
  }
`;
