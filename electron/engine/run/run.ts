/** The public face of runs: executing one in this process or in one of its own, answering, canceling, recovering. */
export { type ApprovalAnswer, type ApproveFailure, approveStage, resumeAnswered } from "./approve.ts";
export { cancelRun } from "./cancel.ts";
export { executeRun, type RunFailure, resumeRun } from "./execute-run.ts";
export { onTermination } from "./host-signals.ts";
export { connectToHost, type HostSocket, listenForCommands } from "./host-socket.ts";
export type { RunHostParts } from "./hosted-run.ts";
export { type HostAnswer, type HostFailure, type HostInput, type HostProgram, launchHost } from "./launch-host.ts";
export { type OwnPrograms, projectsEnvironment } from "./own-program.ts";
export { resumeElsewhere, type StopFailure, stopRun } from "./parked-hosts.ts";
export { readStagesBefore } from "./parked-run.ts";
export { recoverRuns, watchHosts } from "./recovery.ts";
export {
  type KeptStage,
  type RecordedRun,
  type RunEvent,
  type RunRequest,
  type StageBefore,
  type StagesBefore,
  stagesBefore,
} from "./run-request.ts";
export { freeAtOf, type LimitReached, limitReached } from "./runbook-limit.ts";
export { givenFirst, type SecretSource, secretsFrom } from "./secret-source.ts";
