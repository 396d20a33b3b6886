import type { TestReport } from "../../../shared/contract/tests.ts";
import type { RunId } from "../../../shared/ids.ts";
import { createTestService } from "../../engine/service/history/tests.ts";
import type { Store } from "../../engine/store/store.ts";
import { failureLine, lineSaidBy, totalsWords } from "./test-words.ts";

/** So many failing tests are named at the end of a run; the rest is counted. */
const namedTests = 10;

/** What a run's tests came to, for its end in the terminal; nothing when no report was read. */
export function testLines(store: Store, runId: RunId): string[] {
  const service = createTestService(store);
  const read = service.ofRun({ runId, text: "", after: null, limit: namedTests });
  if (!read.ok) return [`Its tests could not be read: ${read.failure.message}`];
  const { totals, rows, reports } = read.value;
  const unread = unreadLines(store, reports);
  if (reports.every((report) => report.totals === null) && totals.tests === 0) return unread;
  const failing = rows.flatMap((row) => {
    const { test, last } = row;
    if (last.status !== "failed" && last.status !== "errored") return [];
    const said = test.line === null ? service.failure({ stageRunId: last.stageRunId, testId: test.id }) : null;
    return [said?.ok === true ? { ...row, test: { ...test, line: lineSaidBy(test, said.value) } } : row];
  });
  const more = totals.failed + totals.errored - failing.length;
  return [
    totalsWords(totals).replace(/^./, (letter) => letter.toUpperCase()),
    ...failing.map((row) => `  ${row.standing === "new-failure" ? "new failure" : "still failing"}  ${failureLine(row)}`),
    ...(more > 0 && failing.length > 0 ? [`  and ${more} more: see millrace tests --failing`] : []),
    ...unread,
  ];
}

/** What could not be read; of a stage that passed the line of its end says it. */
function unreadLines(store: Store, reports: readonly TestReport[]): string[] {
  const told = reports.filter(({ problemCount }) => problemCount > 0);
  const hasPassed = store.read(({ stageRuns }) => told.map(({ stageRunId }) => stageRuns.get(stageRunId)?.status === "passed"));
  return told.flatMap(({ stage, path, problems }, place) =>
    hasPassed.ok && hasPassed.value[place] === true ? [] : `  ${stage}: ${path}: ${problems[0] ?? ""}`,
  );
}
