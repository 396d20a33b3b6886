import { expect, test } from "vitest";
import { failureBranchWords, failureEndWords } from "./failure-words.ts";
import { runId } from "./ids.ts";

const end = {
  runId: runId(9),
  runNumber: 131,
  at: 0,
  branch: "main",
  commit: "1a2b3c4d5e",
  subject: "fix: water",
  dirty: false,
  isSameTree: false,
};

test("how a failure went away is told as exactly as it is known", () => {
  expect(
    [end, { ...end, dirty: true }, { ...end, isSameTree: true }, { ...end, subject: null }, { ...end, commit: null }].map((each) =>
      failureEndWords(each),
    ),
  ).toEqual([
    'gone since 1a2b3c4 "fix: water" (run 131)',
    'gone since run 131, on 1a2b3c4 "fix: water" with changes that were not committed',
    "passed again in run 131, on the same files",
    "gone since 1a2b3c4 (run 131)",
    "gone since run 131",
  ]);
});

test("many branches are told as a few", () => {
  const words = (...names: (string | null)[]) => failureBranchWords(names.map((branch) => ({ branch, runs: 1 })));
  expect([words(null), words("main"), words("a", null, "b"), words("a", "b", "c", "d"), words("a", "b", "c", "d", "e")]).toEqual([
    "",
    "on main",
    "on a and b",
    "on a, b, c and d",
    "on a, b, c and 2 more branches",
  ]);
});
