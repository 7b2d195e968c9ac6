/** Texts in the user's language: from the integration's own translations, and from Home Assistant's. */
import { DOMAIN, type Hass, type Localize } from "./hass";

const loading = new Map<string, Promise<Localize>>();

export class Texts {
  constructor(
    private readonly localize: Localize,
    readonly language: string,
  ) {}

  /** A text of the card. */
  card(key: string, values?: Record<string, unknown>): string {
    return this.localize(`component.${DOMAIN}.selector.ip_camera_card.options.${key}`, values) || key;
  }

  /** The name of an entity, as the integration calls it. */
  entity(platform: string, key: string): string {
    return this.localize(`component.${DOMAIN}.entity.${platform}.${key}.name`) || key;
  }

  /** Any text, by its whole key. */
  text(key: string): string {
    return this.localize(key) || key;
  }

  /** A word that Home Assistant itself uses. */
  common(key: string): string {
    return this.localize(`ui.common.${key}`) || key;
  }

  time(iso: string): string {
    const date = new Date(iso);
    const today = date.toDateString() === new Date().toDateString();
    return new Intl.DateTimeFormat(this.language, {
      ...(today ? {} : { day: "numeric", month: "short" }),
      hour: "2-digit",
      minute: "2-digit",
    }).format(date);
  }

  /** Name of a day of the week; 0 is Monday. */
  weekday(day: number, style: "short" | "long" = "short"): string {
    return new Intl.DateTimeFormat(this.language, { weekday: style, timeZone: "UTC" }).format(
      new Date(Date.UTC(2024, 0, 1 + day)),
    );
  }
}

/** Load the texts of a language; asked once per page and language. */
export async function loadTexts(hass: Hass): Promise<Texts> {
  const language = hass.locale?.language ?? hass.language;
  let found = loading.get(language);
  if (!found) {
    found = Promise.all(["selector", "entity"].map((each) => hass.loadBackendTranslation(each, DOMAIN))).then(
      (all) => all.at(-1) ?? hass.localize,
    );
    found.catch(() => loading.delete(language));
    loading.set(language, found);
  }
  return (latest = new Texts(await found, language));
}

let latest: Texts | undefined;

/** The texts that were loaded last, if there are any yet. */
export const latestTexts = (): Texts | undefined => latest;
