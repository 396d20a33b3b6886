import { compareVersions, parseVersion, type SemanticVersion } from "./semantic-version.ts";

/** A tag as git has it, annotated or not. */
export interface GitTag {
  readonly name: string;
  /** Full hash of the commit that it stands for. */
  readonly commit: string;
  /** Epoch milliseconds: when it was made, or for one without a date of its own its commit. */
  readonly taggedAt: number;
  /** Whether the commit that a release would build on has it in its history. */
  readonly isReached: boolean;
}

/** A tag that names a version. */
export interface VersionTag extends GitTag {
  readonly version: SemanticVersion;
}

/** What stands before the version, and the version: `v`, nothing, `name@`, `name-v`, `release/`. */
const shape = /^(.*?)(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)$/;

/** The prefix when nothing tells of another. */
export const usualPrefix = "v";

/** The tags of this prefix that name a version, the highest first. A `v` at its end may be there or not: projects change their minds. */
export function versionTags(tags: readonly GitTag[], prefix: string): VersionTag[] {
  const base = withoutV(prefix);
  return tags
    .flatMap((tag) => {
      const [, before = "", text = ""] = shape.exec(tag.name) ?? [];
      const version = withoutV(before) === base ? parseVersion(text) : null;
      return version === null ? [] : [{ ...tag, version }];
    })
    .sort((left, right) => compareVersions(right.version, left.version));
}

/**
 * What stands before the version in this project's tags: as in the newest one in its history that names the version alone
 * (`v1.2.3`, `1.2.3`) or with the project (`shop@1.2.3`, `shop-v1.2.3`), else in all, when they agree; else
 * {@link usualPrefix}.
 */
export function detectPrefix(tags: readonly GitTag[], projectName: string): string {
  const found = tags.flatMap(({ name, taggedAt, isReached }) => {
    const [, prefix, text] = shape.exec(name) ?? [];
    return isReached && prefix !== undefined && parseVersion(text ?? "") !== null ? [{ prefix, taggedAt }] : [];
  });
  const own = found.filter(({ prefix }) => withoutV(prefix) === "" || isNamed(prefix, projectName));
  const [newest] = own.toSorted((left, right) => right.taggedAt - left.taggedAt);
  const all = new Set(found.map(({ prefix }) => prefix));
  return newest?.prefix ?? (all.size === 1 ? found[0]?.prefix : undefined) ?? usualPrefix;
}

function withoutV(prefix: string): string {
  return prefix.replace(/(?<![A-Za-z])v$/i, "");
}

/** Whether it is the name and a sign; the scope of either may be left out: `@acme/shop@` and `shop-v` of `@acme/shop`, or of `shop`. */
function isNamed(prefix: string, name: string): boolean {
  const base = withoutV(prefix);
  const ways = [
    [base, name],
    [base, withoutScope(name)],
    [withoutScope(base), name],
  ] as const;
  return name !== "" && ways.some(([text, start]) => text.startsWith(start) && /^[@/_-]?$/.test(text.slice(start.length)));
}

function withoutScope(name: string): string {
  return name.replace(/^@[^/]+\//, "");
}
