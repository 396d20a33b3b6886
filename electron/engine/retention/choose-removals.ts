import type { Removal } from "../../../shared/contract/schemas.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { dayMs } from "../../../shared/time.ts";
import type { KeptRun } from "../store/store.ts";

/** What is kept; `null` for no limit. */
export interface Limits {
  readonly logsDays: number | null;
  readonly artifactsDays: number | null;
  readonly runsDays: number | null;
  readonly runsPerProject: number | null;
  /** Of logs and artifacts together. */
  readonly bytes: number | null;
  readonly artifactBytes: number | null;
}

/** What there is. Grows smaller as removals are chosen. */
export interface Totals {
  logBytes: number;
  artifactBytes: number;
  readonly runs: Map<ProjectId, number>;
}

/** What can be removed of a run: artifacts go first, then logs, then the run itself with all that is left of it. */
export type RemovalPart = "artifacts" | "logs" | "run";

/** Why it goes. */
export type RemovalRule = Pick<Removal, "rule" | "limit">;

/** Something of a run that goes. */
export interface ChosenRemoval extends RemovalRule {
  readonly run: KeptRun;
  readonly part: RemovalPart;
}

/** Whether a run stays as it is, whatever the limits. */
export function isProtected(run: KeptRun): boolean {
  return run.isPinned || !run.isFinished || run.isLastOfBranch || run.isLastGreen || run.isForRelease;
}

/** Decides run by run. */
export interface Chooser {
  /**
   * What becomes of the next run, which is not older than the one before: the rule by which it goes, `stays`, or
   * `enough` when neither this one nor a younger one has to go.
   */
  decide(run: KeptRun): RemovalRule | "stays" | "enough";
}

/**
 * Decides about one part of runs: of all runs that have it or, for `run`, of one project's. What it chooses is taken
 * off `totals`.
 */
export function createChooser(part: RemovalPart, limits: Limits, totals: Totals, nowMs: number): Chooser {
  const ruleFor = { artifacts: artifactRule, logs: logRule, run: runRule }[part];
  return {
    decide: (run) => {
      const rule = ruleFor(run, limits, totals, nowMs);
      if (rule === null) return "enough";
      if (isProtected(run)) return "stays";
      if (part !== "logs") totals.artifactBytes -= run.artifactBytes;
      if (part !== "artifacts") totals.logBytes -= run.logBytes;
      if (part === "run") totals.runs.set(run.projectId, (totals.runs.get(run.projectId) ?? 0) - 1);
      return rule;
    },
  };
}

function artifactRule(run: KeptRun, limits: Limits, totals: Totals, nowMs: number): RemovalRule | null {
  return byAge(run, limits.artifactsDays, nowMs) ?? bySize(totals.artifactBytes, limits.artifactBytes) ?? bySizeOfAll(limits, totals);
}

function logRule(run: KeptRun, limits: Limits, totals: Totals, nowMs: number): RemovalRule | null {
  return byAge(run, limits.logsDays, nowMs) ?? bySizeOfAll(limits, totals);
}

function runRule(run: KeptRun, limits: Limits, totals: Totals, nowMs: number): RemovalRule | null {
  const { runsPerProject, runsDays } = limits;
  const isOver = runsPerProject !== null && (totals.runs.get(run.projectId) ?? 0) > runsPerProject;
  return byAge(run, runsDays, nowMs) ?? (isOver ? { rule: "count", limit: runsPerProject } : null);
}

function byAge(run: KeptRun, days: number | null, nowMs: number): RemovalRule | null {
  return days !== null && run.createdAt < nowMs - days * dayMs ? { rule: "age", limit: days } : null;
}

function bySize(bytes: number, limit: number | null): RemovalRule | null {
  return limit !== null && bytes > limit ? { rule: "size", limit } : null;
}

function bySizeOfAll({ bytes }: Limits, totals: Totals): RemovalRule | null {
  return bySize(totals.artifactBytes + totals.logBytes, bytes);
}

/** All removals among `runs`, the oldest first, in the order in which they are carried out. */
export function chooseRemovals(runs: readonly KeptRun[], limits: Limits, nowMs: number): ChosenRemoval[] {
  const totals = totalsOf(runs);
  const chosen: ChosenRemoval[] = [];
  const left = new Map(runs.map((run) => [run.id, run]));
  function pass(part: RemovalPart, isCandidate: (run: KeptRun) => boolean): void {
    const chooser = createChooser(part, limits, totals, nowMs);
    for (const run of [...left.values()].filter(isCandidate)) {
      const rule = chooser.decide(run);
      if (rule === "enough") return;
      if (rule === "stays") continue;
      chosen.push({ run, part, ...rule });
      if (part === "run") left.delete(run.id);
      else left.set(run.id, { ...run, ...(part === "artifacts" ? { artifactBytes: 0 } : { logBytes: 0 }) });
    }
  }
  pass("artifacts", (run) => run.artifactBytes > 0);
  pass("logs", (run) => run.logBytes > 0);
  for (const project of totals.runs.keys()) pass("run", (run) => run.projectId === project && run.isFinished);
  return chosen;
}

/** What these runs take together. */
export function totalsOf(runs: readonly KeptRun[]): Totals {
  const totals: Totals = { logBytes: 0, artifactBytes: 0, runs: new Map() };
  for (const run of runs) {
    totals.logBytes += run.logBytes;
    totals.artifactBytes += run.artifactBytes;
    if (run.isFinished) totals.runs.set(run.projectId, (totals.runs.get(run.projectId) ?? 0) + 1);
  }
  return totals;
}
