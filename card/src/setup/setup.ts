/** The sheet on which an administrator sets up a camera. */
import { css, html, nothing, type TemplateResult } from "lit";
import { buttonStyles, CameraElement } from "../element";
import { pictureSettings } from "./picture-settings";
import { ScheduleEditor } from "./schedule";

interface Page {
  key: string;
  name: string;
  render(): TemplateResult;
}

export class SetupSheet extends CameraElement {
  static override properties = {
    ...CameraElement.properties,
    entityId: { attribute: false },
    page: { state: true },
  };

  declare entityId: string;
  declare private page: string | undefined;

  protected override get cameraId(): string {
    return this.entityId;
  }

  /** Open above everything else of the page. */
  protected override firstUpdated(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  private get unsaved(): boolean {
    const editor = this.renderRoot.querySelector(".page")?.firstElementChild as { changed?: boolean } | null;
    return !!editor?.changed;
  }

  private mayLeave(): boolean {
    return !this.unsaved || confirm(this.texts?.card("discard"));
  }

  private close(event?: Event): void {
    event?.preventDefault();
    if (!this.mayLeave()) return;
    this.renderRoot.querySelector("dialog")?.close();
    this.dispatchEvent(new Event("closed"));
  }

  private get pages(): Page[] {
    const { info, texts, hass, entityId } = this;
    if (!info || !texts) return [];
    const close = (event: Event) => this.close(event);
    const pages: Page[] = [];
    const add = (there: boolean, key: string, name: string, render: () => TemplateResult) =>
      there && pages.push({ key, name, render });
    add(
      !!info.motion_area,
      "motion_area",
      texts.card("motion_area"),
      () =>
        html`<ip-camera-cgi-motion-area
          .hass=${hass}
          .entityId=${entityId}
          @cancel=${close}
        ></ip-camera-cgi-motion-area>`,
    );
    add(
      !!info.privacy_areas,
      "privacy",
      texts.card("privacy_areas"),
      () => html`<ip-camera-cgi-privacy .hass=${hass} .entityId=${entityId} @cancel=${close}></ip-camera-cgi-privacy>`,
    );
    for (const schedule of info.schedules ?? []) {
      add(
        true,
        schedule,
        `${texts.card("schedules")}: ${texts.text(ScheduleEditor.nameKey(schedule))}`,
        () =>
          html`<ip-camera-cgi-schedule
            .hass=${hass}
            .entityId=${entityId}
            .schedule=${schedule}
            @cancel=${close}
          ></ip-camera-cgi-schedule>`,
      );
    }
    add(
      !!info.ptz && (info.ptz.pan || info.ptz.tilt),
      "direction",
      texts.card("direction"),
      () => html`<ip-camera-cgi-direction .hass=${hass} .entityId=${entityId}></ip-camera-cgi-direction>`,
    );
    add(
      pictureSettings(hass, info).length > 0,
      "picture",
      texts.card("picture"),
      () =>
        html`<ip-camera-cgi-picture-settings
          .hass=${hass}
          .entityId=${entityId}
          @cancel=${close}
        ></ip-camera-cgi-picture-settings>`,
    );
    return pages;
  }

  override render(): TemplateResult {
    const { texts, info, pages } = this;
    const page = pages.find(({ key }) => key === this.page) ?? pages[0];
    return html`<dialog
      aria-label=${texts?.card("set_up") ?? ""}
      @cancel=${(event: Event) => event.target === event.currentTarget && this.close(event)}
      @keydown=${(event: KeyboardEvent) => event.stopPropagation()}
    >
      <header>
        <h2>${info?.name}</h2>
        <button type="button" class="plain" aria-label=${texts?.common("close") ?? ""} @click=${() => this.close()}>
          <ha-icon icon="mdi:close"></ha-icon>
        </button>
      </header>
      <nav>
        ${pages.map(
          ({ key, name }) =>
            html`<button
              type="button"
              class="tab"
              aria-current=${key === page?.key ? "page" : nothing}
              @click=${() => {
                if (key !== page?.key && this.mayLeave()) this.page = key;
              }}
            >
              ${name}
            </button>`,
        )}
      </nav>
      <div class="page">${page?.render()}</div>
    </dialog>`;
  }

  static override styles = [
    buttonStyles,
    css`
      dialog {
        width: min(760px, 100vw);
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
        background: rgba(0, 0, 0, 0.5);
      }
      @media (max-width: 760px) {
        dialog {
          height: 100dvh;
          border-radius: 0;
        }
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        padding: 8px 8px 0 16px;
      }
      h2 {
        overflow: hidden;
        margin: 0;
        font-size: 20px;
        font-weight: 500;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      nav {
        display: flex;
        gap: 4px;
        padding: 0 12px;
        overflow-x: auto;
        border-bottom: 1px solid var(--divider-color, #ccc);
      }
      .tab {
        flex: none;
        min-height: 44px;
        padding: 0 12px;
        border-bottom: 3px solid transparent;
      }
      .tab[aria-current] {
        border-color: var(--primary-color);
      }
      .page {
        padding: 8px 16px 16px;
      }
    `,
  ];
}
