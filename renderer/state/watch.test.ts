import { afterEach, expect, test, vi } from "vitest";
import type { Run, StageRun } from "../../shared/contract/schemas.ts";
import { projectId, runId, stageRunId } from "../../shared/ids.ts";
import { setClient } from "../link/call.ts";
import type { Client } from "../link/client.ts";
import { liveRunsStore, stagesOfRun } from "./live-runs.ts";
import { pipelineStore, showProject } from "./pipeline.ts";
import { projectsStore } from "./projects.ts";
import { createInbox } from "./watch.ts";

const stage = (place: number, status: StageRun["status"]) =>
  ({ id: stageRunId(1, place), runId: runId(1), projectId: projectId(1), name: `s${place}`, status }) as StageRun;

afterEach(() => {
  setClient(null);
  showProject(null);
  vi.useRealTimers();
});

test("two thousand stages that start and end within a frame are one update of the store", () => {
  vi.useFakeTimers();
  let updates = 0;
  const stop = liveRunsStore.subscribe(() => {
    updates += 1;
  });
  const inbox = createInbox();
  for (const status of ["queued", "running", "passed"] as const) {
    for (let place = 1; place <= 2_000; place += 1) {
      inbox.take({ type: "stages.changed", projectId: projectId(1), runId: runId(1), stages: [stage(place, status)] });
    }
  }
  const before = updates;
  vi.runAllTimers();
  stop();
  const stages = stagesOfRun(liveRunsStore.getState(), runId(1));
  expect({ before, updates, last: stages.at(-1)?.status, count: stages.length }).toEqual({
    before: 0,
    updates: 1,
    last: "passed",
    count: 2_000,
  });
});

test("a project's last run follows the notices, an older run never takes its place", () => {
  vi.useFakeTimers();
  const lastRun = { id: runId(5), projectId: projectId(1), number: 5, status: "passed" } as Run;
  projectsStore.setState({ status: "ready", projects: [{ id: projectId(1), lastRun } as never] });
  const inbox = createInbox();
  inbox.take({ type: "run.changed", run: { ...lastRun, id: runId(4), number: 4, status: "interrupted" } });
  vi.runAllTimers();
  const afterOlder = projectsStore.getState().projects[0]?.lastRun?.number;
  inbox.take({ type: "run.changed", run: { ...lastRun, id: runId(6), number: 6, status: "running" } });
  vi.runAllTimers();
  expect([afterOlder, projectsStore.getState().projects[0]?.lastRun?.status]).toEqual([5, "running"]);
});

test("an answer that comes after another project was chosen is dropped", async () => {
  const answers = new Map<string, (value: unknown) => void>();
  const wait =
    (part: string) =>
    ({ projectId: id }: { projectId: string }) =>
      new Promise((resolve) => {
        answers.set(`${part} ${id}`, resolve);
      });
  setClient({ pipelines: { get: wait("get"), history: wait("history") }, projects: { workingTree: wait("tree") } } as unknown as Client);
  showProject(projectId(1));
  showProject(projectId(2));
  answers.get("get p2")?.({ projectId: "p2", stages: [] });
  answers.get("get p1")?.({ projectId: "p1", stages: [] });
  await vi.waitFor(() => expect(pipelineStore.getState().status).toBe("ready"));
  expect(pipelineStore.getState().pipeline?.projectId).toBe("p2");
});
