import type { CulpritPreview, CulpritSearch, CulpritStep } from "../../../../shared/contract/culprits.ts";
import { countOf, withThousands } from "../../../../shared/counts.ts";
import type { Look } from "../../../../shared/stage-groups.ts";
import { formatDuration, secondMs } from "../../../../shared/time.ts";

/** What is still to come: `about 3 runs, 12 s`. */
export function outlookText({ runsLeft, leftMs }: Pick<CulpritPreview, "runsLeft" | "leftMs">): string {
  if (runsLeft === 0) return "nothing has to be run";
  return `about ${countOf(runsLeft, "run")}${leftMs === null || leftMs < secondMs ? "" : `, ${formatDuration(leftMs)}`}`;
}

/** The stage that judges, with its variant. */
export function judgeName({ stage, variant }: Pick<CulpritSearch, "stage" | "variant">): string {
  return variant === null || variant === "" ? stage : `${stage} ${variant}`;
}

/** How a search looks where one word and one sign stand for it. */
export function lookOfSearch(status: CulpritSearch["status"]): Look {
  switch (status) {
    case "found":
    case "several":
      return "passed";
    case "not-red":
    case "not-green":
    case "unjudged":
      return "skipped";
    case "failed":
      return "errored";
    default:
      return status;
  }
}

/** What a search has come to, as its heading. */
export function headingOf(search: CulpritSearch): string {
  const { status, culprits } = search;
  const name = judgeName(search);
  switch (status) {
    case "running":
      return `Looking for what broke ${name}`;
    case "interrupted":
      return "The search was interrupted";
    case "canceled":
      return "The search was canceled";
    case "failed":
      return "The search could not go on";
    case "found":
      return `${culprits[0]?.hash.slice(0, 10) ?? "A commit"} broke ${name}`;
    case "several":
      return `One of ${countOf(culprits.length, "commit")} broke ${name}`;
    case "not-red":
      return `${name} does not fail here`;
    case "not-green":
      return `${name} failed before, too`;
    case "unjudged":
      return "An end of the search could not be judged";
  }
}

/** How far it has come, below its heading. */
export function progressText(search: CulpritSearch): string {
  const { status, steps, total, suspectCount } = search;
  const runs = steps.reduce((sum, { isKnown, runs: own }) => sum + (isKnown ? 0 : own.length), 0);
  const known = steps.filter(({ isKnown }) => isKnown).length;
  const knownText = known === 0 ? "" : `; ${countOf(known, "answer")} ${known === 1 ? "was" : "were"} known`;
  if (status === "running" || status === "interrupted")
    return `${withThousands(suspectCount)} of ${countOf(total, "commit")} left, ${outlookText(search)}${knownText}.`;
  return `${countOf(total, "commit")}, ${countOf(runs, "run")}${knownText}.`;
}

/** How a step looks. */
export function lookOfStep({ verdict }: CulpritStep): Look {
  if (verdict === null) return "running";
  return verdict === "good" ? "passed" : verdict === "bad" ? "failed" : "skipped";
}

/** A step's verdict in a word. */
export function verdictWord({ verdict }: CulpritStep): string {
  if (verdict === null) return "Running";
  return verdict === "good" ? "Passed" : verdict === "bad" ? "Failed" : "Skipped";
}
