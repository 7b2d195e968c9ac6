/** Generated dashboards and views with all cameras. */
import { CARD } from "./config";
import { DOMAIN, ourCameras, type Hass } from "./hass";
import { loadTexts } from "./texts";
import { viewPath, WALL } from "./wall-card";

interface StrategyConfig {
  /** Further views after those of the cameras. */
  views?: Record<string, unknown>[];
}

const HIDDEN = new Set(["button", "camera", "image", "text", "update"]);
const ON_CARD = new Set(["infrared", "motion_detection", "preset", "privacy_mode", "relay"]);

/** Tiles of the further entities of a camera. */
const tiles = (hass: Hass, entityId: string): Record<string, unknown>[] => {
  const device = hass.entities[entityId]?.device_id;
  return Object.entries(hass.entities)
    .filter(
      ([id, entity]) =>
        entity?.device_id === device &&
        entity?.platform === DOMAIN &&
        !entity.hidden &&
        !entity.entity_category &&
        !HIDDEN.has(id.split(".")[0] ?? "") &&
        !ON_CARD.has(entity.translation_key ?? ""),
    )
    .map(([id]) => id)
    .sort()
    .map((id) => ({
      type: "tile",
      entity: id,
      name: { type: "entity" },
      visibility: [{ condition: "state", entity: id, state_not: "unknown" }], // no alarm yet
    }));
};

/** The view of one camera, opened by a tap on the wall. */
const cameraView = (hass: Hass, entityId: string): Record<string, unknown> => ({
  title: hass.states[entityId]?.attributes.friendly_name ?? entityId,
  path: viewPath(entityId),
  subview: true,
  type: "sections",
  max_columns: 3,
  sections: [
    {
      type: "grid",
      column_span: 2,
      cards: [{ type: `custom:${CARD}`, entity: entityId, grid_options: { columns: "full" } }],
    },
    { type: "grid", cards: tiles(hass, entityId) },
  ],
});

export class WallViewStrategy extends HTMLElement {
  static registryDependencies = ["entities"];

  static generate(config: StrategyConfig & { path?: string }): Promise<Record<string, unknown>> {
    return Promise.resolve({ type: "panel", cards: [{ type: `custom:${WALL}`, path: config.path }] });
  }
}

export class WallDashboardStrategy extends HTMLElement {
  static registryDependencies = ["entities"];

  static getCreateSuggestions = (): Record<string, unknown> => ({ title: "IP cameras", icon: "mdi:cctv" });

  static async generate(config: StrategyConfig, hass: Hass): Promise<Record<string, unknown>> {
    const texts = await loadTexts(hass);
    const [, dashboard = "lovelace"] = location.pathname.split("/");
    return {
      title: texts.card("wall"),
      views: [
        {
          title: texts.card("wall"),
          path: "cameras",
          icon: "mdi:cctv",
          type: "panel",
          cards: [{ type: `custom:${WALL}`, path: `/${dashboard}` }],
        },
        ...ourCameras(hass).map((entityId) => cameraView(hass, entityId)),
        ...(config.views ?? []),
      ],
    };
  }
}
