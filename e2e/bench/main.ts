import { parseArgs } from "node:util";
import { prepareBuild } from "../../build/bootstrap/prepare.mjs";
import type { BenchRow } from "./bench-row.ts";
import { cachedRun } from "./cached-run.ts";
import { codeGraph } from "./code-graph.ts";
import { codeStatus } from "./code-status.ts";
import { doraTags } from "./dora-tags.ts";
import { doraYear } from "./dora-year.ts";
import { flakyVerdicts } from "./flaky-verdicts.ts";
import { history } from "./history.ts";
import { historyFile } from "./history-file.ts";
import { historyMillion } from "./history-million.ts";
import { linear } from "./linear.ts";
import { logIntake } from "./log-intake.ts";
import { logOpenMiddle } from "./log-open-middle.ts";
import { logSearch } from "./log-search.ts";
import { machine } from "./machine.ts";
import { type BenchTable, rowCells, rowHead, tableHead, tableLine, wholeTable } from "./markdown.ts";
import { monitorsIdle, monitorsMinute, monitorsTenMinutes } from "./monitors/real-load.ts";
import { monitorsHour } from "./monitors/simulated-hour.ts";
import { peers } from "./peers/peers.ts";
import { planBoard } from "./plan-board.ts";
import { planLinks } from "./plan-links.ts";
import { releaseAgreement } from "./release-agreement/release-agreement.ts";
import { releaseHistory } from "./release-history.ts";
import { reportAgreement } from "./report-agreement/report-agreement.ts";
import { reportMemory } from "./report-memory.ts";
import { searchAll } from "./search-all.ts";
import { seriesYear } from "./series-year.ts";
import { services } from "./services/services.ts";
import { steps } from "./steps.ts";
import { testHistory } from "./test-history.ts";
import { browserWindow } from "./window.ts";

/** Every benchmark by name. Each makes its own data in a folder of its own, and removes it. */
const benches: Record<string, () => Promise<BenchRow[]>> = {
  "log-intake": logIntake,
  "log-open-middle": logOpenMiddle,
  "log-search": logSearch,
  "search-all": searchAll,
  steps,
  "cached-run": cachedRun,
  history,
  window: browserWindow,
};

/** Those that take long or fetch programs, only run when they are named. */
const longBenches: typeof benches = {
  "history-million": historyMillion,
  "history-file": historyFile,
  linear,
  "dora-year": doraYear,
  "report-memory": reportMemory,
  "code-graph": codeGraph,
  "code-status": codeStatus,
  "plan-board": planBoard,
  "plan-links": planLinks,
  "release-history": releaseHistory,
  "series-year": seriesYear,
  "test-history": testHistory,
  "monitors-hour": monitorsHour,
  "monitors-minute": monitorsMinute,
  "monitors-ten-minutes": monitorsTenMinutes,
  "monitors-idle": monitorsIdle,
};

/** Long ones that draw tables of their own as they go. */
const tables: Record<string, (print: (table: BenchTable) => void) => Promise<void>> = {
  peers,
  "dora-tags": doraTags,
  "flaky-verdicts": flakyVerdicts,
  "release-agreement": releaseAgreement,
  "report-agreement": reportAgreement,
  services,
};

const { values } = parseArgs({ options: { only: { type: "string", multiple: true } } });
const chosen = namesOf(values.only);
if (chosen.length === 0) {
  console.error(`No benchmark is named like that. There are: ${Object.keys({ ...benches, ...longBenches, ...tables }).join(", ")}.`);
  process.exit(2);
}

// Many start what was built: what an older build does is no news.
await prepareBuild();
console.log(`${machine()}\n`);
let missed = 0;
for (const name of chosen) await tables[name]?.((table) => console.log(wholeTable(table)));
const withRows = chosen.flatMap((name) => benches[name] ?? longBenches[name] ?? []);
if (withRows.length > 0) console.log(tableHead(rowHead));
for (const bench of withRows) {
  for (const row of await bench()) {
    if (row.isMet === false) missed += 1;
    console.log(tableLine(rowCells(row)));
  }
}
if (withRows.length > 0) console.log(missed === 0 ? "\nEvery bar that was measured is met." : `\n${missed} missed.`);

/** A whole name means that one only; a part of it, all that have it. Without any, all that do not take long. */
function namesOf(wanted: readonly string[] | undefined): string[] {
  if (wanted === undefined) return Object.keys(benches);
  const all = Object.keys({ ...benches, ...longBenches, ...tables });
  return all.filter((name) => wanted.some((part) => name === part || (!all.includes(part) && name.includes(part))));
}
