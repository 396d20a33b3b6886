import type { FailureEnd, FailureGroup, RunFailure } from "./contract/failure-groups.ts";
import { countOf } from "./counts.ts";

/*
 * What is told of failures that are alike, in the words that the window and the command line share.
 */

/** How a failure went away, to follow "it is": `gone since 1a2b3c4 "fix: water" (run 131)`; of one that came back "it was": `gone with …`. */
export function failureEndWords({ runNumber, commit, subject, dirty, isSameTree }: FailureEnd, how: "since" | "with" = "since"): string {
  if (isSameTree) return `passed again in run ${runNumber}, on the same files`;
  if (commit === null) return `gone ${how} run ${runNumber}`;
  const named = `${commit.slice(0, 7)}${subject === null ? "" : ` "${subject}"`}`;
  return dirty
    ? `gone ${how} run ${runNumber}, on ${named} with changes that were not committed`
    : `gone ${how} ${named} (run ${runNumber})`;
}

/** Which run failed so before, for one line: `same failure as run 128 and 3 others; it was gone with …`; empty when none did. */
export function sameFailureWords({ group: { runCount }, before, beforeEnd }: RunFailure): string {
  if (before === null) return "";
  const others = runCount - 2;
  const more = others > 0 ? ` and ${countOf(others, "other")}` : "";
  const end = beforeEnd === null ? "" : `; it ${beforeEnd.isSameTree ? "" : "was "}${failureEndWords(beforeEnd, "with")}`;
  return `same failure as run ${before.runNumber}${more}${end}`;
}

const namedBranches = 3;

/** `on main`, `on main, next and 4 more branches`; empty when no run was on one. */
export function failureBranchWords(branches: FailureGroup["branches"]): string {
  const names = branches.flatMap(({ branch }) => branch ?? []);
  if (names.length === 0) return "";
  const more = names.length - namedBranches;
  const shown = more > 1 ? [...names.slice(0, namedBranches), `${more} more branches`] : names;
  return `on ${shown.length === 1 ? shown[0] : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`}`;
}
