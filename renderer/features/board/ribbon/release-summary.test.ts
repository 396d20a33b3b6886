import { expect, test } from "vitest";
import type { Release } from "../../../../shared/contract/releases.ts";
import { factText, type PhaseSummary } from "../board-model.ts";
import { countReleased, withReleases } from "./release-summary.ts";

const empty: PhaseSummary = { phase: "release", status: null, stageCount: 0, fact: { stage: "", words: "nothing yet", rest: "" } };
const release = (version: string, state: Release["state"], kind: Release["kind"] = "release") => ({ version, state, kind }) as Release;

test("releasing is told by the newest release, whether it is made, half done or out", () => {
  const out = release("1.0.0", "released");
  const cases: [Release[], string | null, string][] = [
    [[], null, "nothing yet"],
    [[release("1.1.0", "released", "snapshot")], null, "nothing yet"],
    [[release("1.1.0", "released", "snapshot"), out], "passed", "1.0.0 is out"],
    [[release("1.1.0", "undone"), out], "passed", "1.0.0 is out"],
    [[release("1.1.0", "building"), out], "running", "1.1.0 is being made"],
    [[release("1.1.0", "failed"), out], "failed", "1.1.0 is half done"],
  ];
  for (const [releases, status, text] of cases) {
    const summary = withReleases(empty, releases);
    expect([summary.status, factText(summary.fact)]).toEqual([status, text]);
  }
  expect(countReleased([release("1.1.0", "failed"), out, release("1.1.0", "released", "snapshot")])).toBe(1);
});

test("where stages release they speak for themselves, and no other phase hears of releases", () => {
  const releases = [release("1.0.0", "released")];
  for (const summary of [
    { ...empty, stageCount: 1 },
    { ...empty, phase: "deploy" as const },
  ])
    expect(withReleases(summary, releases)).toBe(summary);
});
