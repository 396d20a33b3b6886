import { findCommitsWithout } from "../../git/git.ts";
import { type ItemLinks, type Links, linksOf, planPath } from "../../plan/plan.ts";
import type { StoredProject } from "../../store/store.ts";

/** What of an item's file its links depend on. */
export interface NamedItem {
  readonly key: string;
  readonly number: number | null;
  /** Numbers that it had before they turned out to be another one's. */
  readonly formerly: readonly number[];
  readonly createdAt: number | null;
}

type LinkedCommit = ItemLinks["commits"][number];

/** Finds what names an item, where numbers were given away: a commit meant the item whose file it has beside it. */
export async function linksWithFormer(
  { path, trusted }: StoredProject,
  items: readonly NamedItem[],
  links: Links,
): Promise<(item: NamedItem) => ItemLinks> {
  const given = new Map<string, LinkedCommit[]>();
  const taken = new Map<string, Set<string>>();
  for (const item of trusted ? items : [])
    for (const number of item.formerly) {
      const named = linksOf(links, { number, createdAt: item.createdAt }).commits.filter(({ by }) => by === "message");
      const holder = items.find((one) => one.number === number && one.key !== item.key);
      const [withoutItem, withoutHolder] = await Promise.all([item, holder].map((one) => commitsWithout(path, named, one)));
      const meant = named.filter(
        ({ commit }) => withoutItem?.has(commit) === false && (holder === undefined || withoutHolder?.has(commit) === true),
      );
      given.set(item.key, [...(given.get(item.key) ?? []), ...meant]);
      if (holder !== undefined) taken.set(holder.key, new Set([...(taken.get(holder.key) ?? []), ...meant.map(({ commit }) => commit)]));
    }
  return (item) => {
    const own = linksOf(links, item);
    const [more, less] = [given.get(item.key), taken.get(item.key)];
    if (more === undefined && less === undefined) return own;
    const commits = [...own.commits.filter(({ commit }) => less?.has(commit) !== true), ...(more ?? [])];
    const each = new Map(commits.map((commit) => [commit.commit, commit]));
    return { branches: own.branches, commits: [...each.values()].sort((left, right) => right.committedAt - left.committedAt) };
  };
}

/** Those beside which an item's file does not lie; all of them where git cannot tell, so that nothing is moved about. */
async function commitsWithout(folder: string, commits: readonly LinkedCommit[], item: NamedItem | undefined): Promise<ReadonlySet<string>> {
  const hashes = commits.map(({ commit }) => commit);
  if (item === undefined || hashes.length === 0) return new Set(hashes);
  const found = await findCommitsWithout(folder, hashes, `${planPath}/${item.key}.md`);
  return found.ok ? found.value : new Set(hashes);
}
