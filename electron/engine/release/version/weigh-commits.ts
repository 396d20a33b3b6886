import { type CommitType, commitTypes } from "../../../../shared/commit-message.ts";
import type { Bump, CommitEffect } from "../../../../shared/contract/releases.ts";
import { type MessageChange, type ReleaseMessage, readMessage } from "./message.ts";
import { findReverted } from "./reverts.ts";

/** A commit since the previous release, as git has it. */
export interface ReleaseCommit {
  /** Full hash. */
  readonly commit: string;
  readonly parents: readonly string[];
  readonly author: string;
  /** Epoch milliseconds. */
  readonly committedAt: number;
  /** As it was written. */
  readonly message: string;
}

/** A commit with what it means for the next version, and for the changelog. */
export interface WeighedCommit {
  readonly effect: CommitEffect;
  readonly parents: readonly string[];
  /** What users get to know of it; empty when there is nothing. */
  readonly changes: readonly ReleaseChange[];
  /** The version that it asks for by a `Release-As:` footer, as written. */
  readonly releaseAs: string | null;
}

/** One thing that a commit changes for users. */
export interface ReleaseChange {
  readonly type: string;
  readonly scope: string | null;
  readonly subject: string;
  readonly isBreaking: boolean;
  /** What its footer says that breaks; empty without one. */
  readonly breakingNote: string;
}

/** Types that ask for a new version, with the step. Two are in use beside those that checkMessage knows. */
const steps: Readonly<Record<string, Bump>> = {
  feat: "minor",
  feature: "minor",
  fix: "patch",
  perf: "patch",
  revert: "patch",
  security: "patch",
};

/**
 * Before 1.0.0 (SemVer 2.0.0, item 4: anything may change) what breaks is a minor step, as release-please has it with
 * `bump-minor-pre-major`, and not 1.0.0 as semantic-release has it: that the interface is stable is for a person to say.
 * ^0.4.0 of npm and of Cargo does not take 0.5.0 in, so nobody gets the breaking change unasked.
 */
const breakingBefore1: Bump = "minor";

/** Bumps from the smallest to the largest. */
const order: readonly Bump[] = ["none", "patch", "minor", "major"];

/** The largest of these; `none` for nothing. */
export function largestBump(bumps: readonly Bump[]): Bump {
  return bumps.reduce((largest, bump) => (order.indexOf(bump) > order.indexOf(largest) ? bump : largest), "none");
}

const stepWords: Readonly<Record<Bump, string>> = {
  none: "no new version",
  patch: "a patch",
  minor: "a minor step",
  major: "a major step",
};

/** What each commit means for the version after a release of which the first number is `major`. The newest commit is first. */
export function weighCommits(commits: readonly ReleaseCommit[], major: number): WeighedCommit[] {
  const read = commits.map((commit) => ({ ...commit, read: readMessage(commit.message) }));
  const reverted = findReverted(read);
  return read.map((commit) => {
    const silence = silenceOf(commit, reverted);
    const { parents, read } = commit;
    if (silence !== null) return { effect: effectOf(commit, "none", false, silence), parents, changes: [], releaseAs: null };
    const changes = userChanges(read);
    const weights = changes.map((change) => ({ change, bump: stepOf(change, major) }));
    const bump = largestBump(weights.map((weight) => weight.bump));
    const isBreaking = changes.some((change) => change.isBreaking);
    const decisive = weights.find((weight) => weight.bump === bump)?.change ?? null;
    const why = `${reasonOf(decisive, bump, read, reverted.released.get(commit.commit) ?? null)}${askOf(read)}`;
    return { effect: effectOf(commit, bump, isBreaking, why), parents, changes, releaseAs: read.releaseAs };
  });
}

type ReadCommit = ReleaseCommit & { readonly read: ReleaseMessage };

function effectOf({ commit, author, committedAt, read }: ReadCommit, effect: Bump, isBreaking: boolean, why: string): CommitEffect {
  const [first] = read.changes;
  return {
    ...{ commit, subject: read.title, author, committedAt },
    ...{ type: first?.type ?? null, scope: first?.scope ?? null, isBreaking, effect, why },
  };
}

/** Why nothing is read from a commit; `null` when something is. */
function silenceOf({ commit, parents, read }: ReadCommit, { takenBack, takesBack }: ReturnType<typeof findReverted>): string | null {
  const by = takenBack.get(commit);
  if (by !== undefined) return `Taken back by ${short(by)} before it was released.`;
  const back = takesBack.get(commit);
  if (back !== undefined) return `Takes back ${back.map(short).join(", ")}, which was not released yet: neither counts.`;
  // A merge with a message of somebody's own is a message like any other.
  if (parents.length > 1 && read.releaseAs === null && (read.changes.length === 0 || read.title.startsWith("Merge ")))
    return "A merge: what it brings counts commit by commit.";
  if (/^(fixup|squash|amend)! /.test(read.title)) return "Meant to be folded into another commit, which counts.";
  return null;
}

/** What users get to know: all that asks for a new version. A footer that tells what breaks belongs to the title. */
function userChanges({ changes, breaking, revert, title }: ReleaseMessage): ReleaseChange[] {
  const first: MessageChange[] = changes.length > 0 || (revert === null && breaking === null) ? [] : [written(title, revert !== null)];
  return [...first, ...changes].flatMap(({ type, scope, subject, isBreaking }, index) => {
    const note = index === 0 ? breaking : null;
    const change = { type, scope, subject, isBreaking: isBreaking || note !== null, breakingNote: note ?? "" };
    return change.isBreaking || Object.hasOwn(steps, type) ? [change] : [];
  });
}

/** For a title that is no conventional one. */
function written(title: string, isRevert: boolean): MessageChange {
  return { type: isRevert ? "revert" : "", scope: null, isBreaking: false, subject: title.replace(/^Revert "(.*)"/, "$1") };
}

function stepOf({ type, isBreaking }: ReleaseChange, major: number): Bump {
  if (isBreaking) return major === 0 ? breakingBefore1 : "major";
  return steps[type] ?? "none";
}

function reasonOf(change: ReleaseChange | null, bump: Bump, { title, changes, breaking }: ReleaseMessage, released: string | null): string {
  const step = stepWords[bump];
  if (change === null) return `${silentType(changes[0]?.type)}: ${step}.`;
  if (change.isBreaking) {
    const mark = breaking === null ? "Marked by ! as breaking" : "Its footer BREAKING CHANGE says what breaks";
    return `${mark}: ${step}${bump === "minor" ? " before 1.0.0" : ""}.`;
  }
  const inBody = title.toLowerCase().startsWith(change.type) ? "" : " in its body";
  if (released !== null || change.type === "revert")
    return `Takes back ${released === null ? "something" : short(released)} that was released: ${step}.`;
  return `${change.type}${inBody}, ${meaningOf(change.type)}: ${step}.`;
}

function silentType(type: string | undefined): string {
  if (type === undefined) return "Not a conventional commit";
  return Object.hasOwn(commitTypes, type) ? `${type}, ${meaningOf(type)}` : `"${type}" is no type that asks for one`;
}

function meaningOf(type: string): string {
  if (type === "security") return "a way in closed";
  return commitTypes[(type === "feature" ? "feat" : type) as CommitType];
}

function askOf({ releaseAs }: ReleaseMessage): string {
  return releaseAs === null ? "" : ` Its footer Release-As asks for ${releaseAs}.`;
}

/** A hash as people say it. */
export function short(hash: string): string {
  return hash.slice(0, 7);
}
