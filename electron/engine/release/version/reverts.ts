import type { ReleaseMessage } from "./message.ts";

/** What takes back what. */
export interface Reverts {
  /** By the hash of what is taken back: the hash of what does it. Both lie in the range. */
  readonly takenBack: ReadonlyMap<string, string>;
  /** By the hash of what takes back: the hashes of what it takes back, all of which lie in the range. */
  readonly takesBack: ReadonlyMap<string, readonly string[]>;
  /** By the hash of what takes back: the hash that it names and that lies before the range. */
  readonly released: ReadonlyMap<string, string>;
}

interface Read {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly read: ReleaseMessage;
}

/**
 * Finds what is taken back, for commits of which the newest is first. A revert that is itself taken back takes nothing
 * back. Where a message names no commit, as GitHub's button writes it, the title it quotes tells which one is meant. With
 * a merge all is taken back that it brought.
 */
export function findReverted(commits: readonly Read[]): Reverts {
  const takenBack = new Map<string, string>();
  const takesBack = new Map<string, readonly string[]>();
  const released = new Map<string, string>();
  for (const [index, { commit, read }] of commits.entries()) {
    if (read.revert === null || takenBack.has(commit)) continue;
    const { hashes, title } = read.revert;
    const older = commits.slice(index + 1).filter((each) => !takenBack.has(each.commit));
    const meant =
      hashes.length > 0
        ? hashes.map((hash) => older.find((each) => each.commit.startsWith(hash))?.commit ?? null)
        : [older.find((each) => isTitled(each.read.title, title))?.commit ?? null];
    const found = meant.filter((hash) => hash !== null);
    for (const hash of found) for (const each of [hash, ...broughtBy(hash, older)]) takenBack.set(each, commit);
    const missing = hashes.find((_, place) => meant[place] === null);
    if (missing !== undefined) released.set(commit, missing);
    else if (found.length > 0) takesBack.set(commit, found);
  }
  return { takenBack, takesBack, released };
}

/** What a merge has in its history and its first parent has not; nothing for another commit. */
function broughtBy(hash: string, commits: readonly Read[]): string[] {
  const parents = new Map(commits.map((each) => [each.commit, each.parents]));
  const [first, ...others] = parents.get(hash) ?? [];
  if (first === undefined || others.length === 0) return [];
  const had = historyOf([first], parents);
  return [...historyOf(others, parents)].filter((each) => parents.has(each) && !had.has(each));
}

/** These commits and all before them, as far as their parents are known. */
function historyOf(commits: readonly string[], parents: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set<string>();
  const waiting = [...commits];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    waiting.push(...(parents.get(next) ?? []));
  }
  return found;
}

/** A pull request's number behind a title is GitHub's, and not always quoted. */
function isTitled(title: string, quoted: string): boolean {
  const bare = (text: string) => text.replace(/ \(#\d+\)$/, "").trim();
  return quoted !== "" && (title === quoted || bare(title) === bare(quoted));
}
