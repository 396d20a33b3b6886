import type { ChangedCoverage, CoverageFile, CoverageOfRun } from "../../../../shared/contract/coverage.ts";
import type { Run } from "../../../../shared/contract/schemas.ts";
import { countOf } from "../../../../shared/counts.ts";
import { percentWords, rangeWords } from "../../../../shared/coverage-words.ts";
import { csvTable } from "../../../../shared/csv.ts";
import { failure, ok, type Result } from "../../../../shared/result.ts";
import { changedFileColumns, changedFileRows, coverageFileColumns } from "../../../../shared/tables/coverage-columns.ts";
import { visible } from "../../../../shared/visible.ts";
import { type CoverageService, createCoverageService } from "../../../engine/service/history/coverage.ts";
import type { Store } from "../../../engine/store/store.ts";
import { answerFormat } from "../answer-format.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { coverageWords } from "../coverage-words.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { findRun, openHistory, projectAt } from "../history.ts";
import { wholeNumber } from "../whole-number.ts";

/** `millrace coverage [RUN]`: which lines the tests of a run reach, of all its files or of what changed. */
export const executeCoverage: Execute = async (invocation) => {
  const { words, options, print } = invocation;
  const format = answerFormat(invocation);
  if (!format.ok) return format;
  const limit = options.limit === undefined ? 20 : wholeNumber(options.limit, 1, 500);
  if (limit === null) return failUsage("--limit takes a whole number from 1 to 500.");
  if (options.base !== undefined && options.changes !== true)
    return failUsage("--base says what changes are told against.", "Add --changes.");
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  try {
    const run = words[0] === undefined ? newestRun(store.value, invocation) : findRun(store.value, words[0], invocation.projectFolder);
    if (!run.ok) return run;
    const service = createCoverageService(store.value);
    const whole = service.run({ runId: run.value.id, text: "", after: null, limit });
    if (!whole.ok) return whole.failure.code === "not-found" ? fail(noCoverage(run.value)) : fail(whole.failure);
    if (options.changes !== true) {
      if (format.value === "csv") print(csvTable(coverageFileColumns, allFiles(service, whole.value, run.value)));
      else if (format.value === "json") print(`${JSON.stringify({ run: run.value, ...whole.value })}\n`);
      else print(wholeLines(run.value, whole.value));
      return ok(exitCodes.passed);
    }
    const base = typeof options.base === "string" ? options.base : undefined;
    const changes = await service.changes({ runId: run.value.id, base });
    if (!changes.ok) return fail(changes.failure);
    if (format.value === "csv") print(csvTable(changedFileColumns, changedFileRows(changes.value)));
    else if (format.value === "json") print(`${JSON.stringify({ run: run.value, ...changes.value })}\n`);
    else print(changedLines(run.value, changes.value, limit));
    return ok(exitCodes.passed);
  } finally {
    store.value.close();
  }
};

const pageSize = 500;

function allFiles(service: CoverageService, first: CoverageOfRun, { id: runId }: Run): CoverageFile[] {
  const files = [...first.rows];
  for (let after = first.next; after !== null; ) {
    const page = service.run({ runId, text: "", after, limit: pageSize });
    if (!page.ok) break;
    files.push(...page.value.rows);
    after = page.value.next;
  }
  return files;
}

function newestRun(store: Store, { projectFolder }: Invocation): Result<Run, CommandFailure> {
  const project = projectAt(store, projectFolder);
  if (!project.ok) return fail(project.failure);
  if (project.value === null) return failUsage(`No project was opened in ${projectFolder}.`, "See millrace open.");
  const { id, name } = project.value;
  const newest = store.read(({ coverage, runs }) => {
    const [point] = coverage.trend(id, null, 1);
    return point === undefined ? null : runs.get(point.runId);
  });
  if (!newest.ok) return fail(newest.failure);
  return newest.value === null
    ? fail(failure("not-found", `${name} has no run with coverage.`, "A stage names what it writes with reports: { coverage: [...] }."))
    : ok(newest.value);
}

function noCoverage(run: Run) {
  return failure("not-found", `Run ${run.number} has no coverage.`, "A stage names what it writes with reports: { coverage: [...] }.");
}

function wholeLines(run: Run, { totals, files, notes, rows, next }: CoverageOfRun): string {
  const lines = [
    `Run ${run.number}: ${coverageWords(totals)}, ${countOf(files, "file")}`,
    ...rows.map(
      (row) =>
        `  ${percentWords(row.linesCovered, row.lines).padStart(6)}  ${`${row.linesCovered}/${row.lines}`.padStart(11)}  ${row.path}`,
    ),
    ...(next === null ? [] : ["  and more: see --limit"]),
    ...notes.map((note) => `  note: ${note}`),
  ];
  return lines.map((line) => `${visible(line)}\n`).join("");
}

function changedLines(
  run: Run,
  { base, isExact, lines, covered, files, unmeasured, unmeasuredCount }: ChangedCoverage,
  limit: number,
): string {
  const against = base === null ? "the beginning" : base.slice(0, 7);
  const head =
    lines === 0
      ? `Run ${run.number} against ${against}: no changed line that a report tells of`
      : `Run ${run.number} against ${against}: ${percentWords(covered, lines)} of the changed lines, ${covered}/${lines}`;
  const told = [
    head,
    ...files
      .slice(0, limit)
      .map(
        (file) =>
          `  ${percentWords(file.covered, file.lines).padStart(6)}  ${file.path}${file.missed.length === 0 ? "" : `  not reached: ${rangeWords(file.missed)}`}`,
      ),
    ...(files.length > limit ? ["  and more: see --limit"] : []),
    ...(unmeasured.length === 0
      ? []
      : [
          `  in no report: ${[...unmeasured.slice(0, limit), ...(unmeasuredCount > limit ? [`${unmeasuredCount - limit} more`] : [])].join(", ")}`,
        ]),
    ...(isExact ? [] : ["  note: the files that ran have changed since; only what their commit brought is told"]),
  ];
  return told.map((line) => `${visible(line)}\n`).join("");
}
