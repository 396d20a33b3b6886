import { sameFailureWords } from "../../../../shared/failure-words.ts";
import { ok } from "../../../../shared/result.ts";
import { isTreeUnknown } from "../../../../shared/run-tree.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { readFailuresOfRun } from "../../../engine/failure/failure.ts";
import { readRunEnvironment } from "../../../engine/fingerprint/fingerprint.ts";
import { readRunTotals } from "../../../engine/test/test.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { firstFailure, hasFailed } from "../first-failure.ts";
import { findRun, openHistory } from "../history.ts";
import { environmentLines, runLine, stageLine } from "../print.ts";
import { totalsWords } from "../test-words.ts";

/** `millrace runs show ID`. */
export const executeRunsShow: Execute = async (invocation) => {
  const { words, options, isJson, projectFolder, dataFolder, print } = invocation;
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const run = findRun(store.value, words[0] ?? "", projectFolder);
  if (!run.ok) return run;
  const rows = store.value.read((tables) => ({
    stages: tables.stageRuns.ofRun(run.value.id),
    artifacts: tables.artifacts.ofRun(run.value.id),
    environment: readRunEnvironment(tables, run.value.id),
    tests: readRunTotals(tables, run.value.id),
    failures: readFailuresOfRun(tables, run.value.id),
  }));
  store.value.close();
  if (!rows.ok) return fail(rows.failure);
  const { stages, artifacts, environment, tests, failures } = rows.value;
  if (isJson) {
    print(`${JSON.stringify({ run: run.value, stages, artifacts, environment, tests, failures })}\n`);
    return ok(exitCodes.passed);
  }
  print(`${runLine(run.value, systemClock())}\n`);
  if (run.value.triggerDetail !== null) print(`${visible(`       started by ${run.value.triggerDetail}`)}\n`);
  if (isTreeUnknown(run.value)) print("  Git could not tell which files it was of: it belongs to no tree.\n");
  for (const stage of stages) {
    print(`${stageLine(stage)}\n`);
    const reason = hasFailed(stage) ? await firstFailure(dataFolder, stage.id) : null;
    if (reason !== null) print(`${visible(`            ${reason}`)}\n`);
    const failure = failures.find(({ stageRunId }) => stageRunId === stage.id);
    const same = failure === undefined ? "" : sameFailureWords(failure);
    if (same !== "") print(`${visible(`            ${same}`)}\n`);
  }
  if (tests !== null) print(`  ${totalsWords(tests)}\n`);
  for (const { path, sha256, storedPath } of artifacts) print(`${visible(`  ${sha256}  ${path}  ${storedPath}`)}\n`);
  if (options.environment === true && environment !== null) print(`${environmentLines(environment).join("\n")}\n`);
  return ok(exitCodes.passed);
};
