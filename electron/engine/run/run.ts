/** The public face of runs: executing one in this process or in one of its own, canceling, recovering. */
export { type CancelFailure, cancelRun } from "./cancel.ts";
export { executeRun } from "./execute-run.ts";
export { type HostAnswer, type HostFailure, type HostInput, type HostProgram, launchHost } from "./launch-host.ts";
export { recoverRuns, watchHosts } from "./recovery.ts";
export type { RecordedRun, RunEvent, RunRequest } from "./run-request.ts";
export { type SecretSource, secretsFrom } from "./secret-source.ts";
