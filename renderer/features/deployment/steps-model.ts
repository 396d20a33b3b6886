import type { DeploymentStep } from "../../../shared/contract/deployments.ts";
import type { Look } from "../../../shared/stage-groups.ts";

/** A step as a row of the waterfall; shares are of the time from the first start to the last end. */
export interface StepRow {
  readonly step: DeploymentStep;
  readonly look: Look;
  /** `null` when it has not started. */
  readonly bar: { readonly start: number; readonly width: number; readonly durationMs: number } | null;
}

const looks: Readonly<Record<DeploymentStep["state"], Look>> = {
  pending: "queued",
  running: "running",
  done: "passed",
  failed: "failed",
  skipped: "skipped",
};

/** The steps of a deployment as rows; one that runs reaches to `now`. */
export function stepRows(steps: readonly DeploymentStep[], now: number): StepRow[] {
  const started = steps.flatMap(({ startedAt }) => startedAt ?? []);
  const first = Math.min(...started);
  const end = (step: DeploymentStep) => step.finishedAt ?? Math.max(now, step.startedAt ?? now);
  const last = Math.max(...steps.filter(({ startedAt }) => startedAt !== null).map(end));
  const spanMs = Math.max(1, last - first);
  return steps.map((step) => {
    const look = looks[step.state];
    if (step.startedAt === null) return { step, look, bar: null };
    const durationMs = Math.max(0, end(step) - step.startedAt);
    return { step, look, bar: { start: (step.startedAt - first) / spanMs, width: durationMs / spanMs, durationMs } };
  });
}
