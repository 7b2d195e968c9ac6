/** Sizes of what was drawn last, so that a page does not jump while it loads. */

const KEY = "ip-camera-card-sizes";
const MOST = 200; // entries

function all(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, number>;
  } catch {
    return {};
  }
}

export const recall = (key: string): number | undefined => all()[key];

/** Keep a size; the oldest ones go. A browser that keeps nothing lets the page settle a moment later. */
export function remember(key: string, size: number): void {
  const { [key]: before, ...others } = all();
  if (before === size) return;
  try {
    const kept = [...Object.entries(others), [key, size]].slice(-MOST);
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)));
  } catch {
    // storage is full or forbidden
  }
}
