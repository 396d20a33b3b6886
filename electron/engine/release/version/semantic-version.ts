import compare from "semver/functions/compare.js";
import parse from "semver/functions/parse.js";
import type { Bump } from "../../../../shared/contract/releases.ts";

/** A version as SemVer 2.0.0 has it. */
export interface SemanticVersion {
  /** Without build metadata, such as `1.4.0-beta.2`. */
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** What stands behind the hyphen, cut at its dots; empty for a release. */
  readonly preRelease: readonly (string | number)[];
}

/** Reads a version; `null` for what SemVer 2.0.0 does not know, a leading `v` included. */
export function parseVersion(text: string): SemanticVersion | null {
  // The library takes a leading v, = and spaces, too.
  const parsed = /^\d\S*$/.test(text) ? parse(text) : null;
  if (parsed === null) return null;
  const { version, major, minor, patch, prerelease } = parsed;
  return { text: version, major, minor, patch, preRelease: prerelease };
}

/** Which goes before which (SemVer 2.0.0, item 11): negative when `left` is the lower one, 0 when they are equal. */
export function compareVersions(left: SemanticVersion, right: SemanticVersion): number {
  return compare(left.text, right.text);
}

/** The same version without what stands behind the hyphen. */
export function coreOf({ major, minor, patch }: SemanticVersion): SemanticVersion {
  return versionOf(major, minor, patch, []);
}

/** The next release by one step; the same one for `none`. What stands behind the hyphen is left out. */
export function raise({ major, minor, patch }: SemanticVersion, bump: Bump): SemanticVersion {
  if (bump === "major") return versionOf(major + 1, 0, 0, []);
  if (bump === "minor") return versionOf(major, minor + 1, 0, []);
  return versionOf(major, minor, bump === "patch" ? patch + 1 : patch, []);
}

/** The pre-release of a version with this number on a channel: `1.4.0-beta.2`. */
export function preReleaseOf({ major, minor, patch }: SemanticVersion, channel: string, number: number): SemanticVersion {
  return versionOf(major, minor, patch, [channel, number]);
}

/** The first identifier behind the hyphen, which names the channel of a pre-release; `null` for a release, and where a number is first. */
export function channelOf({ preRelease: [first] }: SemanticVersion): string | null {
  return typeof first === "string" ? first : null;
}

/** By which step one version is above another; `none` when their first three numbers are the same. */
export function stepBetween(from: SemanticVersion, to: SemanticVersion): Bump {
  if (to.major !== from.major) return "major";
  if (to.minor !== from.minor) return "minor";
  return to.patch === from.patch ? "none" : "patch";
}

function versionOf(major: number, minor: number, patch: number, preRelease: readonly (string | number)[]): SemanticVersion {
  const core = `${major}.${minor}.${patch}`;
  return { text: preRelease.length === 0 ? core : `${core}-${preRelease.join(".")}`, major, minor, patch, preRelease };
}
