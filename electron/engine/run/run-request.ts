import type { RunId, StageRunId } from "../../../shared/ids.ts";
import type { Status, StatusReason, TerminalStatus } from "../../../shared/status.ts";
import type { CulpritRunKey, NewDeployment, NewRun } from "../store/store.ts";
import type { RunbookLimit } from "./runbook-limit.ts";

/** A stage whose result is taken over from an earlier run, because nothing that it depends on has changed. */
export interface KeptStage {
  /** Its place among the stages, from 0. */
  readonly place: number;
  /** What its condition said there when that left it out; `null` for one that passed. */
  readonly leftOut: string | null;
  readonly from: RunId;
  readonly fromNumber: number;
  readonly outputs: Readonly<Record<string, string>>;
}

/** How one variant of a stage ended in an earlier run. */
export interface EarlierEnd {
  /** Empty without a matrix. */
  readonly variant: string;
  /** Which stage run that was. */
  readonly from: StageRunId;
  readonly status: Status;
  readonly conclusion: Status;
  readonly outputs: Readonly<Record<string, string>>;
}

/** A stage that comes before another one and is not part of its run, as it ended in an earlier run. */
export interface StageBefore {
  readonly name: string;
  /** Whether the other one needs it itself; else it is further away. */
  readonly isNeeded: boolean;
  /** One of each variant. */
  readonly ends: readonly EarlierEnd[];
}

/** What comes before the stages of a run and is not part of it, by the stages' names. */
export type StagesBefore = Readonly<Record<string, readonly StageBefore[]>>;

/** What comes before the stage `name`; a stage may have the name of what every object has. */
export function stagesBefore(before: StagesBefore, name: string): readonly StageBefore[] {
  return Object.hasOwn(before, name) ? (before[name] ?? []) : [];
}

/** Everything that a run host needs to know; plain data, because it crosses to another process as JSON. */
export interface RunRequest extends Omit<NewRun, "socket"> {
  /** The folder that stages run in, absolute: the project's, or a checkout. */
  readonly projectPath: string;
  /** Where the differences from the commit are kept until the run has a folder; `null` when there are none. */
  readonly pendingChanges: string | null;
  /** Paths that changed since the last run that passed; `null` when no condition asks for them. */
  readonly changes: readonly string[] | null;
  /** What each stage usually takes, by place; `null` where nobody knows. */
  readonly expectedStageMs: readonly (number | null)[];
  readonly kept: readonly KeptStage[];
  /** What an earlier run knows and this one is without; empty for a run that stands for itself. */
  readonly before: StagesBefore;
  /** The step of a search that it judges; absent mostly. */
  readonly culprit?: CulpritRunKey;
  /** The deployment that it carries out; absent mostly. */
  readonly deployment?: NewDeployment;
  /** The runbook that it runs, which has a limit; absent mostly. */
  readonly runbook?: RunbookLimit;
}

/** A run that was recorded. */
export interface RecordedRun {
  readonly runId: RunId;
  /** Its number in the project. */
  readonly number: number;
}

interface AboutStage {
  readonly runId: RunId;
  readonly stageRunId: StageRunId;
  readonly name: string;
  /** Empty without a matrix. */
  readonly variant: string;
  /** From 1. */
  readonly attempt: number;
  readonly at: number;
}

/** What a run host tells while it works, each after it was recorded. `at` is epoch milliseconds. */
export type RunEvent =
  | { readonly type: "run.queued"; readonly runId: RunId; readonly number: number; readonly at: number }
  | { readonly type: "run.started"; readonly runId: RunId; readonly at: number }
  | { readonly type: "run.canceling"; readonly runId: RunId; readonly at: number }
  /** Nothing is left but what a person must decide; the run goes on when that has happened. */
  | { readonly type: "run.waiting"; readonly runId: RunId; readonly at: number }
  | ({ readonly type: "stage.started" } & AboutStage)
  | ({ readonly type: "stage.canceling" } & AboutStage)
  /** It waits for a person's approval. */
  | ({ readonly type: "stage.waiting" } & AboutStage)
  | ({
      readonly type: "stage.finished";
      readonly status: TerminalStatus;
      readonly reason: StatusReason | null;
      readonly detail: string | null;
      readonly exitCode: number | null;
      readonly signal: string | null;
      /** `null` when it never started. */
      readonly durationMs: number | null;
    } & AboutStage)
  | {
      readonly type: "run.finished";
      readonly runId: RunId;
      readonly status: TerminalStatus;
      readonly reason: StatusReason | null;
      readonly durationMs: number | null;
      readonly at: number;
    };
