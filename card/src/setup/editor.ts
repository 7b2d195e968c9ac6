/** Base of the editors: a value is read, changed, saved once, and read back. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { buttonStyles, CameraElement } from "../element";
import { DOMAIN } from "../hass";

const MAX_UNDO = 100; // steps
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

export abstract class Editor<T> extends CameraElement {
  static override properties = {
    ...CameraElement.properties,
    entityId: { attribute: false },
    value: { state: true },
    stored: { state: true },
    busy: { state: true },
    note: { state: true },
    theirs: { state: true },
  };

  declare entityId: string;
  declare protected value: T | undefined;
  /** The value as last read from the camera. */
  declare protected stored: T | undefined;
  declare private busy: boolean;
  declare private note: { text: string; error: boolean } | undefined;
  /** The value that another person has saved meanwhile. */
  declare private theirs: T | undefined;
  private history: T[] = [];
  private loading = false;

  /** Read the value. */
  protected abstract read(): Promise<T>;
  /** Write the differences. */
  protected abstract write(value: T, stored: T): Promise<void>;
  protected abstract renderValue(value: T): TemplateResult;

  protected override get cameraId(): string {
    return this.entityId;
  }

  get changed(): boolean {
    return !!this.history.length && !same(this.value, this.stored);
  }

  protected async call<R>(action: string, data: Record<string, unknown>, answers = false): Promise<R> {
    const device = { device_id: this.info?.device_id, ...data };
    const called = await this.hass.callService<R>(DOMAIN, action, device, undefined, false, answers);
    return called.response as R;
  }

  /** Change the value; one step for `undo`. */
  protected edit(value: T, step = true): void {
    if (step && this.value !== undefined) this.history = [...this.history.slice(-MAX_UNDO), this.value];
    this.value = value;
    this.note = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.info?.available && this.stored === undefined && !this.loading) void this.load();
  }

  protected async load(): Promise<void> {
    this.loading = true;
    await this.attempt(async () => {
      this.take(await this.read());
    });
    this.loading = this.stored === undefined; // it is not retried automatically
  }

  private take(value: T): void {
    this.value = this.stored = value;
    this.history = [];
    this.theirs = undefined;
  }

  private async attempt(run: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.note = undefined;
    try {
      await run();
    } catch (error) {
      this.note = { text: this.texts?.error(error) ?? "", error: true };
    } finally {
      this.busy = false;
    }
  }

  private async save(over = false): Promise<void> {
    const { value, stored, texts } = this;
    if (value === undefined || stored === undefined || !texts) return;
    await this.attempt(async () => {
      const now = await this.read();
      if (!over && !same(now, stored)) {
        this.theirs = now;
        return;
      }
      await this.write(value, now);
      const kept = await this.read();
      this.take(kept);
      this.note = same(kept, value)
        ? { text: texts.card("saved"), error: false }
        : { text: texts.card("kept_otherwise"), error: true };
    });
  }

  private undo(): void {
    this.value = this.history.at(-1);
    this.history = this.history.slice(0, -1);
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, info, value, note, theirs } = this;
    if (!texts) return nothing;
    const ready = !this.busy && !!info?.available;
    return html`
      ${value === undefined ? (note ? nothing : html`<p role="status">${texts.common("loading")}…</p>`) : this.renderValue(value)}
      ${info && !info.available ? html`<p class="error" role="alert">${texts.card("away_while_editing")}</p>` : nothing}
      ${note ? html`<p class=${note.error ? "error" : "done"} role="status">${note.text}</p>` : nothing}
      ${
        theirs === undefined
          ? html`<div class="buttons">
              <button
                type="button"
                class="plain"
                ?disabled=${!this.history.length || this.busy}
                @click=${() => this.undo()}
              >
                ${texts.common("undo")}
              </button>
              <button type="button" class="plain" @click=${() => this.dispatchEvent(new Event("cancel"))}>
                ${texts.common(this.changed ? "cancel" : "close")}
              </button>
              <button
                type="button"
                class="filled"
                ?disabled=${!ready || !this.changed}
                @click=${() => void this.save()}
              >
                ${texts.common("save")}
              </button>
            </div>`
          : html`<p class="error" role="alert">${texts.card("conflict")}</p>
              <div class="buttons">
                <button type="button" class="plain" @click=${() => this.take(theirs)}>
                  ${texts.card("load_theirs")}
                </button>
                <button type="button" class="filled" ?disabled=${!ready} @click=${() => void this.save(true)}>
                  ${texts.card("save_mine")}
                </button>
              </div>`
      }
    `;
  }

  static override styles = [
    buttonStyles,
    css`
      :host {
        display: block;
      }
      p {
        margin: 8px 0;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        justify-content: end;
        padding-top: 8px;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
        padding-top: 8px;
      }
      .chip {
        gap: 6px;
        min-height: 40px;
        padding: 0 14px;
        border: 1px solid var(--divider-color, #888);
        border-radius: 20px;
      }
      .chip[aria-pressed="true"] {
        border-color: var(--primary-color);
        background: color-mix(in srgb, var(--primary-color) 18%, transparent);
      }
      .error {
        color: var(--error-color, #c62828);
      }
      .help {
        color: var(--secondary-text-color);
      }
      @media (hover: none) {
        .keys {
          display: none;
        }
      }
      .canvas {
        position: relative;
      }
      .canvas > :not(ip-camera-cgi-picture) {
        position: absolute;
        inset: 0;
      }
      label {
        display: flex;
        gap: 8px;
        align-items: center;
        min-height: 44px;
      }
      input[type="range"] {
        flex: 1;
        min-width: 120px;
        accent-color: var(--primary-color);
      }
      select {
        min-height: 44px;
        padding: 0 8px;
        border: 1px solid var(--divider-color, #888);
        border-radius: 8px;
        font: inherit;
        color: inherit;
        background: var(--card-background-color, #fff);
      }
      .name {
        flex: none;
        width: min(160px, 40%);
      }
      input[type="checkbox"] {
        width: 20px;
        height: 20px;
        accent-color: var(--primary-color);
      }
    `,
  ];
}
