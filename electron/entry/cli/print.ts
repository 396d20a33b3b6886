import type { RunEnvironment } from "../../../shared/contract/fingerprint.ts";
import type { Run, StageRun } from "../../../shared/contract/schemas.ts";
import { isTreeUnknown } from "../../../shared/run-tree.ts";
import { formatAge, formatDuration } from "../../../shared/time.ts";
import { visible } from "../../../shared/visible.ts";

/** A run as one line for people; with `project`, its name, where runs of several stand below each other. */
export function runLine(run: Run, now: number, project: string | null = null): string {
  const duration = run.durationMs === null ? "" : formatDuration(run.durationMs);
  const about = run.selection.length === 0 ? (run.subject ?? "") : run.selection.join(" ");
  const what = run.triggerDetail === null ? about : `${about} (${run.triggerDetail})`.trimStart();
  const commit = run.commit === null ? "" : `${run.commit.slice(0, 7)}${isTreeUnknown(run) ? "?" : run.dirty ? "*" : ""}`;
  const cells = [
    // A number says which run it is only within a project.
    project === null ? String(run.number).padStart(5) : `${run.id.padStart(6)}  ${project.slice(0, 20).padEnd(20)}`,
    run.status.padEnd(11),
    duration.padStart(10),
    formatAge(now - run.createdAt).padStart(12),
    (run.branch ?? "").padEnd(16),
    commit.padEnd(8),
    what,
  ];
  return visible(cells.join("  ").trimEnd());
}

/** What a stage run is called: its stage, its variant, and which attempt it was when it was not the first. */
export function stageLabel({ name, variant, attempt }: Pick<StageRun, "name" | "variant" | "attempt">): string {
  return `${name}${variant === "" ? "" : ` [${variant}]`}${attempt === 1 ? "" : ` #${attempt}`}`;
}

/** A stage run as one line for people. */
export function stageLine(stage: StageRun): string {
  const duration = stage.durationMs === null ? "" : formatDuration(stage.durationMs);
  const end =
    stage.status === "waiting" ? `waits for approval${stage.approval?.question ? `: ${stage.approval.question}` : ""}` : endOf(stage);
  const allowed = stage.mayFail && stage.status === "failed" ? "(allowed to fail)" : "";
  const told = [stage.reason === "cache-hit" || stage.reason === "kept" ? "" : end, allowed, stage.why ?? ""];
  const cells = [stage.phase.padEnd(8), stageLabel(stage).padEnd(24), stage.status.padEnd(11), duration.padStart(10)];
  return visible(`  ${cells.join("  ")}  ${told.filter((part) => part !== "").join(" ")}`.trimEnd());
}

/** Why a stage run ended as it did; empty when its status says it all. */
export function endOf({ reason, detail, exitCode, signal }: Pick<StageRun, "reason" | "detail" | "exitCode" | "signal">): string {
  if (detail !== null) return detail;
  if (reason === "exit-code" && exitCode !== null) return `exit code ${exitCode}`;
  if (reason === "signal" && signal !== null) return `ended by ${signal}`;
  return reason === null ? "" : reason.replaceAll("-", " ");
}

/** What a run ran on, for people: first what differs from the last run that passed. */
export function environmentLines({ fingerprint, comparedWith, differences }: RunEnvironment): string[] {
  if (fingerprint === null) return ["Environment: not known."];
  const changes = differences.map(
    ({ kind, name, before, after }) => `  ${name} (${kind}): ${before ?? "nothing"} -> ${after ?? "nothing"}`,
  );
  const head =
    comparedWith === null
      ? "Environment:"
      : `Environment: ${changes.length} differences from run ${comparedWith.number}, the last that passed`;
  const lines = [
    head,
    ...changes,
    ...fingerprint.tools.map(({ name, version, path }) => `  ${name.padEnd(16)}  ${(version ?? "?").padEnd(20)}  ${path}`),
    ...fingerprint.lockFiles.map(({ path, sha256 }) => `  ${sha256}  ${path}`),
    ...Object.entries(fingerprint.system).map(([name, value]) => `  ${name.padEnd(16)}  ${value}`),
    `  variables         ${fingerprint.variables.join(" ")}`,
  ];
  return lines.map((line) => visible(line.trimEnd()));
}
