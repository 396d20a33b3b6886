import { parseArgs } from "node:util";
import { prepareBuild } from "../../build/bootstrap/prepare.mjs";
import { clock } from "./clock.ts";
import { crowd } from "./crowd.ts";
import { deployments } from "./deployments.ts";
import { diskFull } from "./disk-full.ts";
import { kill } from "./kill.ts";
import { planClones } from "./plan-clones.ts";
import { powerLoss } from "./power-loss.ts";
import { seeded } from "./random.ts";
import { reports } from "./reports.ts";
import { services } from "./services.ts";
import { vanished } from "./vanished.ts";

/*
 * Faults over and over, on the built programs, real processes and real files: `npm run soak [-- --only WORD] [--rounds N]
 * [--seed N]`. Every promise that is broken is told, and makes it end with 1. The seed chooses moments, so another run with
 * it is alike, and not the same: processes are as quick as the machine lets them be.
 */

const scenarios = [kill, powerLoss, diskFull, clock, crowd, vanished, reports, deployments, services, planClones];

const { values } = parseArgs({
  options: { only: { type: "string", multiple: true }, rounds: { type: "string" }, seed: { type: "string" }, verbose: { type: "boolean" } },
});
const chosen = scenarios.filter(({ name }) => values.only?.some((word) => name.includes(word)) ?? true);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const rounds = values.rounds === undefined ? null : Number(values.rounds);
if (chosen.length === 0 || !Number.isInteger(seed) || !(rounds === null || (Number.isInteger(rounds) && rounds > 0))) {
  console.error(`Give --only with one of ${scenarios.map(({ name }) => name).join(", ")}, and whole numbers with --rounds and --seed.`);
  process.exit(2);
}
if (process.platform !== "linux") {
  console.error("Processes are found in /proc, which only Linux has.");
  process.exit(2);
}

await prepareBuild();
let broken = 0;
for (const scenario of chosen) {
  const startedAt = performance.now();
  const say = (line: string) => {
    if (values.verbose) console.log(`        ${scenario.name} ${line}`);
  };
  const { done, violations } = await scenario.run({ rounds: rounds ?? scenario.usualRounds, random: seeded(seed), say });
  broken += violations.length;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${violations.length === 0 ? "ok     " : "BROKEN "} ${scenario.name}: ${done}, ${seconds} s`);
  for (const violation of violations) console.log(`        ${violation}`);
}
console.log(`\nSeed ${seed}. ${broken === 0 ? "Every promise was kept." : `${broken} broken.`}`);
process.exitCode = broken === 0 ? 0 : 1;
