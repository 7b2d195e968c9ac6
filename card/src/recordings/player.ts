/** Plays, protects, shares and deletes recordings. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { fileName, share } from "../download";
import { buttonStyles, CameraElement } from "../element";
import { DOMAIN } from "../hass";
import type { Texts } from "../texts";
import { kindsOf, type Recording } from "./recording";

const SIGNED = 3600; // seconds for which the URL of a clip is valid

export class RecordingPlayer extends CameraElement {
  static override properties = {
    ...CameraElement.properties,
    entityId: { attribute: false },
    name: { attribute: false },
    recordings: { attribute: false },
    played: { attribute: false },
    address: { state: true },
    note: { state: true },
    busy: { state: true },
  };

  declare entityId: string;
  declare name: string;
  /** The newest first. */
  declare recordings: Recording[];
  declare played: string;
  declare private address: string;
  declare private note: string;
  declare private busy: boolean;
  private shownPath: string | null = null;

  constructor() {
    super();
    this.recordings = [];
    this.address = this.note = "";
    this.busy = false;
  }

  protected override get cameraId(): string {
    return this.entityId;
  }

  private get at(): number {
    return this.recordings.findIndex(({ recording }) => recording === this.played);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const shown = this.recordings[this.at];
    const path = shown?.clip ?? shown?.picture ?? null;
    if (path !== this.shownPath) {
      this.shownPath = path;
      this.address = "";
      if (path) void this.sign(path);
    }
  }

  /** Media elements cannot send a login, so the URL is signed. */
  private async sign(path: string): Promise<void> {
    await this.attempt(async () => {
      const signed = await this.hass.callWS<{ path: string }>({ type: "auth/sign_path", path, expires: SIGNED });
      if (path === this.shownPath) this.address = this.hass.hassUrl(signed.path);
    });
  }

  private async attempt(run: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.note = "";
    try {
      await run();
    } catch (error) {
      this.note = this.texts?.error(error) ?? "";
    } finally {
      this.busy = false;
    }
  }

  private step(by: number): void {
    const next = this.recordings[this.at + by];
    if (next) this.played = next.recording;
  }

  private close(): void {
    this.dispatchEvent(new Event("closed"));
  }

  private keep({ recording, keep }: Recording): Promise<void> {
    const message = { type: `${DOMAIN}/recordings/keep`, entity_id: this.entityId, recording, keep: !keep };
    return this.attempt(async () => {
      const changed = await this.hass.callWS<Recording | null>(message);
      if (changed) this.recordings = this.recordings.map((each) => (each.recording === recording ? changed : each));
    });
  }

  private delete({ recording }: Recording, texts: Texts): Promise<void> {
    if (!confirm(texts.card("delete_recording"))) return Promise.resolve();
    return this.attempt(async () => {
      const { at } = this;
      await this.hass.callWS({ type: `${DOMAIN}/recordings/delete`, entity_id: this.entityId, recording });
      const next = this.recordings[at + 1] ?? this.recordings[at - 1];
      this.recordings = this.recordings.filter((each) => each.recording !== recording);
      if (next) this.played = next.recording;
      else this.close();
    });
  }

  private share({ started }: Recording): Promise<void> {
    const path = this.shownPath;
    return this.attempt(async () => {
      if (!path) return;
      const response = await this.hass.fetchWithAuth(path);
      if (!response.ok) throw new Error(response.statusText);
      const content = await response.blob();
      await share(
        content,
        `${fileName(this.name, new Date(started))}${content.type === "video/mp4" ? ".mp4" : ".jpg"}`,
      );
    });
  }

  private renderPicture(shown: Recording, title: string): TemplateResult {
    if (!this.address) return html`<div class="shown"></div>`;
    return shown.clip
      ? html`<video class="shown" src=${this.address} aria-label=${title} controls autoplay muted playsinline></video>`
      : html`<img class="shown" src=${this.address} alt=${title} />`;
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, info, at, recordings } = this;
    const shown = recordings[at];
    if (!texts) return nothing;
    const title = shown ? `${kindsOf(shown, texts)}, ${texts.time(shown.started)}` : "";
    const button = (label: string, icon: string, run: () => void, disabled: boolean, pressed?: boolean) =>
      html`<button
        type="button"
        class="plain"
        aria-label=${label}
        title=${label}
        aria-pressed=${pressed ?? nothing}
        ?disabled=${disabled}
        @click=${run}
      >
        <ha-icon icon="mdi:${icon}"></ha-icon>
      </button>`;
    const may = !!info?.rights.control;
    return html`<ip-camera-cgi-dialog
      .label=${title || texts.card("recordings")}
      .heading=${title}
      .closeLabel=${texts.common("close")}
      @closed=${() => this.close()}
    >
      ${shown ? this.renderPicture(shown, title) : nothing}
      <p class="error" role="status">${this.note}</p>
      ${
        shown
          ? html`<div class="buttons">
              ${button(texts.common("previous"), "chevron-left", () => this.step(1), at >= recordings.length - 1)}
              ${button(texts.common("next"), "chevron-right", () => this.step(-1), at <= 0)}
              <span class="spacer"></span>
              ${
                may
                  ? button(
                      texts.card("keep"),
                      shown.keep ? "bookmark" : "bookmark-outline",
                      () => void this.keep(shown),
                      this.busy,
                      shown.keep,
                    )
                  : nothing
              }
              ${button(texts.card("share"), "share-variant", () => void this.share(shown), this.busy || !this.shownPath)}
              ${may ? button(texts.common("delete"), "delete", () => void this.delete(shown, texts), this.busy) : nothing}
            </div>`
          : nothing
      }
    </ip-camera-cgi-dialog>`;
  }

  static override styles = [
    buttonStyles,
    css`
      .shown {
        display: block;
        width: 100%;
        aspect-ratio: 4 / 3;
        max-height: 75dvh;
        object-fit: contain;
        background: #111;
      }
      .buttons {
        display: flex;
        padding: 4px 8px 8px;
      }
      .spacer {
        flex: 1;
      }
      .error {
        margin: 0;
        padding: 0 16px;
        color: var(--error-color, #c62828);
      }
    `,
  ];
}
