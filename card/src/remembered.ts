/** Last sizes of the cards, so that the layout does not jump while a page loads. */

const KEY = "ip-camera-card-sizes";
const MAX_ENTRIES = 200;

function all(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, number>;
  } catch {
    return {};
  }
}

export const recall = (key: string): number | undefined => all()[key];

/** Store a size and drop the oldest ones. Without storage, the layout settles a moment later. */
export function remember(key: string, size: number): void {
  const { [key]: before, ...others } = all();
  if (before === size) return;
  try {
    const kept = [...Object.entries(others), [key, size]].slice(-MAX_ENTRIES);
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)));
  } catch {
    // storage is full or forbidden
  }
}
