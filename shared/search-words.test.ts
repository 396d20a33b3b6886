import { expect, test } from "vitest";
import type { SearchSummary } from "./contract/search.ts";
import type { ProjectId, RunId, StageRunId } from "./ids.ts";
import { branchWords, countWords, gapWords, searchedWords, seenWords, stageWords } from "./search-words.ts";
import { dayMs } from "./time.ts";

const nothing: SearchSummary = {
  ...{ lines: 0, matches: 0, logs: 0, runs: 0, projects: 0, firstSeen: null, lastSeen: null, branches: [], stages: [] },
  ...{ branchCount: 0, stageCount: 0, keptHits: 0, searchedLogs: 0, searchedRuns: 0, searchedBytes: 0 },
  ...{ removedRuns: 0, missingLogs: 0, damagedLogs: 0, hasGivenUp: false },
};

function seen(runNumber: number, at: number) {
  return {
    ...{ projectId: "p1" as ProjectId, runId: `r${runNumber}` as RunId, runNumber },
    ...{ stageRunId: `r${runNumber}.1` as unknown as StageRunId, stage: "unit", at },
  };
}

test("counts say what is more than one", () => {
  expect(countWords({ ...nothing, matches: 1, lines: 1, runs: 1, projects: 1 })).toBe("1 match in 1 run");
  expect(countWords({ ...nothing, matches: 1_142, lines: 1_142, runs: 17, projects: 2 })).toBe("1,142 matches in 17 runs of 2 projects");
  expect(countWords({ ...nothing, matches: 3, lines: 1, runs: 1, projects: 1 })).toBe("3 matches in 1 line of 1 run");
});

test("what was searched is counted, too", () => {
  expect(searchedWords({ ...nothing, searchedLogs: 1, searchedRuns: 1 })).toBe("1 log of 1 run");
  expect(searchedWords({ ...nothing, searchedLogs: 2_400, searchedRuns: 12 })).toBe("2,400 logs of 12 runs");
});

test("first and last are one when there is one", () => {
  expect(seenWords(nothing, 0)).toBe("");
  expect(seenWords({ ...nothing, firstSeen: seen(12, 0), lastSeen: seen(12, 0) }, 21 * dayMs)).toBe("seen 21 d ago in run 12");
  expect(seenWords({ ...nothing, firstSeen: seen(12, 0), lastSeen: seen(128, 21 * dayMs) }, 21 * dayMs)).toBe(
    "first seen 21 d ago in run 12, last seen just now in run 128",
  );
});

test("branches and stages are named up to three", () => {
  const one = { lines: 1, logs: 1 };
  expect(branchWords({ ...nothing, branches: [{ name: null, ...one }], branchCount: 1 })).toBe("");
  const branches = ["main", null, "fix/x"].map((name) => ({ name, ...one }));
  expect(branchWords({ ...nothing, branches, branchCount: 3 })).toBe("on main and fix/x");
  const stages = ["unit", "lint", "e2e", "pack"].map((name) => ({ name, ...one }));
  expect(stageWords({ ...nothing, stages, stageCount: 9 })).toBe("in unit, lint, e2e and 6 more");
});

test("what could not be searched is said", () => {
  expect(gapWords(nothing)).toEqual([]);
  expect(gapWords({ ...nothing, removedRuns: 2, missingLogs: 1, damagedLogs: 1, hasGivenUp: true })).toHaveLength(4);
});
