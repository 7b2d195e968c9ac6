/** The dialog in which an administrator sets up a camera. */
import { css, html, nothing, type TemplateResult } from "lit";
import { type CardDialog, DIALOG } from "../dialog";
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

  private get unsaved(): boolean {
    const editor = this.renderRoot.querySelector(".page")?.firstElementChild as { changed?: boolean } | null;
    return !!editor?.changed;
  }

  private mayLeave(): boolean {
    return !this.unsaved || confirm(this.texts?.card("discard"));
  }

  private get pages(): Page[] {
    const { info, texts, hass, entityId } = this;
    if (!info || !texts) return [];
    const close = () => this.renderRoot.querySelector<CardDialog>(DIALOG)?.close();
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
    return html`<ip-camera-cgi-dialog
      sheet
      .label=${texts?.card("set_up") ?? ""}
      .heading=${info?.name ?? ""}
      .closeLabel=${texts?.common("close") ?? ""}
      @closing=${(event: Event) => {
        if (!this.mayLeave()) event.preventDefault();
      }}
      @closed=${() => this.dispatchEvent(new Event("closed"))}
    >
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
      <div class="page">${page?.render() ?? (info && texts ? html`<p>${texts.card("visitor")}</p>` : nothing)}</div>
    </ip-camera-cgi-dialog>`;
  }

  static override styles = [
    buttonStyles,
    css`
      :host {
        --dialog-width: 760px;
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
