/** The frame of everything that opens above the page: a heading, a button to close it, and the content. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { buttonStyles } from "./element";

export const DIALOG = "ip-camera-cgi-dialog";

/** Opens when it is added. Fires `closing`, which can be prevented, and `closed`. */
export class CardDialog extends LitElement {
  static override properties = {
    label: { attribute: false },
    heading: { attribute: false },
    closeLabel: { attribute: false },
    sheet: { type: Boolean, reflect: true },
  };

  /** Name for screen readers, if it is not the heading. */
  declare label: string;
  declare heading: string;
  declare closeLabel: string;
  /** Fills the screen of a phone. */
  declare sheet: boolean;

  constructor() {
    super();
    this.label = this.heading = this.closeLabel = "";
    this.sheet = false;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  close(): void {
    if (this.dispatchEvent(new Event("closing", { cancelable: true })))
      this.renderRoot.querySelector("dialog")?.close();
  }

  /** Escape; an editor inside has an event of the same name. */
  private cancel(event: Event): void {
    if (event.target !== event.currentTarget) return;
    event.preventDefault();
    this.close();
  }

  override render(): TemplateResult {
    return html`<dialog
      aria-label=${this.label || this.heading}
      @close=${() => this.dispatchEvent(new Event("closed"))}
      @cancel=${(event: Event) => this.cancel(event)}
      @keydown=${(event: KeyboardEvent) => event.stopPropagation()}
    >
      <header>
        ${this.heading ? html`<h2>${this.heading}</h2>` : nothing}
        <button
          type="button"
          class="plain"
          aria-label=${this.closeLabel}
          title=${this.closeLabel}
          @click=${() => this.close()}
        >
          <ha-icon icon="mdi:close"></ha-icon>
        </button>
      </header>
      <slot></slot>
    </dialog>`;
  }

  static override styles = [
    buttonStyles,
    css`
      dialog {
        width: min(var(--dialog-width, 900px), 100vw);
        max-width: 100vw;
        max-height: 100dvh;
        box-sizing: border-box;
        margin: auto;
        padding: 0;
        overflow: auto;
        border: none;
        border-radius: 16px;
        color: var(--primary-text-color, #212121);
        background: var(--card-background-color, #fff);
      }
      dialog::backdrop {
        background: rgba(0, 0, 0, 0.6);
      }
      @media (max-width: 760px) {
        :host([sheet]) dialog {
          height: 100dvh;
          border-radius: 0;
        }
      }
      header {
        display: flex;
        align-items: center;
        padding-block: 8px;
        padding-inline: 16px 8px;
      }
      header button {
        margin-inline-start: auto;
      }
      h2 {
        overflow: hidden;
        margin: 0;
        font-size: 18px;
        font-weight: 500;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];
}
