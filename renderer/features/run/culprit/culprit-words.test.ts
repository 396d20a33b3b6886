import { expect, test } from "vitest";
import type { CulpritCommit, CulpritSearch, CulpritStep } from "../../../../shared/contract/culprits.ts";
import { culpritId, projectId, runId } from "../../../../shared/ids.ts";
import { headingOf, outlookText, progressText } from "./culprit-words.ts";

const commit: CulpritCommit = { hash: "4f2a1b0c4d5e", tree: "t", subject: "feat: cart", author: "Mara", committedAt: 0 };
const step: CulpritStep = {
  ...{ commit, position: 1, role: "between", verdict: "good", isKnown: true, why: null, runs: [runId(1)] },
  ...{ startedAt: 0, decidedAt: 0, suspectCount: 1_000 },
};
const search: CulpritSearch = {
  ...{ id: culpritId(1), projectId: projectId(1), stage: "unit", variant: null, repeat: 1, keepsBuilds: false },
  ...{ status: "running", detail: null, hint: null, runId: runId(1), good: commit, bad: commit, total: 1_000, suspectCount: 7 },
  ...{ steps: [step, { ...step, isKnown: false }], culprits: [], files: [], fileCount: 0, runsLeft: 3, leftMs: 12_000 },
  ...{ createdAt: 0, finishedAt: null },
};

test("what is left, how long it may take and what was known are told in one line", () => {
  expect(progressText(search)).toBe("7 of 1,000 commits left, about 3 runs, 12.0 s; 1 answer was known.");
  expect(progressText({ ...search, status: "found", runsLeft: 0 })).toBe("1,000 commits, 1 run; 1 answer was known.");
  expect(outlookText({ runsLeft: 0, leftMs: null })).toBe("nothing has to be run");
});

test("each end has a heading that says what it means", () => {
  expect(headingOf({ ...search, status: "found", culprits: [commit] })).toBe("4f2a1b0c4d broke unit");
  expect(headingOf({ ...search, status: "several", variant: "2", culprits: [commit, commit] })).toBe("One of 2 commits broke unit 2");
  expect(headingOf({ ...search, status: "not-red" })).toBe("unit does not fail here");
});
