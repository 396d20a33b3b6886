import type { ReleasePlan, ReleaseProblem } from "../../../../shared/contract/releases.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import type { GitFailure } from "../../git/git.ts";
import { describeFiles, type FilesRequest, findHolders, writeReleaseFiles } from "../files/plan-files.ts";
import { type RepositoryFacts, readFacts } from "../repository/read-facts.ts";
import { hashOf, listFiles, readBlob } from "../repository/release-git.ts";
import { nextVersion, readReleaseHistory, readUnreleased, repositoryLinks, writeNotes } from "../version/version.ts";
import { describeEffects } from "./effects.ts";
import type { ReleaseIntent } from "./intent.ts";
import { findProblems, stop } from "./problems.ts";
import type { PlanRequest } from "./request.ts";

/** A plan, and what the steps of the release need of it; `null` while a problem stands in the way. */
export interface ReleaseDraft {
  readonly plan: ReleasePlan;
  readonly intent: ReleaseIntent | null;
}

/** Why nothing could be planned. */
export type PlanFailure = GitFailure | Failure<"no-commit">;

/** Finds out what a release would do. Nothing is changed, and in a folder that is not trusted nothing of it is started. */
export async function planRelease(request: PlanRequest): Promise<Result<ReleaseDraft, PlanFailure>> {
  const { project, policy, wish, nowMs } = request;
  const read = await readFacts(project.path, project);
  if (!read.ok) return read;
  const facts = read.value;
  const { git, branch, commit } = facts;
  if (commit === null) return err(failure("no-commit", "The repository has no commit yet.", "Commit something first."));
  const channel = wish.channel ?? (branch === null ? null : ownValue(policy.channels, branch));
  const [history, tree] = await Promise.all([
    readReleaseHistory(git, { commit, prefix: policy.tagPrefix, projectName: project.name, channel }),
    listFiles(git, commit),
  ]);
  if (!history.ok) return history;
  if (!tree.ok) return tree;
  const versions = await findHolders(git, commit, tree.value, policy);
  const held = versions.holders[0]?.file.version ?? null;
  const next = nextVersion({ ...history.value, channel, wanted: wish.version, held });
  const problems = findProblems(request, facts, { isWhole: history.value.isWhole, ...versions });
  if (!next.ok) problems.push(stop(next.failure.code, next.failure.message, next.failure.hint ?? ""));
  else if (next.value.version === null)
    problems.push(stop("nothing-to-release", next.value.why, "Ask for a version by name if you want one all the same."));
  const version = next.ok ? next.value.version : null;
  const tag = version === null ? null : `${history.value.prefix}${version}`;
  if (tag !== null) problems.push(...(await checkTag(facts, tag)));
  const previous = history.value.previous;
  const links = repositoryLinks(history.value.remoteUrl);
  const weighed = next.ok ? next.value.commits : (nextForNothing(history.value, channel)?.commits ?? []);
  const notes =
    wish.notes ??
    writeNotes({
      commits: weighed,
      links,
      unreleased: readUnreleased(policy.changelog === null ? null : await readBlob(git, commit, policy.changelog)),
    });
  const compareUrl = previous === null || tag === null ? null : (links?.compare(previous.name, tag) ?? null);
  const changelog = policy.changelog;
  const filesRequest: FilesRequest = {
    git,
    commit,
    tree: tree.value,
    version: version ?? "",
    changelog,
    notes,
    compareUrl,
    releasedAtMs: nowMs,
  };
  const files = version === null ? [] : await writeReleaseFiles(filesRequest, versions.holders);
  const treeHash = await hashOf(git, `${commit}^{tree}`);
  const known = files.length === 0 && version !== null && treeHash !== null ? request.findRun(treeHash) : null;
  const facets = { version, tag, commit, branch, files: files.map(({ path }) => path), changelog, run: known?.run ?? null };
  const plan: ReleasePlan = {
    projectId: project.id,
    previous:
      previous === null
        ? null
        : { version: previous.version.text, tag: previous.name, commit: previous.commit, taggedAt: previous.taggedAt },
    ...{
      branch,
      commit,
      channel: next.ok ? next.value.channel : channel,
      bump: next.ok ? next.value.bump : "none",
      version,
      tag,
      notes,
      problems,
    },
    why: next.ok ? next.value.why : next.failure.message,
    commits: weighed.map(({ effect }) => effect),
    files: await describeFiles(filesRequest, versions.holders, files),
    isSigned: facts.isSigned,
    run: known?.run ?? null,
    artifacts: [...(known?.artifacts ?? [])],
    effects: version === null ? [] : describeEffects(facets, { isSigned: facts.isSigned, ...request.pipeline }),
  };
  const intent = version === null || tag === null || branch === null ? null : { version, tag, branch };
  if (intent === null || problems.some(({ isBlocking }) => isBlocking)) return ok({ plan, intent: null });
  return ok({ plan, intent: intentOf(request, plan, { ...intent, compareUrl, holders: versions.holders.map(({ path }) => path) }) });
}

function intentOf(
  { project, policy, nowMs }: PlanRequest,
  { commit, notes, isSigned }: ReleasePlan,
  chosen: Pick<ReleaseIntent, "version" | "tag" | "branch" | "compareUrl" | "holders">,
): ReleaseIntent {
  const { version } = chosen;
  const title = `${project.name} ${version}`;
  return {
    ...chosen,
    ...{
      base: commit,
      notes,
      isSigned,
      changelog: policy.changelog,
      releasedAtMs: nowMs,
      artifacts: policy.artifacts,
      projectName: project.name,
    },
    commitMessage: `chore(release): ${version}`,
    tagMessage: notes.trim() === "" ? title : `${title}\n\n${notes.trim()}`,
  };
}

/** What stands against the tag's own name; that a version is there already is said by the version. */
async function checkTag({ git }: RepositoryFacts, tag: string): Promise<ReleaseProblem[]> {
  const named = await git.perform(["check-ref-format", `refs/tags/${tag}`]);
  if (named.ok && named.value.exitCode !== 0)
    return [stop("tag-name", `${tag} cannot be the name of a tag.`, "See release.tag-prefix in millrace.yml.")];
  if ((await hashOf(git, `refs/tags/${tag}`)) === null) return [];
  return [stop("tag-exists", `The tag ${tag} is there already.`, "A version that was released stays what it is: choose a higher one.")];
}

/** The commits are worth seeing also when the version that is wanted cannot be. */
function nextForNothing(history: Omit<Parameters<typeof nextVersion>[0], "channel" | "wanted" | "held">, channel: string | null) {
  const next = nextVersion({ ...history, channel, wanted: null, held: null });
  return next.ok ? next.value : null;
}

function ownValue(record: Readonly<Record<string, string>>, key: string): string | null {
  return Object.hasOwn(record, key) ? (record[key] ?? null) : null;
}
