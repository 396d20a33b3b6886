import { ok } from "../../../../shared/result.ts";
import { systemClock } from "../../../engine/clock.ts";
import { readRunEnvironment } from "../../../engine/fingerprint/fingerprint.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { findRun, openHistory } from "../history.ts";
import { environmentLines, runLine, stageLine } from "../print.ts";
import { visible } from "../visible.ts";

/** `millrace runs show ID`. */
export const executeRunsShow: Execute = async (invocation) => {
  const { words, options, isJson, projectFolder, out } = invocation;
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const run = findRun(store.value, words[0] ?? "", projectFolder);
  if (!run.ok) return run;
  const rows = store.value.read((tables) => ({
    stages: tables.stageRuns.ofRun(run.value.id),
    artifacts: tables.artifacts.ofRun(run.value.id),
    environment: readRunEnvironment(tables, run.value.id),
  }));
  store.value.close();
  if (!rows.ok) return fail(rows.failure);
  const { stages, artifacts, environment } = rows.value;
  if (isJson) {
    out.write(`${JSON.stringify({ run: run.value, stages, artifacts, environment })}\n`);
    return ok(exitCodes.passed);
  }
  out.write(`${runLine(run.value, systemClock())}\n${stages.map(stageLine).join("\n")}\n`);
  for (const { path, sha256, storedPath } of artifacts) out.write(`${visible(`  ${sha256}  ${path}  ${storedPath}`)}\n`);
  if (options.environment === true && environment !== null) out.write(`${environmentLines(environment).join("\n")}\n`);
  return ok(exitCodes.passed);
};
