/** The card: a camera's picture and its controls. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { chipStyles, renderChips, type ChipActions } from "./chips";
import { aspectRatio, configForm, stubConfig, suggestion, title, type CardConfig } from "./config";
import { buttonStyles, CameraElement } from "./element";
import { download, fileName } from "./download";
import { Gestures } from "./gestures";
import { DOMAIN, isOurs, type Hass } from "./hass";
import { Holder } from "./hold";
import { isMoveKey, keyDown, rove, type KeyActions } from "./keys";
import { padStyles, renderPad, renderStop, type PadActions } from "./pad";
import type { CameraPicture, Source } from "./picture";
import { recall, remember } from "./remembered";
import { renderShelf, shelfStyles, type ShelfActions } from "./shelf";
import { pillOf, renderAway, renderPrivate, stageStyles } from "./stage";
import { Talker, type TalkState } from "./talk";
import type { Texts } from "./texts";
import { Thumbnails } from "./thumbnails";

const NARROW = 420; // pixels; below that the pad is below the picture
const STEERED = 10_000; // milliseconds after a move for which pictures without delay are shown
const TOAST = 4000; // milliseconds
const SETTLED = 2000; // milliseconds until the content of a card is complete
const RELAY_HOLD = 500; // milliseconds

export class IpCameraCard extends CameraElement {
  static override properties = {
    ...CameraElement.properties,
    preview: { type: Boolean },
    config: { state: true },
    narrow: { state: true },
    held: { state: true },
    speed: { state: true },
    steered: { state: true },
    streamFailed: { state: true },
    signal: { state: true },
    settled: { state: true },
    muted: { state: true },
    toast: { state: true },
    menu: { state: true },
    naming: { state: true },
    arming: { state: true },
    countdown: { state: true },
    recording: { state: true },
    talk: { state: true },
    setup: { state: true },
  };

  /** Set in the picker and in the editor, where nothing may move. */
  declare preview: boolean;
  declare private config: CardConfig | undefined;
  declare private narrow: boolean;
  declare private held: string | undefined;
  declare private speed: number;
  declare private steered: boolean;
  declare private streamFailed: boolean;
  declare private settled: boolean;
  /** State of the live picture. */
  declare private signal: string;
  declare private muted: boolean;
  declare private toast: string;
  declare private menu: number | undefined;
  declare private naming: { number: number; name: string; save: boolean } | undefined;
  declare private arming: boolean;
  declare private countdown: number;
  declare private recording: boolean;
  declare private talk: TalkState;
  declare private setup: boolean;

  private readonly holder = new Holder((held, error) => {
    this.held = held;
    if (error !== undefined) this.fail(error);
    if (held) this.steers();
    else if (this.gestures.moving) this.gestures.cancel(); // it has ended, and the finger must not start it again
    this.tick();
  });
  private readonly gestures = new Gestures(() => (this.steerable ? (this.info?.ptz ?? undefined) : undefined), {
    move: (direction, speed) => this.press(direction, speed),
    release: () => this.holder.release(),
    centre: (clientX, clientY) => {
      const point = this.picture?.pointAt(clientX, clientY);
      if (point) void this.act("ptz_center", point);
    },
  });
  private readonly talker = new Talker((state, error) => {
    this.talk = state;
    if (error !== undefined) this.failTalk(error);
  });
  private readonly pictures = new Thumbnails(() => this.requestUpdate());
  private readonly resize = new ResizeObserver(([entry]) => {
    this.narrow = (entry?.contentRect.width ?? 0) < NARROW;
    if (this.settled && this.info) remember(this.sizeKey, this.offsetHeight);
  });
  private readonly stopSteering = (): void => {
    this.gestures.cancel();
    this.holder.release();
  };
  private readonly letGo = (): void => {
    this.stopSteering();
    this.talker.release();
  };
  private readonly hide = (): void => {
    if (document.hidden) this.letGo();
  };
  private timers: Record<string, ReturnType<typeof setTimeout> | undefined> = {};

  constructor() {
    super();
    this.preview = this.narrow = this.steered = this.streamFailed = this.arming = this.recording = false;
    this.setup = this.settled = false;
    this.muted = true;
    this.talk = "off";
    this.speed = 50;
    this.countdown = 0;
    this.toast = this.signal = "";
  }

  static getConfigForm = () => configForm();
  static getStubConfig = (hass: Hass) => stubConfig(hass);
  static getEntitySuggestion = (hass: Hass, entityId: string) => suggestion(hass, entityId);

  setConfig(config: CardConfig): void {
    if (config.entity !== this.config?.entity) this.letGo();
    this.config = config;
  }

  getCardSize = (): number => 6;
  getGridOptions = () => ({ columns: 12, rows: "auto", min_columns: 6 });

  protected override get cameraId(): string | undefined {
    const entity = this.config?.entity;
    return entity && isOurs(this.hass, entity) ? entity : undefined;
  }

  /** Whether the user may move this camera, even if it is unavailable. */
  private get movable(): boolean {
    return !!this.info?.ptz && this.info.rights.control && !this.preview;
  }

  private get steerable(): boolean {
    return this.movable && !!this.info?.available && !this.info.private && this.config?.controls !== "never";
  }

  /** The card keeps its last height until the camera's data is loaded. */
  private get sizeKey(): string {
    return `${this.config?.entity ?? ""} ${Math.round(this.offsetWidth / 10)}`;
  }

  private get reserved(): string {
    return this.settled ? "" : `min-height: ${recall(this.sizeKey) ?? 0}px`;
  }

  private get moving(): boolean {
    return !!this.held || (!!this.info?.available && !!this.info.ptz?.moving);
  }

  /** Whether to show the stream while the camera is not being moved; true before it is known whether there is one. */
  private get mayStream(): boolean {
    const live = this.config?.live ?? "auto";
    return live === "auto" && this.info?.stream !== false && !this.streamFailed && !this.preview;
  }

  private get source(): Source {
    if (this.config?.live === "still") return "still";
    return this.info && this.mayStream && !this.steered && !this.held ? "stream" : "pictures";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resize.observe(this);
    window.addEventListener("blur", this.letGo);
    window.addEventListener("pagehide", this.letGo);
    document.addEventListener("visibilitychange", this.hide);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.letGo();
    this.resize.disconnect();
    window.removeEventListener("blur", this.letGo);
    window.removeEventListener("pagehide", this.letGo);
    document.removeEventListener("visibilitychange", this.hide);
    for (const timer of Object.values(this.timers)) clearTimeout(timer);
    this.pictures.close();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("info")) {
      if (!changed.get("info") && this.info) this.later("settled", SETTLED, () => (this.settled = true));
      this.pictures.load(this.hass, this.info?.presets?.map(({ picture }) => picture) ?? []);
      if (!this.steerable) this.stopSteering();
    }
  }

  // -------------------------------------------------------------- commands

  private later(name: string, milliseconds: number, run: () => void): void {
    clearTimeout(this.timers[name]);
    this.timers[name] = setTimeout(run, milliseconds);
  }

  private say(text: string): void {
    this.toast = text;
    this.later("toast", TOAST, () => (this.toast = ""));
  }

  private fail(error: unknown): void {
    if (this.texts) this.say(this.texts.error(error));
  }

  private failTalk(error: unknown): void {
    const denied = error instanceof DOMException && error.name === "NotAllowedError";
    if (denied) this.say(this.texts?.card("microphone_denied") ?? "");
    else this.fail(error);
  }

  /** Haptic feedback at the beginning and the end of a move, in the phone app. */
  private tick(): void {
    this.dispatchEvent(new CustomEvent("haptic", { detail: "light", bubbles: true, composed: true }));
  }

  private steers(): void {
    this.steered = true;
    this.later("steered", STEERED, () => (this.steered = false));
  }

  private press(direction: string, speed = this.speed): void {
    const { info, cameraId } = this;
    if (!this.steerable || !info?.ptz || !cameraId) return;
    const movement = info.ptz.speed ? { direction, speed } : { direction };
    this.holder.hold(this.hass, cameraId, movement, info.ptz.deadline);
  }

  /** Call an action of the integration for this camera; errors are shown on the card. */
  private async act(action: string, data: Record<string, unknown> = {}, target = true): Promise<unknown> {
    if (this.preview || !this.cameraId) return undefined;
    this.steers();
    try {
      const entity = target ? { entity_id: this.cameraId } : undefined;
      return (await this.hass.callService(DOMAIN, action, data, entity, false, !target)).response ?? true;
    } catch (error) {
      this.fail(error);
      return undefined;
    }
  }

  private stop(): void {
    this.letGo();
    void this.act("ptz_stop");
  }

  private toggle(entityId: string): void {
    if (this.preview) return;
    this.hass
      .callService("homeassistant", "toggle", {}, { entity_id: entityId }, false)
      .catch((error: unknown) => this.fail(error));
  }

  private async command(message: Record<string, unknown>): Promise<void> {
    try {
      await this.hass.callWS({ entity_id: this.cameraId, ...message });
    } catch (error) {
      this.fail(error);
    }
  }

  private readonly padActions: PadActions = {
    press: (direction) => this.press(direction),
    release: () => this.holder.release(),
    stop: () => this.stop(),
    home: () => void this.act("ptz_home"),
    autofocus: () => void this.act("ptz_autofocus"),
    speed: (value) => (this.speed = value),
  };

  private readonly chipActions: ChipActions = {
    toggle: (entityId) => this.toggle(entityId),
    relayDown: (entityId) => {
      this.arming = true;
      this.later("relay", RELAY_HOLD, () => {
        this.arming = false;
        this.fireRelay(entityId);
      });
    },
    relayUp: () => {
      if (this.arming) this.say(this.texts?.card("hold_to_switch") ?? "");
      this.arming = false;
      clearTimeout(this.timers.relay);
    },
    talkDown: () => {
      if (this.preview || !this.cameraId) return;
      this.talker.start(this.hass, this.cameraId);
      this.tick();
    },
    talkUp: () => this.talker.release(),
    clip: () => void this.saveClip(),
    snapshot: () => void this.snapshot(),
  };

  private fireRelay(entityId: string): void {
    const opens = this.hass.states[entityId]?.state !== "on";
    this.toggle(entityId);
    this.tick();
    const time = Number(this.hass.states[this.info?.entities.alarm_output_time ?? ""]?.state);
    this.countdown = opens && time > 1 ? time : 0; // 1 means until it is switched off
    this.countDown();
  }

  private countDown(): void {
    if (!this.countdown) return;
    this.later("countdown", 1000, () => {
      this.countdown--;
      this.countDown();
    });
  }

  private async saveClip(): Promise<void> {
    if (this.recording || !this.info) return;
    this.recording = true;
    const saved = await this.act("save_clip", { device_id: this.info.device_id }, false);
    this.recording = false;
    if (saved) this.say(this.texts?.card("clip_saved") ?? "");
  }

  private async snapshot(): Promise<void> {
    const response = await this.hass.fetchWithAuth(`/api/${DOMAIN}/last_picture/${this.cameraId ?? ""}`);
    if (!response.ok) return;
    download(await response.blob(), `${fileName(this.info?.name, new Date())}.jpg`);
  }

  private readonly shelfActions: ShelfActions = {
    go: (preset) => void this.act("ptz_preset", { preset: String(preset.number) }),
    patrol: (patrol) => void this.act("ptz_patrol", { patrol }),
    save: () => {
      const taken = new Set(this.info?.presets?.map((preset) => preset.number));
      const free = [...Array(this.info?.ptz?.presets ?? 0).keys()].map((at) => at + 1).find((at) => !taken.has(at));
      if (free) this.naming = { number: free, name: "", save: true };
      else this.say(this.texts?.card("presets_full") ?? "");
    },
    menu: (preset) => (this.menu = preset?.number),
    setHere: (preset) => {
      this.menu = undefined;
      void this.act("ptz_preset", { preset: String(preset.number), task: "set" });
    },
    rename: (preset) => {
      this.menu = undefined;
      this.naming = { number: preset.number, name: preset.name ?? "", save: false };
    },
    useAsHome: (preset) => {
      this.menu = undefined;
      void this.command({ type: `${DOMAIN}/card/set_home`, preset: preset.number });
    },
    clear: (preset) => {
      this.menu = undefined;
      void this.act("ptz_preset", { preset: String(preset.number), task: "clear" });
    },
  };

  private async saveName(event: Event): Promise<void> {
    event.preventDefault();
    const { naming } = this;
    const name = naming?.name.trim();
    if (!naming || !name) return;
    if (naming.save) await this.act("ptz_preset", { preset: String(naming.number), task: "set", name });
    else await this.command({ type: `${DOMAIN}/card/name_preset`, preset: naming.number, name });
    this.naming = undefined;
  }

  // ------------------------------------------------------------- keyboard

  private readonly keyActions: KeyActions = {
    press: (direction) => {
      const { ptz } = this.info ?? {};
      const can = direction.startsWith("zoom")
        ? ptz?.zoom
        : direction === "up" || direction === "down"
          ? ptz?.tilt
          : ptz?.pan;
      if (!this.steerable || !can) return false;
      this.press(direction);
      return true;
    },
    release: () => this.holder.release(),
    stop: () => this.movable && this.stop(),
    home: () => this.movable && this.info?.ptz?.home && void this.act("ptz_home"),
    preset: (number) => {
      const preset = this.info?.presets?.[number - 1];
      if (preset && this.movable) this.shelfActions.go(preset);
    },
    clip: () => this.info?.rights.control && void this.saveClip(),
    fullScreen: () => this.fullScreen(),
    enter: () => this.buttons[0]?.focus(),
  };

  private get buttons(): HTMLElement[] {
    const roots = [this.renderRoot, this.renderRoot.querySelector("ip-camera-cgi-recordings")?.shadowRoot];
    const all = roots.flatMap((root) => [
      ...(root?.querySelectorAll<HTMLElement>("button:not(:disabled), input.speed") ?? []),
    ]);
    return all.filter((each) => each.offsetParent !== null);
  }

  private keyDown(event: KeyboardEvent): void {
    const stage = this.renderRoot.querySelector<HTMLElement>(".stage");
    const taken =
      event.target === stage ? keyDown(event, this.keyActions) : rove(event, this.buttons, () => stage?.focus());
    if (taken) event.preventDefault();
  }

  private fullScreen(): void {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void this.renderRoot.querySelector("ha-card")?.requestFullscreen();
  }

  // ------------------------------------------------------------- rendering

  override render(): TemplateResult {
    const { config, texts } = this;
    if (!config || !texts) {
      return html`<ha-card style=${this.reserved}><div class="stage empty"></div></ha-card>`;
    }
    if (!this.cameraId) return this.renderHint(texts.card(config.entity ? "not_ours" : "choose_camera"), config.entity);
    if (this.problem !== undefined) return this.renderHint(texts.error(this.problem), config.entity);
    if (this.info?.removed) return this.renderHint(texts.card("removed"), config.entity);
    const under = this.narrow && !document.fullscreenElement && config.controls !== "never";
    return html`
      <ha-card style=${this.reserved} @keydown=${(event: KeyboardEvent) => this.keyDown(event)}>
        ${this.renderStage(texts, under)} ${under ? html`<div class="under">${this.renderPad(texts)}</div>` : nothing}
        ${this.renderControls(texts)}
      </ha-card>
      ${
        this.setup && this.info
          ? html`<ip-camera-cgi-setup
              .hass=${this.hass}
              .entityId=${this.cameraId}
              @closed=${() => (this.setup = false)}
            ></ip-camera-cgi-setup>`
          : nothing
      }
    `;
  }

  private renderHint(text: string, entity?: string): TemplateResult {
    return html`<ha-card>
      <div class="hint"><ha-icon icon="mdi:cctv-off"></ha-icon><span>${text}</span><small>${entity}</small></div>
    </ha-card>`;
  }

  private renderStage(texts: Texts, under: boolean): TemplateResult {
    const { info, config, hass } = this;
    const id = this.cameraId ?? "";
    const name = title(config as CardConfig, hass.states[id], info?.name);
    const hidden = !!info?.private;
    const away = !!info && !info.available && !hidden;
    const pill = pillOf(texts, hass, info, this.signal);
    return html`
      <div
        class="stage"
        tabindex="0"
        role="group"
        aria-label=${name}
        aria-keyshortcuts=${this.steerable ? "ArrowUp ArrowDown ArrowLeft ArrowRight + - 0 Escape" : nothing}
        @keyup=${(event: KeyboardEvent) => isMoveKey(event) && this.holder.release()}
        @blur=${() => this.holder.release()}
        @wheel=${(event: WheelEvent) => this.gestures.wheel(event, this.matches(":focus-within"))}
      >
        <div
          class="picture"
          @pointerdown=${(event: PointerEvent) => this.gestures.down(event)}
          @pointermove=${(event: PointerEvent) => this.gestures.move(event)}
          @pointerup=${(event: PointerEvent) => this.gestures.up(event)}
          @pointercancel=${(event: PointerEvent) => this.gestures.up(event)}
          @lostpointercapture=${(event: PointerEvent) => this.gestures.up(event)}
          @contextmenu=${(event: Event) => this.steerable && event.preventDefault()}
        >
          <ip-camera-cgi-picture
            .hass=${hass}
            .entityId=${id}
            .label=${name}
            .source=${this.source}
            .away=${away}
            .concealed=${hidden}
            .aspect=${aspectRatio(config as CardConfig)}
            .mayStream=${this.mayStream}
            .maxRate=${this.preview ? 2 : 0}
            .muted=${this.muted}
            @stream-failed=${() => (this.streamFailed = true)}
            @signal=${({ detail }: CustomEvent<string>) => (this.signal = detail)}
          ></ip-camera-cgi-picture>
        </div>
        ${
          away
            ? renderAway(texts, info, {
                retry: () =>
                  void hass
                    .callService("homeassistant", "update_entity", {}, { entity_id: id }, false)
                    .catch((error: unknown) => this.fail(error)),
              })
            : nothing
        }
        <div class="top">
          <span class="title">${name}</span>
          <span class="pill ${pill.kind}" role="status">${pill.text}</span>
          <span class="spacer"></span>
          ${
            this.source === "stream"
              ? this.iconButton(
                  texts.card(this.muted ? "unmute" : "mute"),
                  this.muted ? "volume-off" : "volume-high",
                  () => (this.muted = !this.muted),
                )
              : nothing
          }
          ${this.iconButton(texts.card("full_screen"), "fullscreen", () => this.fullScreen())}
          ${
            info?.rights.admin && info.loaded && !this.preview
              ? this.iconButton(texts.card("set_up"), "cog", () => (this.setup = true))
              : nothing
          }
        </div>
        ${hidden ? renderPrivate(texts) : nothing}
        ${
          under
            ? nothing
            : html`<div class="over ${this.moving || config?.controls === "always" ? "shown" : ""}" ?hidden=${away}>
                ${this.renderPad(texts)}
              </div>`
        }
        <div class="toast" role="status" ?hidden=${!this.toast}>${this.toast}</div>
      </div>
    `;
  }

  private iconButton(label: string, icon: string, click: () => void): TemplateResult {
    return html`<button type="button" class="icon" tabindex="-1" aria-label=${label} title=${label} @click=${click}>
      <ha-icon icon="mdi:${icon}"></ha-icon>
    </button>`;
  }

  private renderPad(texts: Texts): TemplateResult | typeof nothing {
    const { info, moving } = this;
    if (!this.movable || !info?.ptz) return nothing;
    if (this.config?.controls === "never") return moving ? renderStop(texts, this.padActions) : nothing;
    return renderPad(
      texts,
      { ptz: info.ptz, held: this.held, moving, speed: this.speed, away: !info.available },
      this.padActions,
    );
  }

  private renderControls(texts: Texts): TemplateResult | typeof nothing {
    const { info, config } = this;
    if (!info || this.preview) return nothing;
    return html`
      ${
        config?.presets === false || !this.movable
          ? nothing
          : renderShelf(texts, { info, pictures: this.pictures.urls, menu: this.menu }, this.shelfActions)
      }
      ${this.naming ? this.renderNaming(texts) : nothing}
      ${
        config?.buttons === false
          ? nothing
          : renderChips(
              texts,
              {
                hass: this.hass,
                info,
                arming: this.arming,
                countdown: this.countdown,
                recording: this.recording,
                talk: this.talk,
              },
              this.chipActions,
            )
      }
      ${
        config?.recordings === false
          ? nothing
          : html`<ip-camera-cgi-recordings .hass=${this.hass} .entityId=${this.cameraId}></ip-camera-cgi-recordings>`
      }
      ${info.account === "visitor" && info.rights.admin ? html`<p class="note">${texts.card("visitor")}</p>` : nothing}
    `;
  }

  private renderNaming(texts: Texts): TemplateResult {
    return html`<form class="naming" @submit=${(event: Event) => void this.saveName(event)}>
      <label>
        ${texts.card("view_name")}
        <input
          maxlength="40"
          required
          autofocus
          .value=${this.naming?.name ?? ""}
          @input=${({ target }: Event) => {
            if (this.naming) this.naming = { ...this.naming, name: (target as HTMLInputElement).value };
          }}
          @keydown=${(event: KeyboardEvent) => {
            event.stopPropagation();
            if (event.key === "Escape") this.naming = undefined;
          }}
        />
      </label>
      <button type="submit" class="filled">${texts.common("save")}</button>
      <button type="button" class="plain" @click=${() => (this.naming = undefined)}>${texts.common("cancel")}</button>
    </form>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("naming") && this.naming && !changed.get("naming")) {
      this.renderRoot.querySelector<HTMLInputElement>(".naming input")?.focus();
    }
  }

  /** For tests and for other cards: the element that shows the picture. */
  get picture(): CameraPicture | null {
    return this.renderRoot.querySelector<CameraPicture>("ip-camera-cgi-picture");
  }

  static override styles = [
    buttonStyles,
    stageStyles,
    padStyles,
    chipStyles,
    shelfStyles,
    css`
      :host {
        display: block;
        height: 100%;
        container-type: inline-size;
      }
      ha-card {
        display: flex;
        flex-direction: column;
        height: 100%;
        overflow: hidden;
        color: var(--primary-text-color);
      }
      .under {
        display: flex;
        justify-content: center;
        padding-top: 8px;
      }
      .hint {
        display: grid;
        gap: 8px;
        justify-items: center;
        padding: 32px 16px;
        text-align: center;
        --mdc-icon-size: 40px;
      }
      .naming {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: end;
        padding: 0 12px 8px;
      }
      .naming label {
        display: grid;
        flex: 1 1 160px;
        gap: 4px;
        font-size: 12px;
      }
      .naming input {
        min-width: 0;
        min-height: 44px;
        padding: 0 12px;
        border: 1px solid var(--divider-color, #888);
        border-radius: 8px;
        font: inherit;
        font-size: 16px;
        color: inherit;
        background: var(--card-background-color, #fff);
        box-sizing: border-box;
      }
      .note {
        margin: 0;
        padding: 0 16px 12px;
        color: var(--secondary-text-color);
        font-size: 14px;
      }
    `,
  ];
}
