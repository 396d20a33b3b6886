import { createStore } from "zustand/vanilla";
import type { Run, StageRun } from "../../shared/contract/schemas.ts";
import type { TestOverview, TestTotals } from "../../shared/contract/tests.ts";
import type { ProjectId, RunId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { isTerminal } from "../../shared/status.ts";
import { call } from "../link/call.ts";
import { soon } from "./soon.ts";

/** Where the tests of one branch stand; what was read stays when it cannot be read again. */
export interface OverviewEntry {
  readonly overview: TestOverview | null;
  readonly failure: Failure | null;
}

/** The tests of the project that is shown, as far as they were asked for. */
export interface TestsState {
  readonly projectId: ProjectId | null;
  /** By branch; the empty name is the branch that the engine chooses: what the rail and the board speak of. */
  readonly branches: Readonly<Record<string, OverviewEntry>>;
}

const unread: OverviewEntry = { overview: null, failure: null };

export const testsStore = createStore<TestsState>()(() => ({ projectId: null, branches: {} }));

/** What is known of one branch, the empty name for the one that the engine chooses. */
export function overviewOf(state: TestsState, branch = ""): OverviewEntry {
  return state.branches[branch] ?? unread;
}

/** How the tests of a stage ended in one run; `null` when that is not the run that the overview tells of. */
export function stageTestsOf(state: TestsState, stage: string, runId: RunId | null): TestTotals | null {
  const read = overviewOf(state).overview?.stages.find((entry) => entry.stage === stage);
  return read !== undefined && read.runId === runId ? read.totals : null;
}

/** Shows another project: forgets the one before. */
export function showTestsOf(projectId: ProjectId | null): void {
  if (testsStore.getState().projectId === projectId) return;
  testsStore.setState({ projectId, branches: {} }, true);
  readTestsSoon();
}

/** Reads where the tests of one branch of the shown project stand; from then on they are kept new. */
export async function readTests(branch = ""): Promise<void> {
  const { projectId } = testsStore.getState();
  if (projectId === null) return;
  const answer = await call((engine) => engine.tests.overview({ projectId, ...(branch === "" ? {} : { branch }) }));
  testsStore.setState((state) => {
    if (state.projectId !== projectId) return state;
    const before = overviewOf(state, branch);
    // Without an engine it is still to come: it is read when there is one, and the window says so elsewhere.
    const isLost = !answer.ok && answer.failure.code === "ENGINE_LOST";
    const entry = answer.ok ? { overview: answer.value, failure: null } : { ...before, failure: isLost ? before.failure : answer.failure };
    return { projectId, branches: { ...state.branches, [branch]: entry } };
  });
}

// Long enough for what the first view is drawn of to be asked before, and for the stages that end together.
const pauseMs = 300;

/** Reads all that was asked for of the shown project again, in a moment; once, however often it is asked for until then. */
export const readTestsSoon = soon(pauseMs, () => {
  for (const branch of new Set(["", ...Object.keys(testsStore.getState().branches)])) void readTests(branch);
});

/** Reads the tests again when a run of the shown project has ended, or a stage of which reports are known. */
export function followTestsOf(runs: readonly Run[], stages: readonly StageRun[]): void {
  const { projectId, branches } = testsStore.getState();
  if (projectId === null) return;
  const known = new Set(Object.values(branches).flatMap(({ overview }) => overview?.stages.map(({ stage }) => stage) ?? []));
  const isNews = (item: Run | StageRun) => item.projectId === projectId && isTerminal(item.status);
  if (runs.some(isNews) || stages.some((stage) => known.has(stage.name) && isNews(stage))) readTestsSoon();
}
