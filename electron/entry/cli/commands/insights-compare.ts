import type { RunComparison } from "../../../../shared/contract/health.ts";
import { countOf } from "../../../../shared/counts.ts";
import { ok } from "../../../../shared/result.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { visible } from "../../../../shared/visible.ts";
import { compareWith } from "../../../engine/service/history/comparison.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { findRun, openHistory } from "../history.ts";

/** `millrace insights compare RUN [RUN]`: why a run is different. */
export const executeInsightsCompare: Execute = async (invocation) => {
  const { words, isJson, projectFolder, print } = invocation;
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  try {
    const run = findRun(store.value, words[0] ?? "", projectFolder);
    if (!run.ok) return run;
    const against = words[1] === undefined ? null : findRun(store.value, words[1], projectFolder);
    if (against?.ok === false) return against;
    const compared = await compareWith(store.value, { runId: run.value.id, against: against?.value.id });
    if (!compared.ok) return fail(compared.failure);
    print(isJson ? `${JSON.stringify(compared.value)}\n` : linesOf(compared.value));
    return ok(exitCodes.passed);
  } finally {
    store.value.close();
  }
};

function linesOf({ run, against, differences, stages, commits, files, notes }: RunComparison): string {
  const lines = [
    against === null
      ? `Run ${run.number} ${run.status}`
      : `Run ${run.number} ${run.status}, against run ${against.number}, which ${against.status}`,
    ...differences.map(({ text }, place) => `${String(place + 1).padStart(4)}  ${text}`),
    ...(against !== null && differences.length === 0 ? ["      Nothing that is known differs."] : []),
    ...(stages.length === 0 ? [] : ["stages:"]),
    ...stages.map(
      ({ name, variant, before, after, isUnusual }) =>
        `  ${`${name} ${variant}`.trim().padEnd(24)}  ${sideText(before).padEnd(20)}  ${sideText(after)}${isUnusual === true ? "  unusual" : ""}`,
    ),
    ...(against === null ? [] : [`${countOf(commits.length, "commit")}, ${countOf(files.length, "file")}`]),
    ...notes.map((note) => `note: ${note}`),
  ];
  return lines.map((line) => `${visible(line)}\n`).join("");
}

function sideText(side: RunComparison["stages"][number]["before"]): string {
  if (side === null) return "not there";
  return side.durationMs === null ? side.status : `${side.status} ${formatDuration(side.durationMs)}`;
}
