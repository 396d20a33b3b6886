import type { RunId, StageRunId } from "../../../shared/ids.ts";
import type { StatusReason, TerminalStatus } from "../../../shared/status.ts";
import type { NewRun } from "../store/store.ts";

/** Everything that a run host needs to know; plain data, because it crosses to another process as JSON. */
export interface RunRequest extends Omit<NewRun, "socket"> {
  /** The project's folder, absolute. */
  readonly projectPath: string;
}

/** A run that was recorded. */
export interface RecordedRun {
  readonly runId: RunId;
  /** Its number in the project. */
  readonly number: number;
}

/** What a run host tells while it works, each after it was recorded. `at` is epoch milliseconds. */
export type RunEvent =
  | { readonly type: "run.queued"; readonly runId: RunId; readonly number: number; readonly at: number }
  | { readonly type: "run.started"; readonly runId: RunId; readonly at: number }
  | { readonly type: "run.canceling"; readonly runId: RunId; readonly at: number }
  | { readonly type: "stage.started"; readonly runId: RunId; readonly stageRunId: StageRunId; readonly name: string; readonly at: number }
  | { readonly type: "stage.canceling"; readonly runId: RunId; readonly stageRunId: StageRunId; readonly name: string; readonly at: number }
  | {
      readonly type: "stage.finished";
      readonly runId: RunId;
      readonly stageRunId: StageRunId;
      readonly name: string;
      readonly status: TerminalStatus;
      readonly reason: StatusReason | null;
      readonly detail: string | null;
      readonly exitCode: number | null;
      readonly signal: string | null;
      /** `null` when it never started. */
      readonly durationMs: number | null;
      readonly at: number;
    }
  | {
      readonly type: "run.finished";
      readonly runId: RunId;
      readonly status: TerminalStatus;
      readonly reason: StatusReason | null;
      readonly durationMs: number | null;
      readonly at: number;
    };
