import type { ReleasePlan } from "../../../../shared/contract/releases.ts";

interface Facets extends Pick<ReleasePlan, "version" | "tag" | "commit" | "branch" | "run"> {
  readonly files: readonly string[];
  readonly changelog: string | null;
}

interface Ways {
  readonly isSigned: boolean;
  readonly hasArtifacts: boolean;
  readonly takers: readonly string[];
}

/** Every effect of a release in order, one sentence each. */
export function describeEffects({ version, tag, commit, branch, run, files, changelog }: Facets, ways: Ways): string[] {
  const holders = files.filter((path) => path !== changelog);
  const base = commit.slice(0, 7);
  const hasCommit = files.length > 0;
  const sums = ways.hasArtifacts
    ? "its artifacts with their SHA-256 sums, and a bill of materials"
    : "a bill of materials; there are no artifacts";
  return [
    ...(holders.length > 0 ? [`Write version ${version} to ${holders.join(", ")}.`] : []),
    ...(changelog !== null && files.includes(changelog) ? [`Write the section ${version} to ${changelog}.`] : []),
    hasCommit ? `Commit that as "chore(release): ${version}" on ${base}, beside your folder.` : `Release ${base} as it is.`,
    run === null
      ? "Run the whole pipeline on that commit, in a clean checkout."
      : `Take run ${run.number}, which passed on the same files.`,
    `Keep ${sums}.`,
    `Make the ${ways.isSigned ? "signed" : "annotated"} tag ${tag}.`,
    ...(hasCommit ? [`Move ${branch} forward to the commit.`] : []),
    "Push nothing.",
    ...(ways.takers.length > 0 && ways.hasArtifacts ? [takersEffect(ways.takers)] : []),
  ];
}

function takersEffect(takers: readonly string[]): string {
  return takers.length === 1 ? `Then ${takers[0]} may take it by itself.` : `Then ${takers.join(", ")} may take it by themselves.`;
}
