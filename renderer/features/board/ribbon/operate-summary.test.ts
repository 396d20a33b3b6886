import { expect, test } from "vitest";
import type { Service, ServiceState } from "../../../../shared/contract/services.ts";
import { factText, type PhaseSummary } from "../board-model.ts";
import { withServices } from "./operate-summary.ts";

const empty: PhaseSummary = { phase: "operate", status: null, stageCount: 0, fact: { stage: "", words: "nothing yet", rest: "" } };

const services = (...states: ServiceState[]) => states.map((state, index) => ({ name: `s${index}`, state }) as Service);

test("operating is told by its services: trouble by name, else how many are ready", () => {
  const cases: [Service[], string | null, string][] = [
    [[], null, "nothing yet"],
    [services("stopped", "stopped"), null, "2 stopped"],
    [services("ready", "ready"), "passed", "2 ready"],
    [services("ready", "starting"), "running", "1 of 2 ready, 1 starting"],
    [services("ready", "ready", "given-up"), "failed", "s2 given up, 2 ready"],
    [services("unwell", "backing-off", "unwell"), "errored", "2 unwell"],
  ];
  for (const [all, status, text] of cases) {
    const summary = withServices(empty, all);
    expect([summary.status, factText(summary.fact)]).toEqual([status, text]);
  }
});

test("where stages operate they speak for themselves as long as no service is in trouble; no other phase hears of services", () => {
  const staged = { ...empty, stageCount: 1, status: "passed" as const };
  expect(withServices(staged, services("ready", "stopped"))).toBe(staged);
  expect(withServices(staged, services("ready", "given-up"))).toMatchObject({ status: "failed", stageCount: 3 });
  const release = { ...empty, phase: "release" as const };
  expect(withServices(release, services("given-up"))).toBe(release);
});
