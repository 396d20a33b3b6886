import { createStore } from "zustand/vanilla";
import type { StageHistory } from "../../shared/contract/pipelines.ts";
import type { Pipeline, WorkingTree } from "../../shared/contract/schemas.ts";
import type { ProjectId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { call } from "../link/call.ts";

/** The pipeline of the project that is shown, its past and its working folder. */
export interface PipelineState {
  /** `null` while no project is shown. */
  readonly projectId: ProjectId | null;
  readonly status: "loading" | "ready" | "failed";
  readonly pipeline: Pipeline | null;
  /** The newest pipeline without faults: a file that is being edited is broken half of the time. `null` before the first. */
  readonly lastGood: Pipeline | null;
  /** By stage name; `null` until it was read. */
  readonly history: Readonly<Record<string, StageHistory>> | null;
  readonly workingTree: WorkingTree | null;
  /** Why the pipeline could not be read; set exactly while `status` is `failed`. */
  readonly failure: Failure | null;
}

const nothing: PipelineState = {
  projectId: null,
  status: "loading",
  pipeline: null,
  lastGood: null,
  history: null,
  workingTree: null,
  failure: null,
};

export const pipelineStore = createStore<PipelineState>()(() => nothing);

/** Whether the shown project has a pipeline without faults in which there is something to run. */
export function isRunnable({ pipeline }: PipelineState): boolean {
  return pipeline !== null && pipeline.origin !== "invalid" && pipeline.stages.length > 0;
}

/** Shows another project: forgets the one before and reads what belongs to this one. */
export function showProject(projectId: ProjectId | null): void {
  if (pipelineStore.getState().projectId === projectId) return;
  pipelineStore.setState({ ...nothing, projectId }, true);
  readShownProject();
}

/** Reads everything about the shown project again. */
export function readShownProject(): void {
  void readPipeline();
  void readHistory();
  void readWorkingTree();
}

/** Reads the shown project's pipeline. */
export async function readPipeline(): Promise<void> {
  await readInto(
    "pipeline",
    (projectId) => call((engine) => engine.pipelines.get({ projectId })),
    (pipeline) => ({ pipeline, status: "ready", failure: null, ...(pipeline.origin === "invalid" ? {} : { lastGood: pipeline }) }),
    // Without an engine it is still to come: everything is read when there is one, and the window says so elsewhere.
    (failure) => (pipelineStore.getState().pipeline !== null || failure.code === "ENGINE_LOST" ? {} : { status: "failed", failure }),
  );
}

/** Reads the past of the shown project's stages. */
export async function readHistory(): Promise<void> {
  await readInto(
    "history",
    (projectId) => call((engine) => engine.pipelines.history({ projectId })),
    (stages) => ({ history: Object.fromEntries(stages.map((stage) => [stage.name, stage])) }),
  );
}

/** Reads the branch, commit and changed files of the shown project's folder. */
export async function readWorkingTree(): Promise<void> {
  await readInto(
    "workingTree",
    (projectId) => call((engine) => engine.projects.workingTree({ projectId })),
    (workingTree) => ({ workingTree }),
  );
}

let questions = 0;
const answered = { pipeline: 0, history: 0, workingTree: 0 };

/**
 * Asks for the shown project and drops answers that come after another one was chosen, or after the answer to a later
 * question: a folder that is looked through takes longer than the file that has been put into it since.
 */
async function readInto<Value>(
  part: keyof typeof answered,
  ask: (projectId: ProjectId) => Promise<{ ok: true; value: Value } | { ok: false; failure: Failure }>,
  onValue: (value: Value) => Partial<PipelineState>,
  onFailure: (failure: Failure) => Partial<PipelineState> = () => ({}),
): Promise<void> {
  const { projectId } = pipelineStore.getState();
  if (projectId === null) return;
  questions += 1;
  const question = questions;
  const answer = await ask(projectId);
  if (pipelineStore.getState().projectId !== projectId || answered[part] > question) return;
  answered[part] = question;
  pipelineStore.setState(answer.ok ? onValue(answer.value) : onFailure(answer.failure));
}

// A run of two thousand stages ends many of them in a second; bars may lag by this much.
const historyPauseMs = 1_000;
let historyTimer: { readonly timer: ReturnType<typeof setTimeout>; readonly pauseMs: number } | null = null;

/** Reads the history once the pause is over, however often it is asked for until then; a shorter pause wins. */
export function readHistorySoon(pauseMs = historyPauseMs): void {
  if (historyTimer !== null) {
    if (historyTimer.pauseMs <= pauseMs) return;
    clearTimeout(historyTimer.timer);
  }
  const timer = setTimeout(() => {
    historyTimer = null;
    void readHistory();
  }, pauseMs);
  historyTimer = { timer, pauseMs };
}
