/** Texts in the user's language: from the integration's own translations, and from Home Assistant's. */
import { DOMAIN, type Hass, type Localize } from "./hass";

/** Home Assistant's message is in the language of the server; the key allows translating it for the user. */
interface CommandError {
  message?: string;
  code?: string;
  translation_domain?: string;
  translation_key?: string;
  translation_placeholders?: Record<string, string>;
}

const loading = new Map<string, Promise<Localize>>();

export class Texts {
  constructor(
    private readonly localize: Localize,
    readonly language: string,
    private readonly hour12?: boolean,
  ) {}

  /** A text of the card. */
  card(key: string, values?: Record<string, unknown>): string {
    return this.localize(`component.${DOMAIN}.selector.ip_camera_card.options.${key}`, values) || key;
  }

  /** The name of an entity in the integration's translations. */
  entity(platform: string, key: string): string {
    return this.localize(`component.${DOMAIN}.entity.${platform}.${key}.name`) || key;
  }

  /** A text by its full key. */
  text(key: string): string {
    return this.localize(key) || key;
  }

  /** The error message of a WebSocket command or an action. */
  error(error: unknown): string {
    const { message, code, translation_domain, translation_key, translation_placeholders } = (error ??
      {}) as CommandError;
    if (code === "unauthorized") return this.card("unauthorized");
    const translated =
      translation_key &&
      this.localize(`component.${translation_domain}.exceptions.${translation_key}.message`, translation_placeholders);
    return translated || (message ?? code ?? String(error));
  }

  /** A text of Home Assistant's own translations. */
  common(key: string): string {
    return this.localize(`ui.common.${key}`) || key;
  }

  /** A time, with its day if that is not today, unless only the time of day is wanted. */
  time(iso: string, clock = false): string {
    const date = new Date(iso);
    const today = clock || date.toDateString() === new Date().toDateString();
    return new Intl.DateTimeFormat(this.language, {
      ...(today ? {} : { day: "numeric", month: "short" }),
      hour: "numeric",
      minute: "2-digit",
      hour12: this.hour12,
    }).format(date);
  }

  /** Name of a day of the week; 0 is Monday. */
  weekday(day: number, style: "short" | "long" = "short"): string {
    return new Intl.DateTimeFormat(this.language, { weekday: style, timeZone: "UTC" }).format(
      new Date(Date.UTC(2024, 0, 1 + day)),
    );
  }
}

/** Each response includes the texts loaded before it, so requests are sequential. */
async function loadAll(hass: Hass): Promise<Localize> {
  let localize = hass.localize;
  for (const category of ["selector", "entity", "exceptions"]) {
    localize = await hass.loadBackendTranslation(category, DOMAIN);
  }
  return localize;
}

/** Load the texts of a language, once per page. */
export async function loadTexts(hass: Hass): Promise<Texts> {
  const language = hass.locale?.language ?? hass.language;
  let found = loading.get(language);
  if (!found) {
    found = loadAll(hass);
    found.catch(() => loading.delete(language));
    loading.set(language, found);
  }
  const hour12 = { "12": true, "24": false }[hass.locale?.time_format ?? ""]; // otherwise the default of the language
  return (latest = new Texts(await found, language, hour12));
}

let latest: Texts | undefined;

/** The last loaded texts, if any. */
export const latestTexts = (): Texts | undefined => latest;
