import { expect, test } from "vitest";
import type { Deployment, Environment, ReleaseName } from "../../../shared/contract/deployments.ts";
import { deploymentId, releaseId } from "../../../shared/ids.ts";
import { whereRows } from "./where-model.ts";

function release(row: number): ReleaseName {
  return { id: releaseId(row), version: `1.${row}.0`, kind: "release", tag: `v1.${row}.0`, commit: "a".repeat(40), subject: "First" };
}

function deployment(row: number, environment: string, of: ReleaseName, state: Deployment["state"] = "deployed"): Deployment {
  return { id: deploymentId(row), environment, release: of, state } as Deployment;
}

test("a release serves where the environment says so, and keeps its newest deployment everywhere else", () => {
  const [one, two] = [release(1), release(2)];
  const first = deployment(1, "staging", one);
  const bad = deployment(2, "staging", two, "rolled-back");
  const environments = [
    { name: "staging", current: first },
    { name: "production", current: null },
  ] as Pick<Environment, "name" | "current">[];
  expect(whereRows([two, one], environments, [bad, first])).toEqual([
    {
      release: two,
      cells: [
        { environment: "staging", deployment: bad, servesNow: false },
        { environment: "production", deployment: null, servesNow: false },
      ],
    },
    {
      release: one,
      cells: [
        { environment: "staging", deployment: first, servesNow: true },
        { environment: "production", deployment: null, servesNow: false },
      ],
    },
  ]);
});

test("what serves stands at its release although its deployment is older than those that were read", () => {
  const one = release(1);
  const old = deployment(1, "staging", one);
  const environments = [{ name: "staging", current: old }] as Pick<Environment, "name" | "current">[];
  expect(whereRows([one], environments, [])[0]?.cells).toEqual([{ environment: "staging", deployment: old, servesNow: true }]);
});
