import type { TestStanding, TestStatus } from "../../../shared/contract/tests.ts";
import { isFailing } from "./outcome-bytes.ts";

/** How a test ended in one run: the worst of its variants, of each the last attempt. */
export interface RunOutcome {
  readonly runRow: number;
  readonly status: TestStatus;
  /** `null` when unknown, or when the result of an earlier run was used again. */
  readonly durationMs: number | null;
}

/** The last outcomes of a test on one branch. */
export interface RecentOutcomes {
  /**
   * The run with the first of the failures that it stands in, or of the passes after one; 0 when it is neither, or before
   * all that is known.
   */
  readonly sinceRun: number;
  /** The newest first, at most {@link keptOutcomes}; never empty. */
  readonly outcomes: readonly RunOutcome[];
}

/** What the small bars are drawn of. */
export const keptOutcomes = 20;

/** With one outcome more, or with another one for a run that is among them already. Runs may come in any order. */
export function addOutcome(recent: RecentOutcomes | null, outcome: RunOutcome): RecentOutcomes {
  const others = (recent?.outcomes ?? []).filter(({ runRow }) => runRow !== outcome.runRow);
  const place = others.findIndex(({ runRow }) => runRow < outcome.runRow);
  const outcomes = (place === -1 ? [...others, outcome] : [...others.slice(0, place), outcome, ...others.slice(place)]).slice(
    0,
    keptOutcomes,
  );
  return { sinceRun: sinceOf(recent, outcomes), outcomes };
}

function sinceOf(before: RecentOutcomes | null, outcomes: readonly RunOutcome[]): number {
  const kind = kindOf(outcomes[0]);
  const end = outcomes.findIndex((outcome) => kindOf(outcome) !== kind);
  if (kind === "skipped") return 0;
  if (end !== -1) return kind === "failing" || kindOf(outcomes[end]) === "failing" ? (outcomes[end - 1]?.runRow ?? 0) : 0;
  const oldest = outcomes.at(-1)?.runRow ?? 0;
  const known = kindOf(before?.outcomes[0]) === kind ? (before?.sinceRun ?? 0) : 0;
  if (kind === "passed") return known;
  return known === 0 ? oldest : Math.min(known, oldest);
}

function kindOf(outcome: RunOutcome | undefined): "failing" | "passed" | "skipped" | null {
  if (outcome === undefined) return null;
  return isFailing(outcome.status) ? "failing" : outcome.status === "passed" ? "passed" : "skipped";
}

/** How it stands against the run before it. */
export function standingOf([last, before]: readonly Pick<RunOutcome, "status">[]): TestStanding {
  if (last === undefined || last.status === "skipped") return "skipped";
  const didFail = before !== undefined && isFailing(before.status);
  if (last.status === "passed") return didFail ? "fixed" : "passed";
  return didFail ? "still-failing" : "new-failure";
}

const severity: Readonly<Record<TestStatus, number>> = { errored: 3, failed: 2, passed: 1, skipped: 0 };

/** Whether one status counts before another when a test ended in both, in several variants. */
export function isWorse(status: TestStatus, other: TestStatus): boolean {
  return severity[status] > severity[other];
}
