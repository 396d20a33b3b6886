import { expect, test } from "vitest";
import type { Deployment, DeploymentState, Environment } from "./contract/deployments.ts";
import { isOver, ranksOf, standingOf } from "./deployment-look.ts";

function deployment(version: string, state: DeploymentState): Deployment {
  return { release: { version }, state } as Deployment;
}

function environment(changes: Partial<Environment>): Environment {
  return { latest: null, current: null, drift: null, health: "GET /", ...changes } as Environment;
}

test("what is on its way comes before what went wrong, and that before how it serves", () => {
  const current = deployment("1.0.0", "deployed");
  const drift = { state: "drifted", detail: "2 files", lookedAt: 1 } as const;
  const cases: [Partial<Environment>, string, string, boolean][] = [
    [{}, "none", "Nothing deployed yet", false],
    [{ current, latest: current }, "passed", "Serves, in good health", false],
    [{ current, latest: current, health: null }, "passed", "Serves", false],
    [{ current, latest: current, drift }, "errored", "Not as it was deployed", true],
    [{ current, latest: deployment("1.1.0", "waiting"), drift }, "waiting", "1.1.0 waits", true],
    [{ current, latest: deployment("1.1.0", "switching") }, "running", "1.1.0 is being deployed", false],
    [{ current, latest: deployment("1.1.0", "watching") }, "running", "1.1.0 serves, its health is watched", false],
    [{ current, latest: deployment("1.1.0", "rolling-back") }, "canceling", "1.1.0 is being rolled back", false],
    [{ current, latest: deployment("1.1.0", "rolled-back") }, "failed", "1.1.0 was rolled back", true],
    [{ current, latest: deployment("1.1.0", "failed") }, "failed", "1.1.0 failed", true],
    [{ current, latest: deployment("1.1.0", "canceled") }, "passed", "Serves, in good health", false],
    [{ latest: deployment("1.1.0", "lost") }, "interrupted", "Nobody knows what serves: look at the target", true],
  ];
  for (const [changes, look, text, needsLook] of cases) expect(standingOf(environment(changes))).toEqual({ look, text, needsLook });
});

test("four states of a deployment are on their way, all others are over", () => {
  const states: DeploymentState[] = [
    "waiting",
    "switching",
    "watching",
    "rolling-back",
    "deployed",
    "rolled-back",
    "failed",
    "canceled",
    "lost",
  ];
  expect(states.filter((state) => !isOver({ state }))).toEqual(["waiting", "switching", "watching", "rolling-back"]);
});

test("environments stand in the order of promotion, those side by side that need the same", () => {
  const environments = [
    { name: "production", needs: ["staging", "audit"] },
    { name: "dev", needs: [] },
    { name: "audit", needs: ["dev"] },
    { name: "staging", needs: ["dev", "gone"] },
  ];
  expect(ranksOf(environments).map((rank) => rank.map(({ name }) => name))).toEqual([["dev"], ["audit", "staging"], ["production"]]);
});

test("a circle is drawn all the same", () => {
  const circle = [
    { name: "one", needs: ["two"] },
    { name: "two", needs: ["one"] },
  ];
  expect(ranksOf(circle)).toEqual([circle]);
});
