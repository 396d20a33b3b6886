import type { CoveragePoint } from "../../../../shared/contract/coverage.ts";
import { csvTable } from "../../../../shared/csv.ts";
import { ok } from "../../../../shared/result.ts";
import { coverageTrendColumns } from "../../../../shared/tables/coverage-columns.ts";
import { formatAge } from "../../../../shared/time.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { createCoverageService } from "../../../engine/service/history/coverage.ts";
import { answerFormat } from "../answer-format.ts";
import type { Execute } from "../command.ts";
import { coverageWords } from "../coverage-words.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { openHistory, projectAt } from "../history.ts";
import { wholeNumber } from "../whole-number.ts";

const mostRuns = 1_000;

/** `millrace coverage trend`: what the coverage of runs came to, the newest first. */
export const executeCoverageTrend: Execute = async (invocation) => {
  const { options, projectFolder, print } = invocation;
  const format = answerFormat(invocation);
  if (!format.ok) return format;
  const limit = options.limit === undefined ? (format.value === "csv" ? mostRuns : 20) : wholeNumber(options.limit, 1, mostRuns);
  if (limit === null) return failUsage(`--limit takes a whole number from 1 to ${mostRuns}.`);
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  try {
    const project = projectAt(store.value, projectFolder);
    if (!project.ok) return fail(project.failure);
    if (project.value === null) return failUsage(`No project was opened in ${projectFolder}.`, "See millrace open.");
    const branch = typeof options.branch === "string" ? options.branch : undefined;
    const trend = createCoverageService(store.value).trend({ projectId: project.value.id, branch, limit });
    if (!trend.ok) return fail(trend.failure);
    const { points } = trend.value;
    if (format.value === "csv") print(csvTable(coverageTrendColumns, points));
    else if (format.value === "json") print(`${JSON.stringify(trend.value)}\n`);
    else if (points.length === 0) print(`No run${branch === undefined ? "" : ` of ${visible(branch)}`} has coverage.\n`);
    else print(points.map((point) => `${pointLine(point, systemClock())}\n`).join(""));
    return ok(exitCodes.passed);
  } finally {
    store.value.close();
  }
};

function pointLine({ runNumber, at, branch, commit, totals }: CoveragePoint, now: number): string {
  const cells = [String(runNumber).padStart(5), formatAge(now - at).padStart(12), (branch ?? "").padEnd(16), (commit ?? "").slice(0, 7)];
  return visible(`${cells.join("  ").trimEnd()}  ${coverageWords(totals)}`);
}
