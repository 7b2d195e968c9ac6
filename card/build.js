// Builds the card into the integration; the result depends only on this folder.
import { build } from "esbuild";
import { gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";

const OUT = process.argv[2] ?? "../custom_components/ip_camera_cgi/card/static";
const BUDGET = 60 * 1024; // bytes, gzipped, of all files

await build({
  entryPoints: { "ip-camera-card": "src/main.ts", "wall-worker": "src/wall/worker.ts" },
  outdir: OUT,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  banner: { js: "// Built from card/; see CONTRIBUTING.md. Contains Lit (BSD-3-Clause, Google LLC)." },
});

const size = ["ip-camera-card.js", "wall-worker.js"].reduce(
  (sum, file) => sum + gzipSync(readFileSync(`${OUT}/${file}`)).length,
  0,
);
console.log(`${size} bytes gzipped of ${BUDGET}`);
if (size > BUDGET) process.exit(1);
