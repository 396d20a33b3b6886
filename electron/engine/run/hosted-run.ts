import type { StageRun } from "../../../shared/contract/schemas.ts";
import type { RunId, StageRunId } from "../../../shared/ids.ts";
import type { Standing } from "../../../shared/status.ts";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import type { executeStage } from "./execute-stage.ts";
import type { OwnPrograms } from "./own-program.ts";
import type { RunConditions } from "./run-conditions.ts";
import type { RecordedRun, RunEvent, RunRequest } from "./run-request.ts";
import type { SecretSource } from "./secret-source.ts";
import type { StageCache } from "./stage-cache.ts";
import type { StageReportReader } from "./stage-reports.ts";

/** What a run host works with. */
export interface RunHostParts {
  readonly store: Store;
  readonly now: Clock;
  /** What stages inherit. */
  readonly environment: NodeJS.ProcessEnv;
  /** Millrace's own version, which is part of what a run ran on. */
  readonly version: string;
  /** Asked when a stage starts that names secrets. */
  readonly secrets: SecretSource;
  /** Programs of Millrace's own that steps may start; without them such a step cannot start. */
  readonly ownPrograms?: OwnPrograms | undefined;
  /** Told of everything after it was recorded; the first is `run.queued`, the last `run.finished`. */
  readonly onEvent: (event: RunEvent) => void;
  /** How a stage is executed; tests that run thousands of them put something quicker here. */
  readonly execute?: typeof executeStage;
}

/** What is special about one run. */
export interface HostedRun {
  readonly request: RunRequest;
  readonly recorded: RecordedRun;
  /** What every stage of the run is given. */
  readonly environment: Record<string, string>;
  readonly conditions: RunConditions;
  /** `null` when no stage has one, or it cannot be used. */
  readonly cache: StageCache | null;
  /** `null` when no stage has any. */
  readonly reports: StageReportReader | null;
  /** What has been recorded of it already; `null` for a run that begins. */
  readonly past: { readonly run: Standing; readonly stages: readonly StageRun[] } | null;
  /** Cancels another run, or one stage of it, that this one takes the place of. */
  readonly replace: (run: RunId, stage: StageRunId | null) => void;
}
