import { expect, test } from "vitest";
import { deploymentId } from "../../../../shared/ids.ts";
import type { DeliveredDeployment } from "../../store/store.ts";
import { arrivalsOf, begunAfter } from "./whereabouts.ts";

const deployed = (id: number, commit: string, state: DeliveredDeployment["state"] = "deployed", environment = "production") =>
  ({ id: deploymentId(id), kind: "deploy", state, environment, version: commit, commit, servedAt: id * 10 }) as DeliveredDeployment;

const facts = (deployments: readonly DeliveredDeployment[]) => ({
  ...{ environments: ["staging", "production"], deployments, current: new Map(), authoredAt: 0 },
  holds: (commit: string) => commit >= "b",
});

test("what health took back and was deployed again came twice, so that an incident is told to where it came last", () => {
  const deployments = [
    deployed(1, "a", "deployed", "production"),
    deployed(2, "b", "deployed", "staging"),
    deployed(3, "b", "rolled-back"),
    deployed(4, "b"),
    deployed(5, "b"),
    deployed(6, "a"),
  ];
  const arrivals = arrivalsOf(facts(deployments));
  expect(arrivals.map(({ deployment: { id, environment }, untilMs }) => [id, environment, untilMs])).toEqual([
    ["d2", "staging", null],
    ["d3", "production", 40],
    ["d4", "production", 50],
  ]);
  expect(begunAfter(arrivals, [{ thing: "outage", beganAt: 41 }]).map(({ deployment }) => deployment.id)).toEqual(["d4"]);
});
