// Starts the deployed shop, asks whether it is healthy, serves a customer, and stops it.
import { setTimeout as pause } from "node:timers/promises";
import { startDeployed } from "./deployed.mjs";
import { bold, fail, green } from "./print.mjs";

const shop = await startDeployed();
console.log(`Corner shop ${bold(shop.version)} at ${shop.address}`);
for (let check = 1; check <= 3; check += 1) {
  const { healthy } = await (await fetch(`${shop.address}/healthz`)).json();
  console.log(`${green("✓")} health check ${check}: ${healthy ? "well" : "ill"}`);
  await pause(200);
}
const { cents } = await (await fetch(`${shop.address}/price?novel=2&bread=1`)).json();
if (!(cents > 0)) fail("src/server.mjs:12", "two novels and a loaf should cost something");
else console.log(`${green("✓")} two novels and a loaf: ${(cents / 100).toFixed(2)}`);
await shop.stop();
console.log("Stopped.");
