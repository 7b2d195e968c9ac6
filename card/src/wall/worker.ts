/** Receives the pictures of all cameras of a page and draws them outside of the main thread. */
import type { FromWorker, ToWorker } from "./messages";

type Watch = { id: number; entityId: string; maxRate?: number };

const IDLE = 10_000; // milliseconds without a message after which the connection is checked
const CHECK_TIMEOUT = 5000; // milliseconds to wait for the answer

const post = (message: FromWorker): void => (postMessage as (message: FromWorker) => void)(message);
const contexts = new Map<number, ImageBitmapRenderingContext>();
const newest = new Map<number, Blob>();
const decoding = new Set<number>();
const sizes = new Map<number, string>();
const shown = new Set<number>(); // cameras whose first picture was reported to the page
let socket: WebSocket | undefined;
let watched: Watch[] = [];
let list = 0;
let receivedAt = 0; // time of the last message
let checkedAt = 0; // time of a check that is waiting for its answer, else 0

/** Draw the newest picture of a camera; of those that arrive while one is being decoded, only the last is drawn. */
async function draw(id: number): Promise<void> {
  if (decoding.has(id)) return;
  decoding.add(id);
  try {
    for (let picture = newest.get(id); picture; picture = newest.get(id)) {
      newest.delete(id);
      const bitmap = await createImageBitmap(picture).catch(() => undefined); // incomplete: the previous picture stays
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
        post({ type: "size", id, width, height });
      }
      context.transferFromImageBitmap(bitmap);
      if (!shown.has(id)) {
        shown.add(id);
        post({ type: "frame", id });
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

/** Detect a connection lost while the page was suspended, which looks open for hours: the list is sent again. */
function check(): void {
  if (socket?.readyState !== WebSocket.OPEN || !watched.length) return;
  const now = Date.now();
  if (checkedAt && now - checkedAt > CHECK_TIMEOUT) lose(socket);
  else if (!checkedAt && now - receivedAt > IDLE) {
    checkedAt = now;
    send();
  }
}

function lose(dead: WebSocket): void {
  dead.onmessage = dead.onclose = null;
  dead.close();
  socket = undefined;
  post({ type: "closed", opened: true });
}

function receive({ data }: MessageEvent<ArrayBuffer | string>): void {
  receivedAt = Date.now();
  checkedAt = 0;
  if (typeof data === "string") {
    const changed = JSON.parse(data) as { list: number; index: number; state: string };
    const camera = changed.list === list ? watched[changed.index] : undefined;
    if (camera) post({ type: "state", id: camera.id, state: changed.state });
    return;
  }
  const head = new DataView(data);
  if (head.getUint16(0) !== list) return; // of the previous list
  const camera = watched[head.getUint16(2)];
  if (camera) show(camera.id, new Blob([new Uint8Array(data, 4)], { type: "image/jpeg" }));
}

function connect(url: string): void {
  let opened = false;
  const mine = new WebSocket(url);
  mine.binaryType = "arraybuffer";
  mine.onopen = () => {
    opened = true;
    receivedAt = Date.now();
    checkedAt = 0;
    post({ type: "open" });
    send();
  };
  mine.onmessage = receive;
  mine.onclose = () => {
    if (socket === mine) socket = undefined;
    post({ type: "closed", opened });
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
