/** Messages between the page and its worker. */

export type ToWorker =
  | { type: "connect"; url: string }
  | { type: "disconnect" }
  | { type: "canvas"; id: number; canvas: OffscreenCanvas }
  | { type: "drop"; id: number }
  | { type: "watch"; watch: { id: number; entityId: string; maxRate?: number }[] }
  | { type: "still"; id: number; picture: Blob };

export type FromWorker =
  | { type: "open" }
  | { type: "closed"; opened: boolean }
  | { type: "state"; id: number; state: string }
  | { type: "size"; id: number; width: number; height: number }
  | { type: "frame"; id: number }; // the first picture
