/** The card's configuration, its form, and its suggestion. */
import { DOMAIN, isOurs, ourCameras, type EntityState, type Hass } from "./hass";
import { latestTexts } from "./texts";

export const CARD = "ip-camera-cgi-card";

export interface CardConfig {
  type: string;
  entity?: string;
  name?: string;
  controls?: "auto" | "always" | "never";
  presets?: boolean;
  buttons?: boolean;
  recordings?: boolean;
  aspect?: "auto" | "16:9" | "4:3";
  live?: "auto" | "low_delay" | "still";
}

const LABELS: Record<string, string> = {
  auto: "automatic",
  always: "always_shown",
  never: "never_shown",
  low_delay: "low_delay",
  still: "still",
};

/** The form has no language; it uses that of the rendered cards. */
const text = (key: string): string => latestTexts()?.card(key) ?? key.replaceAll("_", " ");

const choice = (name: string, options: string[]) => ({
  name,
  selector: {
    select: {
      mode: "dropdown",
      options: options.map((value) => ({ value, label: LABELS[value] ? text(LABELS[value]) : value })),
    },
  },
});

/** The editor is Home Assistant's own form. */
export const configForm = () => ({
  schema: [
    { name: "entity", required: true, selector: { entity: { filter: { domain: "camera", integration: DOMAIN } } } },
    { name: "name", selector: { text: {} } },
    {
      type: "grid",
      name: "",
      schema: [
        choice("controls", ["auto", "always", "never"]),
        choice("live", ["auto", "low_delay", "still"]),
        choice("aspect", ["auto", "16:9", "4:3"]),
      ],
    },
    { name: "presets", default: true, selector: { boolean: {} } },
    { name: "buttons", default: true, selector: { boolean: {} } },
    { name: "recordings", default: true, selector: { boolean: {} } },
  ],
  computeLabel: ({ name }: { name: string }) => (name === "entity" || name === "name" ? undefined : text(name)),
});

/** Suggest the card for a camera of this integration. */
export const suggestion = (hass: Hass, entityId: string) =>
  isOurs(hass, entityId) ? { config: { type: `custom:${CARD}`, entity: entityId } } : null;

export const stubConfig = (hass: Hass): Omit<CardConfig, "type"> => ({ entity: ourCameras(hass)[0] ?? "" });

export const aspectRatio = (config: CardConfig): number =>
  config.aspect === "16:9" ? 16 / 9 : config.aspect === "4:3" ? 4 / 3 : 0;

export const title = (config: CardConfig, state: EntityState | undefined, name?: string): string =>
  config.name ?? state?.attributes.friendly_name ?? name ?? config.entity ?? "";
