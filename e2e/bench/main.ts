import { parseArgs } from "node:util";
import type { BenchRow } from "./bench-row.ts";
import { cachedRun } from "./cached-run.ts";
import { history } from "./history.ts";
import { logIntake } from "./log-intake.ts";
import { logOpenMiddle } from "./log-open-middle.ts";
import { logSearch } from "./log-search.ts";
import { steps } from "./steps.ts";
import { browserWindow } from "./window.ts";

/** Every benchmark by name. Each makes its own data in a folder of its own, and removes it. */
const benches: Record<string, () => Promise<BenchRow[]>> = {
  "log-intake": logIntake,
  "log-open-middle": logOpenMiddle,
  "log-search": logSearch,
  steps,
  "cached-run": cachedRun,
  history,
  window: browserWindow,
};

const { values } = parseArgs({ options: { only: { type: "string", multiple: true } } });
const chosen = Object.entries(benches).filter(([name]) => values.only?.some((part) => name.includes(part)) ?? true);
if (chosen.length === 0) {
  console.error(`No benchmark is named like that. There are: ${Object.keys(benches).join(", ")}.`);
  process.exit(2);
}

const widths = [54, 12, 34, 8, 12];
printLine(["", "ours", "peer", "ratio", "bar"]);
let missed = 0;
for (const [, bench] of chosen) {
  for (const { name, ours, peer, ratio, bar, isMet } of await bench()) {
    if (isMet === false) missed += 1;
    printLine([name, ours, peer, ratio === null ? "" : ratio.toFixed(2), bar, isMet === false ? "missed" : ""]);
  }
}
console.log(missed === 0 ? "\nEvery bar that was measured is met." : `\n${missed} missed.`);

function printLine(cells: readonly string[]): void {
  console.log(
    cells
      .map((cell, place) => cell.padEnd(widths[place] ?? 0))
      .join("")
      .trimEnd(),
  );
}
