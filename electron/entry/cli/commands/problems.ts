import type { Problem, StageProblems } from "../../../../shared/contract/problems.ts";
import type { StageRun } from "../../../../shared/contract/schemas.ts";
import { failure, ok } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { createLogService } from "../../../engine/service/run/logs.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { findRun, openHistory } from "../history.ts";
import { namedStages } from "../named-stages.ts";
import { stageLabel } from "../print.ts";

const limit = 10_000;

/** `millrace problems RUN [STAGE]`: what the stages of a run complain about; of all when none is named. */
export const executeProblems: Execute = async (invocation) => {
  const { words, isJson, projectFolder, print } = invocation;
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const run = findRun(store.value, words[0] ?? "", projectFolder);
  if (!run.ok) return run;
  const all = store.value.read(({ stageRuns }) => stageRuns.ofRun(run.value.id));
  if (!all.ok) return fail(all.failure);
  const stages = words[1] === undefined ? all.value.filter(({ isSuperseded }) => !isSuperseded) : namedStages(all.value, words[1]);
  if (stages.length === 0) {
    const names = [...new Set(all.value.map(({ name }) => name))];
    return fail(failure("unknown-stage", `The run has no stage ${JSON.stringify(words[1])}.`, `It has ${names.join(", ")}.`));
  }
  const logs = createLogService(store.value, systemClock);
  const found: (StageProblems & { stage: StageRun })[] = [];
  for (const stage of stages) {
    const answer = await logs.problems({ stageRunId: stage.id, limit });
    if (!answer.ok) return fail(answer.failure);
    found.push({ stage, ...answer.value });
  }
  store.value.close();
  if (isJson) {
    const answer = found.map(({ stage, ...rest }) => ({
      ...{ stageRunId: stage.id, name: stage.name, variant: stage.variant, attempt: stage.attempt },
      ...rest,
    }));
    print(`${JSON.stringify({ runId: run.value.id, stages: answer })}\n`);
  } else print(textOf(found));
  const hasErrors = found.some(({ problems }) => problems.some(({ severity }) => severity === "error"));
  return ok(hasErrors ? exitCodes.failed : exitCodes.passed);
};

/** As compilers write it, so that an editor that runs the command can follow. */
function textOf(found: readonly (StageProblems & { stage: StageRun })[]): string {
  const lines = found.flatMap(({ stage, problems, isComplete }) => [
    ...(problems.length === 0 ? [] : [`${stageLabel(stage)}:`]),
    ...problems.map(problemLine),
    ...(isComplete ? [] : [`Not all of the log of ${stageLabel(stage)} was looked at.`]),
  ]);
  return `${(lines.length === 0 ? ["No problems found."] : lines).map(visible).join("\n")}\n`;
}

function problemLine({ path, line, column, severity, message, code, count }: Problem): string {
  const place = `${path}:${line}${column === null ? "" : `:${column}`}`;
  return `${place}: ${severity}: ${message}${code === null ? "" : ` [${code}]`}${count > 1 ? ` (${count} times)` : ""}`;
}
