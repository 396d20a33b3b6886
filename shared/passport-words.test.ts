import { expect, test } from "vitest";
import type { Passport } from "./contract/passports.ts";
import { runId } from "./ids.ts";
import { buildStanding } from "./passport-words.ts";

const run = (row: number, facts: Partial<Passport["runs"][number]>): Passport["runs"][number] => ({
  ...{ runId: runId(row), number: row, status: "passed", trigger: "cli", triggerDetail: null, isHook: false },
  ...{ isWhole: true, isSameTree: true, otherCommit: null, createdAt: row, durationMs: 1, ...facts },
});

test("what hooks and deployments ran says nothing of the build, and the whole pipeline on its files decides", () => {
  const aside = [run(5, { trigger: "deploy", isWhole: false }), run(4, { isHook: true, status: "failed" })];
  expect(buildStanding({ runs: aside })).toEqual({ look: "none", words: "Nothing has run on it." });
  const runs = [...aside, run(3, { isWhole: false, status: "failed" }), run(2, {}), run(1, { status: "failed" })];
  expect(buildStanding({ runs })).toEqual({ look: "passed", words: "3 runs, the whole pipeline passed." });
  expect(buildStanding({ runs: [run(1, { isSameTree: false, isWhole: false })] }).words).toBe(
    "1 run, the last passed. Not on its very files.",
  );
});
