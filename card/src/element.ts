/** Base of the card's elements: Home Assistant's object, texts, and the camera's data. */
import { LitElement, css, type PropertyValues } from "lit";
import { followCamera, type CameraInfo } from "./camera-info";
import type { Hass } from "./hass";
import { loadTexts, type Texts } from "./texts";

export abstract class CameraElement extends LitElement {
  static override properties = {
    hass: { attribute: false },
    texts: { state: true },
    info: { state: true },
    problem: { state: true },
  };

  declare hass: Hass;
  declare protected texts: Texts | undefined;
  declare protected info: CameraInfo | undefined;
  declare protected problem: unknown;

  private language = "";
  private followed = "";
  private unfollow: (() => void) | undefined;

  /** The camera entity of this element. */
  protected abstract get cameraId(): string | undefined;

  /** The entities whose states are shown. */
  protected get shown(): (string | undefined)[] {
    return [this.cameraId, ...Object.values(this.info?.entities ?? {})];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unfollow?.();
    this.followed = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  /** Home Assistant passes a new object with each state change; most of them do not concern this camera. */
  protected override shouldUpdate(changed: PropertyValues): boolean {
    const before = changed.get("hass") as Hass | undefined;
    if (changed.size > 1 || !changed.has("hass") || !before) return true;
    return (
      before.language !== this.hass.language ||
      before.connection !== this.hass.connection ||
      before.connected !== this.hass.connected ||
      before.entities !== this.hass.entities || // a camera may have been renamed, disabled or added
      this.shown.some((id) => id && before.states[id] !== this.hass.states[id])
    );
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.size && this.hass.language !== this.language) {
      const language = (this.language = this.hass.language);
      void loadTexts(this.hass).then(
        (texts) => language === this.language && (this.texts = texts),
        () => (this.language = ""),
      );
    }
    const id = this.isConnected ? this.cameraId : undefined;
    if ((id ?? "") === this.followed) return;
    this.unfollow?.();
    this.followed = id ?? "";
    this.info = this.problem = undefined;
    this.unfollow = id
      ? followCamera(this.hass, id, (info, error) => {
          this.info = info;
          this.problem = error;
        })
      : undefined;
  }
}

export const buttonStyles = css`
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    padding: 0;
    border: none;
    font: inherit;
    font-size: 14px;
    color: inherit;
    background: none;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }
  button:disabled {
    cursor: default;
  }
  :focus-visible {
    outline: 3px solid var(--primary-color);
    outline-offset: -3px;
  }
  .filled {
    min-height: 44px;
    padding: 0 20px;
    border-radius: 22px;
    color: var(--text-primary-color, #fff);
    background: var(--primary-color);
  }
  .plain {
    min-height: 44px;
    padding: 0 16px;
    border-radius: 22px;
    color: var(--primary-text-color);
  }
  .filled:disabled,
  .plain:disabled {
    opacity: 0.5;
  }
`;
