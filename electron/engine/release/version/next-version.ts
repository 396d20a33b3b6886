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
  /** Since {@link lastPreRelease}, the newest first; `null` where there is none. */
  readonly sincePreRelease: readonly ReleaseCommit[] | null;
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

/** The newest pre-release of a channel in the history, unless a release has followed it; `null` when there is none. */
export function lastPreRelease(tags: readonly VersionTag[], channel: string | null): VersionTag | null {
  const last = channel === null ? undefined : tags.find(({ isReached, version }) => isReached && channelOf(version) === channel);
  const previous = previousRelease(tags);
  return last === undefined || (previous !== null && compareVersions(previous.version, last.version) > 0) ? null : last;
}

/**
 * The next version. Commits count since the last release, so that a release behind pre-releases has all that they had. A
 * pre-release's number is one above all of its version and channel, wherever they were made.
 */
export function nextVersion(request: VersionRequest): Result<NextVersion, VersionFailure> {
  const previous = previousRelease(request.tags);
  const commits = weighCommits(request.commits, previous?.version.major ?? 0);
  const given = { previous, commits };
  if (request.wanted !== null) {
    const wish = readWish(request, request.wanted);
    return wish.ok ? finish(request, given, wish.value, "as it was asked for") : wish;
  }
  const asked = commits.find(({ releaseAs }) => releaseAs !== null);
  if (asked !== undefined) {
    const wish = readWish(request, asked.releaseAs ?? "");
    return wish.ok ? finish(request, given, wish.value, `as ${short(asked.effect.commit)} asks (Release-As)`) : wish;
  }
  const bump = largestBump(commits.map(({ effect }) => effect.effect));
  const pending = pendingCore(request.tags, previous);
  const quiet = quietOf(request, previous, bump, pending);
  if (quiet !== null) return ok({ ...given, bump: "none", version: null, channel: request.channel, why: quiet });
  const follows = previous === null ? (pending ?? beginning(request.held)) : raise(previous.version, bump);
  const core = pending !== null && compareVersions(pending, follows) > 0 ? pending : follows;
  return finish(request, given, onChannel(request, core, request.channel), reasonOf(commits, bump, previous, core === pending));
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

/** What pre-releases in the history are on the way to; `null` when a release has followed them. */
function pendingCore(tags: readonly VersionTag[], previous: VersionTag | null): SemanticVersion | null {
  const top = tags.find(({ isReached }) => isReached)?.version ?? null;
  if (top === null || top.preRelease.length === 0) return null;
  return previous === null || compareVersions(top, previous.version) > 0 ? coreOf(top) : null;
}

/** Why nothing asks for a new version; `null` when something does. */
function quietOf(request: VersionRequest, previous: VersionTag | null, bump: Bump, pending: SemanticVersion | null): string | null {
  const { commits, sincePreRelease, tags, channel } = request;
  const last = lastPreRelease(tags, channel);
  if (last === null)
    return previous === null || bump !== "none" || (channel === null && pending !== null) ? null : nothingIn(commits, previous);
  // By themselves: what takes back something of the last pre-release counts here, and so does a fix of a release that was merged.
  const since = sincePreRelease ?? [];
  const effects = weighCommits(since, previous?.version.major ?? 0).map(({ effect }) => effect.effect);
  return largestBump(effects) === "none" ? nothingIn(since, last) : null;
}

function nothingIn(commits: readonly ReleaseCommit[], { name }: VersionTag): string {
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

function reasonOf(commits: readonly WeighedCommit[], bump: Bump, previous: VersionTag | null, isPending: boolean): string {
  if (previous === null) return isPending ? "the release that its pre-releases are on the way to" : "the first release";
  if (isPending) return `which its pre-releases since ${previous.name} are on the way to`;
  const effects = commits.map(({ effect }) => effect).filter(({ effect }) => effect === bump);
  const breaking = effects.filter(({ isBreaking }) => isBreaking).length;
  if (breaking > 0) {
    const step = bump === "major" ? "" : ", which before 1.0.0 is a minor step";
    return `${breaking === 1 ? "1 breaking change" : `${breaking} breaking changes`} since ${previous.name}${step}`;
  }
  const word = bump === "minor" ? "feature" : "fix";
  return `${effects.length} ${effects.length === 1 ? word : bump === "minor" ? "features" : "fixes"} since ${previous.name}`;
}
