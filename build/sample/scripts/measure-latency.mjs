// Asks the deployed shop many times and draws how long the answers took.
import { startDeployed } from "./deployed.mjs";
import { bold, cyan, dim, fail } from "./print.mjs";

const requests = 300;
/** Generous: this is a small program on the same computer. */
const limitMs = 500;

const shop = await startDeployed();
const times = [];
for (let index = 0; index < requests; index += 1) {
  const startedAt = performance.now();
  await (await fetch(`${shop.address}/price?novel=1&apron=${index % 4}`)).json();
  times.push(performance.now() - startedAt);
}
await shop.stop();

times.sort((a, b) => a - b);
const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
const edges = [0.25, 0.5, 1, 2, 4, 8, 16, Number.POSITIVE_INFINITY];
let from = 0;
for (const edge of edges) {
  const count = times.filter((time) => time >= from && time < edge).length;
  const label = Number.isFinite(edge) ? `< ${edge} ms` : `≥ ${from} ms`;
  console.log(`${label.padStart(10)} ${cyan("▇".repeat(Math.ceil((40 * count) / requests)))} ${dim(count)}`);
  from = edge;
}
console.log(`median ${bold(at(0.5).toFixed(2))} ms · P95 ${bold(at(0.95).toFixed(2))} ms · worst ${at(1).toFixed(2)} ms`);
if (at(0.95) > limitMs) fail("scripts/measure-latency.mjs:7", `the P95 is over ${limitMs} ms`);
