import type { Delivered } from "./delivered.ts";
import type { KnownTag } from "./read-tags.ts";

const preRelease = /\d+\.\d+\.\d+-[0-9A-Za-z]/;
const wholeVersion = /\d+\.\d+\.\d+/;

/**
 * The tags that a pattern with `*` counts, in the order of their time. Several on one commit are one release, called by
 * the name with a whole version (`v2.1.0` before `v2`). Pre-releases count only when the pattern has a hyphen behind a
 * `*`: `v*-*`.
 */
export function deliveredTags(tags: readonly KnownTag[], pattern: string): Delivered[] {
  const expression = new RegExp(`^${pattern.replace(/[\\^$.|?+()[\]{}]/g, "\\$&").replaceAll("*", ".*")}$`);
  const takesPreReleases = /\*.*-/.test(pattern);
  const byCommit = new Map<string, KnownTag>();
  for (const tag of tags) {
    if (!expression.test(tag.name) || (!takesPreReleases && preRelease.test(tag.name))) continue;
    const known = byCommit.get(tag.commit);
    if (known === undefined || isBefore(tag, known)) byCommit.set(tag.commit, tag);
  }
  return [...byCommit.values()]
    .sort((one, other) => one.at - other.at || (one.name < other.name ? -1 : 1))
    .map(({ name, commit, at }) => ({ deploymentId: null, runId: null, name, commit, at, isWayBack: false, takenBackAt: null }));
}

function isBefore(one: KnownTag, other: KnownTag): boolean {
  const wholeness = Number(wholeVersion.test(other.name)) - Number(wholeVersion.test(one.name));
  return (wholeness || one.at - other.at || (one.name < other.name ? -1 : 1)) < 0;
}
