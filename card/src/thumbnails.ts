/** Thumbnails of presets and recordings: fetched with the user's login, once for each URL. */
import type { Hass } from "./hass";

export class Thumbnails {
  /** Object URL of each thumbnail by its path. */
  readonly urls = new Map<string, string>();
  private readonly asked = new Set<string>();

  constructor(private readonly changed: () => void) {}

  /** Load these pictures and release all others. */
  load(hass: Hass, paths: (string | null)[]): void {
    const wanted = new Set(paths.filter((path) => path !== null));
    for (const [path, url] of [...this.urls]) {
      if (wanted.has(path)) continue;
      URL.revokeObjectURL(url);
      this.urls.delete(path);
      this.asked.delete(path);
    }
    for (const path of wanted) if (!this.asked.has(path)) void this.fetch(hass, path);
  }

  private async fetch(hass: Hass, path: string): Promise<void> {
    this.asked.add(path);
    const response = await hass.fetchWithAuth(path).catch(() => undefined);
    if (!response?.ok) {
      this.asked.delete(path);
      return;
    }
    this.urls.set(path, URL.createObjectURL(await response.blob()));
    this.changed();
  }

  close(): void {
    for (const url of this.urls.values()) URL.revokeObjectURL(url);
    this.urls.clear();
    this.asked.clear();
  }
}
