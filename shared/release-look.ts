import type { Bump, Release, ReleaseState } from "./contract/releases.ts";
import type { Look } from "./stage-groups.ts";

const looks: Readonly<Record<ReleaseState, Look>> = {
  preparing: "running",
  building: "running",
  finishing: "running",
  released: "passed",
  failed: "failed",
  interrupted: "interrupted",
  undone: "canceled",
};

const words: Readonly<Record<ReleaseState, string>> = {
  preparing: "Preparing",
  building: "Building",
  finishing: "Finishing",
  released: "Released",
  failed: "Failed",
  interrupted: "Interrupted",
  undone: "Taken back",
};

/** The status whose picture and colour a release has. */
export function lookOfRelease({ state }: Pick<Release, "state">): Look {
  return looks[state];
}

/** The word for where a release stands. */
export function releaseWord({ state }: Pick<Release, "state">): string {
  return words[state];
}

/** Whether a release is being made right now. */
export function isUnderWay({ state }: Pick<Release, "state">): boolean {
  return looks[state] === "running";
}

/** Whether a release was left half done: it is resumed or undone before the next. */
export function isHalfDone({ state }: Pick<Release, "state">): boolean {
  return state === "failed" || state === "interrupted";
}

const bumpWords: Readonly<Record<Bump, string>> = { none: "no effect", patch: "patch", minor: "minor", major: "major" };

/** What a commit does to the version, in a word. */
export function bumpWord(bump: Bump): string {
  return bumpWords[bump];
}
