import type { NextVersion, SemanticVersion } from "../../../electron/engine/release/version/version.ts";
import type { Bump } from "../../../shared/contract/releases.ts";
import type { PastRelease } from "./past-releases.ts";

/** Why two versions of one release differ: a class, and the commit that shows it. */
export interface Difference {
  readonly reason: string;
  /** Full hash; `null` when no single commit shows it. */
  readonly commit: string | null;
}

const order: readonly Bump[] = ["none", "patch", "minor", "major"];
const rank = (bump: Bump) => order.indexOf(bump);

/** By which step one release is above another; a higher number than the step makes counts as that step. */
function stepOf(from: SemanticVersion, to: SemanticVersion): Bump {
  if (to.major !== from.major) return "major";
  if (to.minor !== from.minor) return "minor";
  return to.patch === from.patch ? "none" : "patch";
}

/** Why the tag that was made is not the version that follows from the commits. */
export function fromTag({ tag, isBesideAnother }: PastRelease, previous: SemanticVersion, ours: NextVersion): Difference {
  const made = tag.version;
  const { commits, bump, version } = ours;
  const own = commits.filter(({ parents, effect }) => parents.length < 2 && effect.commit !== tag.commit);
  const conventional = own.filter(({ effect }) => effect.type !== null).length;
  const decisive = commits.find(({ effect }) => effect.effect === bump && bump !== "none")?.effect.commit ?? null;
  const madeStep = stepOf(previous, made);
  const isBreaking = commits.some(({ effect }) => effect.isBreaking);
  if (version === null)
    return conventional * 2 < own.length
      ? { reason: "the commits are not conventional ones, so nothing is read from them", commit: null }
      : { reason: "nothing but chores, docs, tests: a person released all the same", commit: own.at(-1)?.effect.commit ?? null };
  if (isBesideAnother) return { reason: "the releases between are on branches that this one does not build on", commit: null };
  if (madeStep === bump) return { reason: "a number was left out: that version was never tagged", commit: null };
  if (conventional * 2 < own.length) return { reason: "most commits are not conventional ones: a person chose", commit: null };
  if (rank(madeStep) > rank(bump))
    return previous.major === 0 && made.major === 1
      ? { reason: "1.0.0: no commit says that the interface is stable, a person does", commit: decisive }
      : { reason: "a person chose a larger step than any commit says", commit: null };
  if (isBreaking)
    return previous.major === 0
      ? { reason: "before 1.0.0: something that breaks went out as a patch", commit: decisive }
      : { reason: "something marked as breaking went out below a major step", commit: decisive };
  return previous.major === 0
    ? { reason: "before 1.0.0: a feature went out as a patch", commit: decisive }
    : { reason: "a feature went out as a patch", commit: decisive };
}

/** A commit with the step that each of the two gives it alone. */
export interface JudgedCommit {
  readonly commit: string;
  readonly message: string;
  readonly why: string;
  readonly isBreaking: boolean;
  readonly ours: Bump;
  readonly theirs: Bump;
}

/** Why semantic-release gives the release another version. `commits` are those that the two judge differently. */
export function fromAnalyzer(ours: NextVersion, theirs: Bump, previous: SemanticVersion, commits: readonly JudgedCommit[]): Difference {
  const { why, bump } = ours;
  const first = (test: (commit: JudgedCommit) => boolean) => commits.find(test)?.commit;
  if (/Release-As/.test(why)) return { reason: "`Release-As:` is no footer that it knows", commit: null };
  const marked = first(({ message, isBreaking }) => isBreaking && /^[^\n]*!:/.test(message) && !/^BREAKING[ -]CHANGE/m.test(message));
  if (marked !== undefined && rank(theirs) < rank(bump))
    return { reason: "`!` without a footer: its default preset does not know it", commit: marked };
  if (/pre-releases/.test(why)) return { reason: "the release follows its pre-releases, which are higher than its commits", commit: null };
  if (previous.major === 0 && theirs === "major")
    return {
      reason: "before 1.0.0 what breaks is a minor step for us, 1.0.0 for it",
      commit: first(({ theirs: step }) => step === "major") ?? null,
    };
  const loud = first(({ ours: step, message }) => step !== "major" && /^\W*breaking[ -]change/im.test(message));
  if (loud !== undefined && theirs === "major")
    return { reason: "“Breaking change” not in capitals, or without a colon, is a footer for it", commit: loud };
  const reverted = first(({ message, why: reason }) => /^revert/i.test(message) || /^Take/.test(reason));
  if (reverted !== undefined) return { reason: "something that is taken back", commit: reverted };
  const inBody = first(({ why: reason }) => / in its body/.test(reason));
  if (inBody !== undefined) return { reason: "messages that a squash kept in its body", commit: inBody };
  const written = first(({ ours: step }) => step !== "none");
  if (written !== undefined) return { reason: "a type in capitals, or written in another way than it knows", commit: written };
  return { reason: "other", commit: commits[0]?.commit ?? null };
}
