import type { Bump } from "../../../../shared/contract/releases.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import {
  channelOf,
  compareVersions,
  coreOf,
  parseVersion,
  preReleaseOf,
  raise,
  type SemanticVersion,
  stepBetween,
} from "./semantic-version.ts";
import type { VersionTag } from "./tags.ts";
import { largestBump, type ReleaseCommit, short, type WeighedCommit, weighCommits } from "./weigh-commits.ts";

/** What the next version follows from. */
export interface VersionRequest {
  /** Since the newest release in the history, the newest first. */
  readonly commits: readonly ReleaseCommit[];
  /** Since {@link lastPreRelease} of any channel, the newest first; `null` where there is none. */
  readonly sincePreRelease: readonly ReleaseCommit[] | null;
  /** Since {@link lastPreRelease} of the channel, the newest first; `null` where there is none. */
  readonly sinceChannel: readonly ReleaseCommit[] | null;
  /** All that name a version, the highest first, whether the history has them or not. */
  readonly tags: readonly VersionTag[];
  /** Of a pre-release, such as `beta`; `null` for a release. */
  readonly channel: string | null;
  /** The version that a person asks for; `null` for the one that follows. */
  readonly wanted: string | null;
  /** The version that the project's files hold now: the first release takes it. `null` when they hold none. */
  readonly held: string | null;
}

/** The version that follows. */
export interface NextVersion {
  readonly previous: VersionTag | null;
  readonly bump: Bump;
  /** `null` when nothing asks for a new one. */
  readonly version: string | null;
  /** As it was asked for, or as the wanted version names it; `null` for a release. */
  readonly channel: string | null;
  /** One sentence: how the version comes about. */
  readonly why: string;
  /** In the order of the request. */
  readonly commits: readonly WeighedCommit[];
}

/** Why there is no such version. */
export type VersionFailure = Failure<"version-invalid" | "version-exists" | "version-too-low">;

/** SemVer's own advice for a beginning (its FAQ, first question). */
const firstVersion = raise({ text: "0.0.0", major: 0, minor: 0, patch: 0, preRelease: [] }, "minor");

/** The newest release in the history; `null` before the first. Pre-releases do not count. */
export function previousRelease(tags: readonly VersionTag[]): VersionTag | null {
  return tags.find(({ isReached, version }) => isReached && version.preRelease.length === 0) ?? null;
}

/** The newest pre-release in the history that no release has followed yet, of a channel or of any; `null` when there is none. */
export function lastPreRelease(tags: readonly VersionTag[], channel: string | null): VersionTag | null {
  const isMeant = ({ version }: VersionTag) => version.preRelease.length > 0 && (channel === null || channelOf(version) === channel);
  const last = tags.find((tag) => tag.isReached && isMeant(tag)) ?? null;
  const previous = previousRelease(tags);
  return last !== null && previous !== null && compareVersions(previous.version, last.version) > 0 ? null : last;
}

/**
 * The next version. Commits count since the last release; where pre-releases have followed it, what they are on the way to
 * stands, and only what came after them can ask for more. A pre-release's number is one above all of its version and
 * channel, wherever they were made.
 */
export function nextVersion(request: VersionRequest): Result<NextVersion, VersionFailure> {
  const { tags, channel, wanted, held } = request;
  const previous = previousRelease(tags);
  const weigh = (commits: readonly ReleaseCommit[] | null) => weighCommits(commits ?? [], previous?.version.major ?? 0);
  const commits = weigh(request.commits);
  const given = { previous, commits };
  if (wanted !== null) {
    const wish = readWish(request, wanted);
    return wish.ok ? finish(request, given, wish.value, "as it was asked for") : wish;
  }
  const pre = lastPreRelease(tags, null);
  const news = pre === null ? commits : weigh(request.sincePreRelease);
  const asked = news.find(({ releaseAs }) => releaseAs !== null);
  if (asked !== undefined) {
    const wish = readWish(request, asked.releaseAs ?? "");
    return wish.ok ? finish(request, given, wish.value, `as ${short(asked.effect.commit)} asks (Release-As)`) : wish;
  }
  const own = channel === null ? null : lastPreRelease(tags, channel);
  const since = own ?? (pre === null ? previous : null);
  // What takes back something of a pre-release is new to its channel, and so is a release's fix that was merged.
  const reasons = own === null ? news : weigh(request.sinceChannel);
  if (since !== null && bumpOf(reasons) === "none")
    return ok({ ...given, bump: "none", version: null, channel, why: nothingIn(reasons, since) });
  const pending = pre === null ? null : coreOf(pre.version);
  const follows = previous === null ? (pending ?? beginning(held)) : raise(previous.version, bumpOf(news));
  const isPending = pending !== null && compareVersions(pending, follows) >= 0;
  const why = isPending || previous === null ? pendingWords(previous, pre) : countWords(news, pre ?? previous);
  return finish(
    request,
    given,
    onChannel(request, isPending ? pending : follows, channel),
    isPending && own !== null ? countWords(reasons, own) : why,
  );
}

function bumpOf(commits: readonly WeighedCommit[]): Bump {
  return largestBump(commits.map(({ effect }) => effect.effect));
}

/** The version of a wish, numbered when it has no number of its own. */
function readWish(request: VersionRequest, wanted: string): Result<SemanticVersion, VersionFailure> {
  const { channel } = request;
  const version = parseVersion(wanted.replace(/^v(?=\d)/, ""));
  if (version === null)
    return err(
      failure("version-invalid", `${JSON.stringify(wanted)} is no version.`, "Write it as in 1.4.0, or 1.4.0-beta.1 for a pre-release."),
    );
  if (channel === null || channelOf(version) === channel) return ok(version);
  if (version.preRelease.length === 0) return ok(onChannel(request, version, channel));
  return err(
    failure(
      "version-invalid",
      `${version.text} is not on the channel ${channel}.`,
      `Ask for ${coreOf(version).text} alone: it becomes a pre-release.`,
    ),
  );
}

/** One above the highest of this version and channel; the first is 1, or 0 where the project's last ones began with it. */
function onChannel({ tags }: VersionRequest, core: SemanticVersion, channel: string | null): SemanticVersion {
  if (channel === null) return core;
  const numbered = tags.flatMap(({ version }) => {
    const [name, number, ...more] = version.preRelease;
    return typeof number === "number" && more.length === 0 ? [{ core: coreOf(version).text, name, number }] : [];
  });
  const own = numbered.filter((each) => each.core === core.text && each.name === channel);
  if (own.length > 0) return preReleaseOf(core, channel, Math.max(...own.map(({ number }) => number)) + 1);
  // Tags are in order, the highest first. Those of the same channel tell more.
  const last = numbered.find((each) => each.name === channel) ?? numbered[0];
  const hasZero = numbered.some((each) => each.core === last?.core && each.name === last.name && each.number === 0);
  return preReleaseOf(core, channel, hasZero ? 0 : 1);
}

/** Refuses what is there already, or lower than what the history has. Other channels go their own ways. */
function finish(
  { tags }: VersionRequest,
  { previous, commits }: Pick<NextVersion, "previous" | "commits">,
  version: SemanticVersion,
  reason: string,
): Result<NextVersion, VersionFailure> {
  const same = tags.find((tag) => compareVersions(tag.version, version) === 0);
  if (same !== undefined)
    return err(
      failure(
        "version-exists",
        `${version.text} exists: ${same.name} is ${short(same.commit)}${same.isReached ? "" : ", which this branch does not have"}.`,
        "A version that was released stays what it is: choose a higher one.",
      ),
    );
  const channel = channelOf(version);
  const top = tags.find((tag) => tag.isReached && (channel === null || [null, channel].includes(channelOf(tag.version))));
  if (top !== undefined && compareVersions(top.version, version) > 0)
    return err(
      failure(
        "version-too-low",
        `${version.text} is lower than ${top.name}, which this branch has.`,
        `Choose one above ${top.version.text}.`,
      ),
    );
  return ok({
    ...{ previous, commits },
    bump: stepBetween(previous?.version ?? { ...version, major: 0, minor: 0, patch: 0 }, version),
    version: version.text,
    channel,
    why: `${version.text}, ${reason}.`,
  });
}

function nothingIn(commits: readonly WeighedCommit[], { name }: VersionTag): string {
  if (commits.length === 0) return `Nothing was committed since ${name}.`;
  if (commits.length === 1) return `The only commit since ${name} does not ask for a new version.`;
  return `None of the ${commits.length} commits since ${name} asks for a new version.`;
}

/** The first release: the version that the files hold, unless that is none yet. */
function beginning(held: string | null): SemanticVersion {
  const version = held === null ? null : parseVersion(held);
  return version === null || compareVersions(coreOf(version), { ...firstVersion, minor: 0, text: "0.0.0" }) === 0
    ? firstVersion
    : coreOf(version);
}

function pendingWords(previous: VersionTag | null, pre: VersionTag | null): string {
  if (pre === null) return "the first release";
  return previous === null
    ? "the release that its pre-releases are on the way to"
    : `which its pre-releases since ${previous.name} are on the way to`;
}

/** How many commits of the largest step there are. */
function countWords(commits: readonly WeighedCommit[], { name }: VersionTag): string {
  const bump = bumpOf(commits);
  const effects = commits.map(({ effect }) => effect).filter(({ effect }) => effect === bump);
  const breaking = effects.filter(({ isBreaking }) => isBreaking).length;
  if (breaking > 0) {
    const step = bump === "major" ? "" : ", which before 1.0.0 is a minor step";
    return `${breaking === 1 ? "1 breaking change" : `${breaking} breaking changes`} since ${name}${step}`;
  }
  const word = bump === "minor" ? "feature" : "fix";
  return `${effects.length} ${effects.length === 1 ? word : bump === "minor" ? "features" : "fixes"} since ${name}`;
}
