import { afterEach, expect, test, vi } from "vitest";
import type { Environment } from "../../shared/contract/deployments.ts";
import { deploymentId, projectId } from "../../shared/ids.ts";
import { setClient } from "../link/call.ts";
import type { Client } from "../link/client.ts";
import { environmentOf, environmentsStore, readEnvironments, showEnvironmentsOf, takeEnvironment } from "./environments.ts";
import { createInbox } from "./watch.ts";

const staging = { name: "staging", drift: null } as Environment;

function serve(environments: Environment[]): { asked: number } {
  const count = { asked: 0 };
  const list = async () => {
    count.asked += 1;
    return { environments, problem: null };
  };
  setClient({ environments: { list }, releases: { list: async () => ({ releases: [], next: null }) } } as unknown as Client);
  return count;
}

afterEach(() => {
  setClient(null);
  showEnvironmentsOf(null);
  vi.useRealTimers();
});

test("however many notices come, the environments are read once, and lists of deployments hear of it", async () => {
  vi.useFakeTimers();
  const count = serve([staging]);
  showEnvironmentsOf(projectId(1));
  await vi.runAllTimersAsync();
  const before = { asked: count.asked, news: environmentsStore.getState().news };
  const inbox = createInbox();
  for (let row = 1; row <= 50; row += 1)
    inbox.take({ type: "deployment.changed", projectId: projectId(1), deploymentId: deploymentId(row) });
  inbox.take({ type: "environments.changed", projectId: projectId(1) });
  inbox.take({ type: "environments.changed", projectId: projectId(2) });
  await vi.runAllTimersAsync();
  expect({ asked: count.asked, news: environmentsStore.getState().news }).toEqual({ asked: before.asked + 1, news: before.news + 1 });
});

test("a look at one target changes that environment alone", async () => {
  serve([staging, { ...staging, name: "production" }]);
  showEnvironmentsOf(projectId(1));
  await readEnvironments();
  takeEnvironment({ ...staging, drift: { state: "drifted", detail: "1 file", lookedAt: 1 } });
  const state = environmentsStore.getState();
  expect([
    environmentOf(state, "staging")?.drift?.state,
    environmentOf(state, "production")?.drift,
    environmentOf(state, "nowhere"),
  ]).toEqual(["drifted", null, null]);
});

test("an answer for a project that is no longer shown is dropped", async () => {
  serve([staging]);
  showEnvironmentsOf(projectId(1));
  const reading = readEnvironments();
  showEnvironmentsOf(projectId(2));
  await reading;
  expect(environmentsStore.getState()).toMatchObject({ projectId: projectId(2), environments: null });
});
