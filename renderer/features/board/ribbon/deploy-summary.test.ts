import { expect, test } from "vitest";
import type { Deployment, DeploymentState, Environment } from "../../../../shared/contract/deployments.ts";
import { factText, type PhaseSummary } from "../board-model.ts";
import { withEnvironments } from "./deploy-summary.ts";

const empty: PhaseSummary = { phase: "deploy", status: null, stageCount: 0, fact: { stage: "", words: "nothing yet", rest: "" } };

function environment(name: string, state: DeploymentState | null): Environment {
  const deployed = { release: { version: "1.0.0" }, state: "deployed" } as Deployment;
  const latest = state === null ? null : ({ release: { version: "1.1.0" }, state } as Deployment);
  return { name, latest, current: state === null ? null : deployed, drift: null, health: null } as Environment;
}

test("deploying is told by its environments: trouble before what is on its way, and that before how many serve", () => {
  const cases: [Environment[], string | null, string][] = [
    [[], null, "nothing yet"],
    [[environment("staging", null)], null, "nothing deployed yet"],
    [[environment("staging", "deployed"), environment("production", null)], "passed", "1 of 2 serving"],
    [[environment("staging", "deployed"), environment("production", "deployed")], "passed", "2 serving"],
    [[environment("staging", "deployed"), environment("production", "switching")], "running", "production 1.1.0 is being deployed"],
    [[environment("staging", "rolled-back"), environment("production", "switching")], "failed", "staging 1.1.0 was rolled back"],
    [[environment("staging", "deployed"), environment("production", "waiting")], "waiting", "production 1.1.0 waits"],
  ];
  for (const [environments, status, text] of cases) {
    const summary = withEnvironments(empty, environments);
    expect([summary.status, factText(summary.fact)]).toEqual([status, text]);
  }
});

test("where stages deploy they speak for themselves, and no other phase hears of environments", () => {
  const environments = [environment("staging", "rolled-back")];
  for (const summary of [
    { ...empty, stageCount: 1 },
    { ...empty, phase: "release" as const },
  ])
    expect(withEnvironments(summary, environments)).toBe(summary);
});
