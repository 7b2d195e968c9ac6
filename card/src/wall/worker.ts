/** Receives the pictures of all cameras of a page and draws them, away from the page's own thread. */
import type { FromWorker, ToWorker } from "./messages";

type Watch = { id: number; entityId: string; maxRate?: number };

const QUIET = 10_000; // milliseconds without a word after which the server is asked for one
const PATIENCE = 5000; // milliseconds that it has for the answer

const tell = (message: FromWorker): void => (postMessage as (message: FromWorker) => void)(message);
const contexts = new Map<number, ImageBitmapRenderingContext>();
const newest = new Map<number, Blob>();
const decoding = new Set<number>();
const sizes = new Map<number, string>();
const shown = new Set<number>(); // cameras of which the page knows that pictures come
let socket: WebSocket | undefined;
let watched: Watch[] = [];
let list = 0;
let heard = 0; // when the server said something last
let asked = 0; // when it was asked for a sign of life; 0 where none is due

/** Draw the newest picture of a camera; what comes while one is decoded waits, and only the last of it counts. */
async function draw(id: number): Promise<void> {
  if (decoding.has(id)) return;
  decoding.add(id);
  try {
    for (let picture = newest.get(id); picture; picture = newest.get(id)) {
      newest.delete(id);
      const bitmap = await createImageBitmap(picture).catch(() => undefined); // half a picture: the one before stays
      const context = contexts.get(id);
      if (!bitmap || !context) {
        bitmap?.close();
        continue;
      }
      const { width, height } = bitmap;
      if (sizes.get(id) !== `${width}x${height}`) {
        sizes.set(id, `${width}x${height}`);
        context.canvas.width = width;
        context.canvas.height = height;
        tell({ type: "size", id, width, height });
      }
      context.transferFromImageBitmap(bitmap);
      if (!shown.has(id)) {
        shown.add(id);
        tell({ type: "frame", id });
      }
    }
  } finally {
    decoding.delete(id);
  }
}

function show(id: number, picture: Blob): void {
  newest.set(id, picture);
  void draw(id);
}

function send(): void {
  if (socket?.readyState !== WebSocket.OPEN) return;
  list = (list + 1) % 65536;
  const watch = watched.map(({ entityId, maxRate }) => ({
    entity_id: entityId,
    ...(maxRate === undefined ? {} : { max_rate: maxRate }),
  }));
  socket.send(JSON.stringify({ list, watch }));
}

/** A connection that died while the page slept looks open for hours: the list is sent again, which is answered. */
function check(): void {
  if (socket?.readyState !== WebSocket.OPEN || !watched.length) return;
  const now = Date.now();
  if (asked && now - asked > PATIENCE) lose(socket);
  else if (!asked && now - heard > QUIET) {
    asked = now;
    send();
  }
}

function lose(dead: WebSocket): void {
  dead.onmessage = dead.onclose = null;
  dead.close();
  socket = undefined;
  tell({ type: "closed", opened: true });
}

function receive({ data }: MessageEvent<ArrayBuffer | string>): void {
  heard = Date.now();
  asked = 0;
  if (typeof data === "string") {
    const told = JSON.parse(data) as { list: number; index: number; state: string };
    const camera = told.list === list ? watched[told.index] : undefined;
    if (camera) tell({ type: "state", id: camera.id, state: told.state });
    return;
  }
  const head = new DataView(data);
  if (head.getUint16(0) !== list) return; // of the list before
  const camera = watched[head.getUint16(2)];
  if (camera) show(camera.id, new Blob([new Uint8Array(data, 4)], { type: "image/jpeg" }));
}

function connect(url: string): void {
  let opened = false;
  const mine = new WebSocket(url);
  mine.binaryType = "arraybuffer";
  mine.onopen = () => {
    opened = true;
    heard = Date.now();
    asked = 0;
    tell({ type: "open" });
    send();
  };
  mine.onmessage = receive;
  mine.onclose = () => {
    if (socket === mine) socket = undefined;
    tell({ type: "closed", opened });
  };
  socket = mine;
}

setInterval(check, 2500);

onmessage = ({ data }: MessageEvent<ToWorker>): void => {
  switch (data.type) {
    case "connect":
      connect(data.url);
      break;
    case "disconnect":
      socket?.close();
      break;
    case "canvas": {
      const context = data.canvas.getContext("bitmaprenderer");
      if (context) contexts.set(data.id, context);
      break;
    }
    case "drop":
      for (const each of [contexts, newest, sizes, shown]) each.delete(data.id);
      break;
    case "watch":
      watched = data.watch;
      for (const id of [...shown]) if (!watched.some((each) => each.id === id)) shown.delete(id);
      send();
      break;
    case "still":
      show(data.id, data.picture);
  }
};
