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

/** The tags of this prefix that name a version, the highest first. */
export function versionTags(tags: readonly GitTag[], prefix: string): VersionTag[] {
  return tags
    .flatMap((tag) => {
      const version = tag.name.startsWith(prefix) ? parseVersion(tag.name.slice(prefix.length)) : null;
      return version === null ? [] : [{ ...tag, version }];
    })
    .sort((left, right) => compareVersions(right.version, left.version));
}

/**
 * What stands before the version in this project's tags: as in the newest one in its history that names the version alone
 * (`v1.2.3`, `1.2.3`), else in the newest that names the project too (`shop@1.2.3`, `shop-v1.2.3`), else in all, when they
 * agree; else {@link usualPrefix}.
 */
export function detectPrefix(tags: readonly GitTag[], projectName: string): string {
  const found = tags.flatMap(({ name, taggedAt, isReached }) => {
    const [, prefix, text] = shape.exec(name) ?? [];
    return isReached && prefix !== undefined && parseVersion(text ?? "") !== null ? [{ prefix, taggedAt }] : [];
  });
  const newest = (prefixes: typeof found) => prefixes.toSorted((left, right) => right.taggedAt - left.taggedAt)[0]?.prefix;
  const all = new Set(found.map(({ prefix }) => prefix));
  return (
    newest(found.filter(({ prefix }) => /^[vV]?$/.test(prefix))) ??
    newest(found.filter(({ prefix }) => projectName !== "" && /^[@/_-]?v?$/.test(afterName(prefix, projectName)))) ??
    (all.size === 1 ? newest(found) : undefined) ??
    usualPrefix
  );
}

/** What is left of a prefix behind the name, with or without its scope: `@shop/web@` of `@shop/web` and of `web`. */
function afterName(prefix: string, name: string): string {
  const start = [name, name.replace(/^@[^/]+\//, "")].find(
    (each) => prefix.replace(/^@[^/]+\//, "").startsWith(each) || prefix.startsWith(name),
  );
  if (start === undefined) return "?";
  return prefix.slice(prefix.indexOf(start) + start.length);
}
