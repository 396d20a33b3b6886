// Draws a picture of running water for every product. Real work, and unhurried: there should be something to watch.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { listProducts } from "../src/catalogue.mjs";
import { freshFolder } from "./folders.mjs";
import { pngOf } from "./png.mjs";
import { bold, cyan, dim, yellow } from "./print.mjs";

const side = 192;
const framesEach = 6;
/** At least this long for each frame, on however fast a machine. */
const frameMs = 220;

/** Ripples from two sources, coloured like a mill stream: three bytes for every pixel. */
function ripples(phase, seed) {
  const pixels = Buffer.alloc(side * side * 3);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const near = Math.sin(Math.hypot(x - 40 * seed, y - 30) / 6 - phase);
      const far = Math.sin(Math.hypot(x - side, y - 25 * seed) / 9 + phase);
      const light = (near + far + 2) / 4;
      const at = 3 * (y * side + x);
      pixels[at] = 20 + 90 * light * light;
      pixels[at + 1] = 60 + 150 * light;
      pixels[at + 2] = 70 + 140 * light;
    }
  }
  return pixels;
}

const target = freshFolder("pictures");
const products = listProducts();
for (const [index, { id, name }] of products.entries()) {
  console.log(`${cyan(`[${index + 1}/${products.length}]`)} ${bold(name)}`);
  for (let frame = 0; frame < framesEach; frame += 1) {
    const startedAt = performance.now();
    const png = pngOf(ripples((frame * Math.PI) / 3, index + 1), side);
    writeFileSync(join(target, `${id}-${frame}.png`), png);
    await pause(Math.max(0, frameMs - (performance.now() - startedAt)));
    const bar = "█".repeat(frame + 1) + "░".repeat(framesEach - frame - 1);
    console.log(`      ${bar} ${dim(`${id}-${frame}.png`)} ${String(png.length).padStart(6)} bytes`);
  }
}
console.log(yellow(`${products.length * framesEach} pictures`));
