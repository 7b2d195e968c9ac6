/** Presets as pictures. */
import { css, html, nothing, type TemplateResult } from "lit";
import type { CameraInfo, Preset } from "./camera-info";
import type { Texts } from "./texts";

export interface ShelfActions {
  go(preset: Preset): void;
  patrol(patrol: string): void;
  save(): void;
  menu(preset: Preset | undefined): void;
  setHere(preset: Preset): void;
  rename(preset: Preset): void;
  useAsHome(preset: Preset): void;
  clear(preset: Preset): void;
}

export interface ShelfState {
  info: CameraInfo;
  /** Addresses of the thumbnails that were loaded. */
  pictures: Map<string, string>;
  menu: number | undefined;
}

export const presetName = (preset: Preset, texts: Texts): string =>
  preset.name ?? texts.card("preset_number", { number: preset.number });

function thumbnail(texts: Texts, { info, pictures, menu }: ShelfState, actions: ShelfActions, preset: Preset) {
  const name = presetName(preset, texts);
  const picture = preset.picture && pictures.get(preset.picture);
  const here = info.ptz?.preset === preset.number;
  return html`<div class="preset">
    <button
      type="button"
      class="view"
      tabindex="-1"
      aria-current=${here ? "true" : nothing}
      ?disabled=${!info.available}
      @click=${() => actions.go(preset)}
      @contextmenu=${(event: Event) => {
        event.preventDefault();
        actions.menu(preset);
      }}
    >
      ${picture ? html`<img src=${picture} alt="" />` : html`<ha-icon icon="mdi:image-outline"></ha-icon>`}
      <span class="name">${preset.home ? html`<ha-icon icon="mdi:home"></ha-icon>` : nothing}${name}</span>
    </button>
    <button
      type="button"
      class="more"
      tabindex="-1"
      aria-label=${texts.card("more_about", { name })}
      aria-expanded=${menu === preset.number}
      @click=${() => actions.menu(menu === preset.number ? undefined : preset)}
    >
      <ha-icon icon="mdi:dots-vertical"></ha-icon>
    </button>
  </div>`;
}

function menuOf(texts: Texts, { info }: ShelfState, actions: ShelfActions, preset: Preset) {
  const item = (text: string, icon: string, run: (preset: Preset) => void) =>
    html`<button type="button" class="chip" tabindex="-1" @click=${() => run(preset)}>
      <ha-icon icon="mdi:${icon}"></ha-icon>${text}
    </button>`;
  return html`<div class="chips" role="toolbar" aria-label=${presetName(preset, texts)}>
    ${item(texts.card("save_here"), "content-save", (each) => actions.setHere(each))}
    ${item(texts.common("rename"), "pencil", (each) => actions.rename(each))}
    ${
      info.rights.admin && !preset.home
        ? item(texts.card("use_as_home"), "home", (each) => actions.useAsHome(each))
        : nothing
    }
    ${item(texts.common("clear"), "delete", (each) => actions.clear(each))}
  </div>`;
}

export function renderShelf(texts: Texts, state: ShelfState, actions: ShelfActions): TemplateResult | typeof nothing {
  const { info, menu } = state;
  const { ptz } = info;
  if (!ptz?.presets || ptz.presets_off || !info.rights.control) return nothing;
  const presets = info.presets ?? [];
  const open = presets.find((preset) => preset.number === menu);
  return html`
    <div class="shelf" role="toolbar" aria-label=${texts.card("presets")}>
      ${presets.map((preset) => thumbnail(texts, state, actions, preset))}
      <button type="button" class="view save" tabindex="-1" ?disabled=${!info.available} @click=${() => actions.save()}>
        <ha-icon icon="mdi:plus"></ha-icon><span class="name">${texts.card("save_view")}</span>
      </button>
      ${ptz.patrols.map(
        (patrol) =>
          html`<button
            type="button"
            class="chip"
            tabindex="-1"
            ?disabled=${!info.available}
            @click=${() => actions.patrol(patrol)}
          >
            <ha-icon icon="mdi:sync"></ha-icon>${texts.entity("button", `patrol_${patrol}`)}
          </button>`,
      )}
    </div>
    ${open ? menuOf(texts, state, actions, open) : nothing}
  `;
}

export const shelfStyles = css`
  .shelf {
    display: flex;
    gap: 8px;
    align-items: center;
    padding: 8px 12px;
    overflow-x: auto;
    scrollbar-width: thin;
  }
  .preset {
    position: relative;
    display: flex;
    flex: none;
  }
  .view {
    position: relative;
    flex: none;
    flex-direction: column;
    width: 104px;
    height: 78px;
    overflow: hidden;
    border-radius: 10px;
    background: var(--secondary-background-color, #eee);
  }
  .view img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .view[aria-current] {
    box-shadow: inset 0 0 0 3px var(--primary-color);
  }
  .name {
    position: absolute;
    inset: auto 0 0 0;
    padding: 2px 6px;
    overflow: hidden;
    color: #fff;
    background: rgba(0, 0, 0, 0.6);
    font-size: 12px;
    line-height: 18px;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
    --mdc-icon-size: 14px;
  }
  .view:disabled {
    opacity: 0.5;
  }
  .save .name {
    overflow-wrap: anywhere;
    white-space: normal;
  }
  .save ha-icon {
    margin-block-end: 24px;
  }
  .more {
    position: absolute;
    inset-block-start: 0;
    inset-inline-end: 0;
    width: 32px;
    height: 32px;
    color: #fff;
    border-radius: 0 10px 0 16px;
    background: rgba(0, 0, 0, 0.5);
    --mdc-icon-size: 18px;
  }
`;
