import type { SearchSummary, SeenIn } from "./contract/search.ts";
import { countOf } from "./counts.ts";
import { formatAge } from "./time.ts";

/** So many branches are named before the rest is only counted. */
const namedBranches = 3;

/** `142 matches in 96 lines of 17 runs of 2 projects`. */
export function countWords({ matches, lines, runs, projects }: SearchSummary): string {
  const inLines = matches === lines ? "" : ` in ${countOf(lines, "line")}`;
  const ofProjects = projects > 1 ? ` of ${countOf(projects, "project")}` : "";
  return `${countOf(matches, "match", "matches")}${inLines}${inLines === "" ? " in" : " of"} ${countOf(runs, "run")}${ofProjects}`;
}

/** `first seen 21 d ago in run 12, last seen 3 h ago in run 128`; empty when nothing was found. `nameOf` names the run. */
export function seenWords(
  { firstSeen, lastSeen }: SearchSummary,
  now: number,
  nameOf: (seen: SeenIn) => string = ({ runNumber }) => `run ${runNumber}`,
): string {
  if (firstSeen === null || lastSeen === null) return "";
  const words = (seen: SeenIn) => `seen ${formatAge(now - seen.at)} in ${nameOf(seen)}`;
  return firstSeen.stageRunId === lastSeen.stageRunId ? words(firstSeen) : `first ${words(firstSeen)}, last ${words(lastSeen)}`;
}

/** `on main, fix/x and 4 more`; empty when no run has a branch. */
export function branchWords({ branches, branchCount }: SearchSummary): string {
  const names = branches.flatMap(({ name }) => name ?? []);
  if (names.length === 0) return "";
  const total = branchCount - (names.length < branches.length ? 1 : 0);
  return `on ${listed(names.slice(0, namedBranches), total)}`;
}

/** `in unit and lint`; empty when nothing was found. */
export function stageWords({ stages, stageCount }: SearchSummary): string {
  return stages.length === 0
    ? ""
    : `in ${listed(
        stages.slice(0, namedBranches).map(({ name }) => name),
        stageCount,
      )}`;
}

/** `24 logs of 12 runs`. */
export function searchedWords({ searchedLogs, searchedRuns }: SearchSummary): string {
  return `${countOf(searchedLogs, "log")} of ${countOf(searchedRuns, "run")}`;
}

/** What could not be looked through, a sentence each; none when all was. */
export function gapWords({ removedRuns, missingLogs, damagedLogs, hasGivenUp }: SearchSummary): string[] {
  return [
    removedRuns === 0
      ? ""
      : `The logs of ${countOf(removedRuns, "run")} were removed by the limits in the settings, and could not be searched.`,
    missingLogs === 0
      ? ""
      : `${countOf(missingLogs, "log")} could not be searched, because something other than Millrace took the files away.`,
    damagedLogs === 0 ? "" : `${countOf(damagedLogs, "log")} could only be searched in part, because of damage.`,
    hasGivenUp ? "Some lines were left out, because the pattern takes too long on them." : "",
  ].filter((sentence) => sentence !== "");
}

function listed(names: readonly string[], total: number): string {
  const rest = total - names.length;
  const parts = rest > 0 ? [...names, `${rest} more`] : names;
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
