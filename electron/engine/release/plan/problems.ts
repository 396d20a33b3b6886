import type { ReleaseProblem } from "../../../../shared/contract/releases.ts";
import type { ReleasePolicy } from "../../../../shared/pipeline/planned-release.ts";
import type { RepositoryFacts } from "../repository/read-facts.ts";
import type { PlanRequest } from "./request.ts";

/** What was found out about the files and the commits. */
interface Found {
  /** Whether all commits since the last release were read. */
  readonly isWhole: boolean;
  readonly faults: readonly string[];
  readonly notes: readonly string[];
}

/** What stands in the way, or is worth knowing, whatever the next version is. */
export function findProblems(request: PlanRequest, facts: RepositoryFacts, found: Found): ReleaseProblem[] {
  const { project, underWay } = request;
  return [
    ...when(!project.isTrusted, () =>
      stop(
        "not-trusted",
        `${project.name} has not been trusted yet.`,
        "Releasing runs its pipeline: look at the commands, then trust the project.",
      ),
    ),
    ...when(underWay !== null, () =>
      stop("release-under-way", `${underWay?.version} is under way, or was left half done.`, "Wait for it, resume it, or undo it."),
    ),
    ...problemsOfBranch(request, facts),
    ...problemsOfFolder(request, facts),
    ...problemsOfPerson(facts),
    ...when(!found.isWhole && !facts.isShallow, () =>
      tell("long-history", "There is no release yet, and only the newest commits were read.", "What is older is not in the notes."),
    ),
    ...problemsOfPipeline(request),
    ...found.faults.map((fault) =>
      stop("version-file", fault, "release.version-files in millrace.yml names the files that hold the version."),
    ),
    ...found.notes.map((note) => tell("version-file", note, "")),
  ];
}

function problemsOfBranch({ policy, wish }: PlanRequest, { branch, isMoving, behind, usualBranches }: RepositoryFacts): ReleaseProblem[] {
  const branches = releaseBranches(policy, usualBranches);
  return [
    ...when(isMoving, () => stop("git-busy", "Git is in the middle of something, such as a rebase.", "Finish or abort that first.")),
    ...when(branch === null && !isMoving, () =>
      stop("detached", "HEAD is on no branch.", `Switch to a branch for releases: ${branches.join(", ")}.`),
    ),
    ...when(branch !== null && !branches.includes(branch), () => ({
      code: "wrong-branch",
      // What others are to try before it is merged is made on the branch that it is on.
      isBlocking: wish.channel === null,
      message: `${branch} is no branch for releases.`,
      hint: `Those are ${branches.join(", ")}; release.branches in millrace.yml names others. A pre-release may come from any branch.`,
    })),
    ...when(behind > 0, () =>
      tell(
        "behind",
        `${behind === 1 ? "1 commit of the upstream is" : `${behind} commits of the upstream are`} not in ${branch}.`,
        "Pull first, if the release is to have them.",
      ),
    ),
  ];
}

function problemsOfFolder({ project }: PlanRequest, { changedFiles, isShallow }: RepositoryFacts): ReleaseProblem[] {
  return [
    ...when(changedFiles !== null && changedFiles.length > 0, () =>
      stop(
        "dirty",
        `What lies in the folder is not what is committed: ${told(changedFiles ?? [])}.`,
        "A release is of what is committed: commit, stash or discard the changes.",
      ),
    ),
    ...when(project.isTrusted && changedFiles === null, () =>
      stop("not-known", "Git could not tell whether files differ from the commit.", "git status says why."),
    ),
    ...when(isShallow, () =>
      stop(
        "shallow",
        "The clone is shallow: not all commits since the last release may be here.",
        "git fetch --unshallow brings the rest.",
      ),
    ),
  ];
}

function problemsOfPerson({ identityProblem, signingProblem }: RepositoryFacts): ReleaseProblem[] {
  return [
    ...when(identityProblem !== null, () =>
      stop("no-identity", "Git does not know who you are.", "Set user.name and user.email with git config --global."),
    ),
    ...when(signingProblem !== null, () =>
      stop(
        "signing",
        `Git is to sign the release, and ${signingProblem}.`,
        "Set user.signingKey, or tag.gpgSign and commit.gpgSign to false.",
      ),
    ),
  ];
}

function problemsOfPipeline({ project, pipeline }: PlanRequest): ReleaseProblem[] {
  if (pipeline.problem !== null)
    return [stop("pipeline-invalid", pipeline.problem, "Correct the file; millrace validate lists every fault.")];
  if (!pipeline.hasStages) {
    const hint = "Write a millrace.yml; millrace detect shows what is found without one.";
    return [stop("no-pipeline", `${project.name} has no stages, and so nothing that could be green.`, hint)];
  }
  return when(!pipeline.hasArtifacts, () =>
    tell("no-artifacts", "No stage keeps artifacts: the release has no files to deploy.", "Name what a stage makes in its `artifacts`."),
  );
}

/** Branches that releases are made from, those of pre-releases among them. */
export function releaseBranches({ branches, channels }: ReleasePolicy, usual: readonly string[]): string[] {
  return [...new Set([...(branches ?? usual), ...Object.keys(channels)])];
}

/** Something that makes a release impossible. */
export function stop(code: string, message: string, hint: string): ReleaseProblem {
  return { code, isBlocking: true, message, hint };
}

function tell(code: string, message: string, hint: string): ReleaseProblem {
  return { code, isBlocking: false, message, hint };
}

function when(isSo: boolean, problem: () => ReleaseProblem): ReleaseProblem[] {
  return isSo ? [problem()] : [];
}

function told(paths: readonly string[]): string {
  const shown = paths.slice(0, 3).join(", ");
  return paths.length > 3 ? `${shown} and ${paths.length - 3} more` : shown;
}
