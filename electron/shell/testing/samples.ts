import type { Project, Run } from "../../../shared/contract/schemas.ts";
import { projectId, runId } from "../../../shared/ids.ts";

/** A run of the whole pipeline of project 3, running, with whatever a test wants different. */
export function sampleRun(changes: Partial<Run> = {}): Run {
  return {
    id: runId(42),
    projectId: projectId(3),
    number: 7,
    status: "running",
    reason: null,
    trigger: "board",
    triggerDetail: null,
    branch: "main",
    commit: "a41f9c2",
    tree: null,
    dirty: false,
    subject: "Keep the cart",
    author: "Ada",
    selection: [],
    only: false,
    parallel: 2,
    stageCount: 3,
    createdAt: 1,
    startedAt: 2,
    finishedAt: null,
    durationMs: null,
    pinned: false,
    logsRemoved: null,
    artifactsRemoved: null,
    ...{ tag: null, isCheckout: false, retryOf: null, timeoutMs: null, concurrency: null, usesCache: true },
    ...{ expectedMs: null, expectedP90Ms: null },
    ...changes,
  };
}

/** Project 3, `shop`, with whatever a test wants different. */
export function sampleProject(changes: Partial<Project> = {}): Project {
  return { id: projectId(3), name: "shop", path: "/home/ada/shop", exists: true, trusted: true, openedAt: 1, lastRun: null, ...changes };
}
