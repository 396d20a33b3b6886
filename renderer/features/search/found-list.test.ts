import { expect, test } from "vitest";
import type { FoundHit, FoundLog } from "../../../shared/contract/search.ts";
import type { ProjectId, RunId, StageRunId } from "../../../shared/ids.ts";
import { nothingFound, partsOf, rowsOf, withNews } from "./found-list.ts";

function hit(line: number, changes: Partial<FoundHit> = {}): FoundHit {
  return { line, text: "no water", ranges: [[3, 8]], isCut: false, at: null, ...changes };
}

function log(run: number, stage: number, hits: FoundHit[], lines = hits.length): FoundLog {
  return {
    ...{ projectId: "p1" as ProjectId, runId: `r${run}` as RunId, runNumber: run, runStatus: "failed", runCreatedAt: 1, branch: "main" },
    ...{
      stageRunId: `r${run}.${stage}` as unknown as StageRunId,
      stage: `s${stage}`,
      variant: "",
      attempt: 1,
      hits,
      lines,
      matches: lines,
    },
  };
}

test("news of a log that is known add to it, others come behind", () => {
  const list = withNews(withNews(nothingFound, [log(2, 1, [hit(1)]), log(1, 1, [hit(5)])]), [log(2, 1, [hit(9)], 12)]);
  expect(list.logs.map(({ stageRunId, lines, hits }) => [stageRunId, lines, hits.map(({ line }) => line)])).toEqual([
    ["r2.1", 12, [1, 9]],
    ["r1.1", 1, [5]],
  ]);
});

test("rows are heads, lines, and how many are not shown; a head says where a run begins", () => {
  const list = withNews(nothingFound, [log(2, 1, [hit(1)], 3), log(2, 2, [hit(4)]), log(1, 1, [hit(5)])]);
  const rows = rowsOf(list).map((row) => {
    if (row.kind === "log") return `${row.log.stageRunId}${row.startsRun ? " begins" : ""}`;
    return row.kind === "hit" ? row.hit.line : `${row.count} more`;
  });
  expect(rows).toEqual(["r2.1 begins", 1, "2 more", "r2.2", 4, "r1.1 begins", 5]);
});

test("parts of a line give the line back", () => {
  expect(partsOf(hit(1))).toEqual([
    { from: 0, text: "no ", isMatch: false },
    { from: 3, text: "water", isMatch: true },
  ]);
  expect(partsOf(hit(1, { ranges: [] }))).toEqual([{ from: 0, text: "no water", isMatch: false }]);
  expect(
    partsOf(
      hit(1, {
        ranges: [
          [0, 0],
          [0, 8],
        ],
      }),
    ).map(({ text }) => text),
  ).toEqual(["no water"]);
});
