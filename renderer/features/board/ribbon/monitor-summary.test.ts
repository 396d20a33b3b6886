import { expect, test } from "vitest";
import type { Monitor, MonitorState } from "../../../../shared/contract/monitors.ts";
import { factText, type PhaseSummary } from "../board-model.ts";
import { withMonitors } from "./monitor-summary.ts";

const empty: PhaseSummary = { phase: "monitor", status: null, stageCount: 0, fact: { stage: "", words: "nothing yet", rest: "" } };

const monitors = (...states: MonitorState[]) => states.map((state, index) => ({ name: `m${index}`, state }) as Monitor);

test("monitoring is told by its monitors: what is down by name, else how many are up", () => {
  const cases: [Monitor[], string | null, string][] = [
    [[], null, "nothing yet"],
    [monitors("unknown", "paused"), null, "0 of 2 up, 1 unknown, 1 paused"],
    [monitors("up", "up"), "passed", "2 up"],
    [monitors("up", "unknown"), "passed", "1 of 2 up, 1 unknown"],
    [monitors("up", "degraded", "down"), "failed", "m2 down, 1 up"],
    [monitors("degraded", "degraded"), "errored", "2 slow"],
  ];
  for (const [all, status, text] of cases) {
    const summary = withMonitors(empty, all);
    expect([summary.status, factText(summary.fact)]).toEqual([status, text]);
  }
});

test("where stages monitor they speak for themselves as long as nothing is down; no other phase hears of monitors", () => {
  const staged = { ...empty, stageCount: 1, status: "passed" as const };
  expect(withMonitors(staged, monitors("up", "unknown"))).toBe(staged);
  expect(withMonitors(staged, monitors("up", "down"))).toMatchObject({ status: "failed", stageCount: 3 });
  const release = { ...empty, phase: "release" as const };
  expect(withMonitors(release, monitors("down"))).toBe(release);
});
