import type { DeploymentId, ReleaseId } from "../../../shared/ids.ts";
import { secondMs } from "../../../shared/time.ts";
import { type Ancestry, arrivals, type CommitGraph, firstHolders, reachedFrom } from "../ancestry/ancestry.ts";
import type { BranchEvidence, CommitEvidence, ItemEvidence } from "./automatic-move.ts";
import type { CommitNote } from "./commit-note.ts";
import { itemsNamedByBranch } from "./item-names.ts";

/*
 * Which branches and commits name which item, and how far those commits have come. Only computes: what git and the history
 * say is gathered before.
 */

/** A release of the history, or a tag that looks like one. */
export interface KnownRelease {
  /** `null` for one that Millrace did not make. */
  readonly releaseId: ReleaseId | null;
  readonly name: string;
  readonly commit: string;
  readonly at: number;
}

/** A deployment whose release came to serve. */
export interface ServedDeployment {
  readonly environment: string;
  readonly deploymentId: DeploymentId;
  readonly version: string;
  readonly commit: string;
  readonly at: number;
}

/** All that links follow from. */
export interface LinkFacts {
  readonly ancestry: Ancestry<CommitNote>;
  /** As in `main`. */
  readonly mainBranch: string;
  /** When branches were made, by full name, for those of which it is known. */
  readonly madeAt: ReadonlyMap<string, number>;
  readonly releases: readonly KnownRelease[];
  /** Of each environment, in their order. */
  readonly served: readonly ServedDeployment[];
  /** What serves now, by environment. */
  readonly current: ReadonlyMap<string, string>;
}

/** A commit that names an item, or lies on a branch that does. */
export interface LinkedCommit extends CommitEvidence {
  readonly committedAt: number;
  readonly by: "message" | "branch";
  /** Whether it says that work was done: it takes nothing back, and nothing took it back. */
  readonly counts: boolean;
}

/** What names one number. */
export interface ItemLinks {
  readonly branches: readonly BranchEvidence[];
  /** The newest first. */
  readonly commits: readonly LinkedCommit[];
}

/** What names items, by their numbers. */
export interface Links {
  readonly byNumber: ReadonlyMap<number, ItemLinks>;
  readonly mainBranch: string;
}

/** Branches of the remote that is the team's own; others have their own plans. */
const ownRemote = "refs/remotes/origin/";
const heads = "refs/heads/";

/** Finds all links of a repository. */
export function linkItems(facts: LinkFacts): Links {
  const { ancestry, mainBranch } = facts;
  const { graph, tips } = ancestry;
  const mainTips = [heads, ownRemote].map((place) => graph.find(tips.commits.get(place + mainBranch) ?? ""));
  const arrived = arrivals(graph, mainTips);
  const branches = namingBranches(facts);
  const reached = reachedFrom(graph, [...tips.commits.values(), tips.head ?? ""].map(graph.find));
  const named = namedCommits(graph, reached, arrived, branches);
  const takenBack = findTakenBack(graph, reached, arrived);
  const describe = describer(facts, arrived);
  const byNumber = new Map<number, { branches: BranchEvidence[]; commits: LinkedCommit[] }>();
  const linksOf = (number: number) => {
    const known = byNumber.get(number) ?? { branches: [], commits: [] };
    byNumber.set(number, known);
    return known;
  };
  for (const { number, name, at } of branches) linksOf(number).branches.push({ name, at });
  for (const [number, commits] of named) {
    const links = linksOf(number);
    for (const [commit, by] of commits)
      links.commits.push({
        ...describe(commit),
        by,
        counts: !takenBack.has(commit) && (graph.notes.get(commit)?.reverts.length ?? 0) === 0,
      });
    links.commits.sort((left, right) => right.committedAt - left.committedAt || (left.commit < right.commit ? -1 : 1));
  }
  return { byNumber, mainBranch };
}

const none: ItemLinks = { branches: [], commits: [] };

/** What names an item since it was made: before, its number cannot have meant it. */
export function linksOf(links: Links, item: { readonly number: number | null; readonly createdAt: number | null }): ItemLinks {
  const found = item.number === null ? undefined : links.byNumber.get(item.number);
  if (found === undefined) return none;
  const { createdAt } = item;
  return createdAt === null
    ? found
    : { branches: found.branches, commits: found.commits.filter(({ committedAt }) => endOfSecond(committedAt) > createdAt) };
}

/**
 * What moves an item. Work on a branch counts as open only when it is newer than what has landed: what was squashed or rebased
 * leaves its old commits behind.
 */
export function evidenceOf({ branches, commits }: ItemLinks, mainBranch: string): ItemEvidence {
  const counting = commits.filter(({ counts }) => counts);
  const lastLanded = Math.max(0, ...counting.flatMap(({ committedAt, landedAt }) => (landedAt === null ? [] : [committedAt])));
  return { branches, mainBranch, commits: counting.filter(({ committedAt, landedAt }) => landedAt !== null || committedAt > lastLanded) };
}

interface NamingBranch extends BranchEvidence {
  readonly number: number;
  readonly tip: number;
}

/** The same branch here and on the remote is one; its tip is the newer one. */
function namingBranches({ ancestry: { graph, tips }, mainBranch, madeAt }: LinkFacts): NamingBranch[] {
  const found = new Map<string, NamingBranch>();
  for (const [fullName, commit] of tips.commits) {
    const place = [heads, ownRemote].find((start) => fullName.startsWith(start));
    const name = fullName.slice(place?.length ?? 0);
    if (place === undefined || name === mainBranch) continue;
    const tip = graph.find(commit);
    const at = Math.max(madeAt.get(fullName) ?? 0, tip === -1 ? 0 : endOfSecond(graph.committedAt(tip) * secondMs));
    for (const number of itemsNamedByBranch(name)) {
      const known = found.get(`${number} ${name}`);
      if (known === undefined || known.at < at) found.set(`${number} ${name}`, { number, name, at, tip });
    }
  }
  return [...found.values()];
}

/** Commits by the number that they name, and how. */
function namedCommits(
  graph: CommitGraph<CommitNote>,
  reached: Uint8Array,
  arrived: Int32Array,
  branches: readonly NamingBranch[],
): Map<number, Map<number, LinkedCommit["by"]>> {
  const named = new Map<number, Map<number, LinkedCommit["by"]>>();
  const add = (number: number, commit: number, by: LinkedCommit["by"]) => {
    const commits = named.get(number) ?? new Map<number, LinkedCommit["by"]>();
    named.set(number, commits);
    if (!commits.has(commit)) commits.set(commit, by);
  };
  const merges = new Map<number, readonly number[]>();
  for (const [commit, { items, merged }] of graph.notes) {
    if (reached[commit] !== 1) continue;
    for (const number of [...items, ...merged]) add(number, commit, "message");
    if (merged.length > 0) merges.set(commit, merged);
  }
  if (merges.size > 0)
    for (const [commit, arrival] of arrived.entries()) for (const number of merges.get(arrival) ?? []) add(number, commit, "branch");
  const owners = new Map(branches.map(({ tip, number }) => [tip, number]));
  for (const { number, tip } of branches) {
    const isOthers = (commit: number) => (owners.get(commit) ?? number) !== number;
    for (const commit of beyondMain(graph, arrived, tip, isOthers)) add(number, commit, "branch");
  }
  return named;
}

/** What a branch has and the main branch has not, as far as the tip of another one that it builds on. */
function beyondMain(graph: CommitGraph<CommitNote>, arrived: Int32Array, tip: number, isOthers: (commit: number) => boolean): Set<number> {
  const found = new Set<number>();
  const waiting = tip === -1 ? [] : [tip];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next) || !graph.isRead(next) || arrived[next] !== -1 || (next !== tip && isOthers(next))) continue;
    found.add(next);
    waiting.push(...graph.parentsOf(next));
  }
  return found;
}

/** Commits that a later one took back, and no still later one brought back. With a merge all is taken back that it brought. */
function findTakenBack(graph: CommitGraph<CommitNote>, reached: Uint8Array, arrived: Int32Array): ReadonlySet<number> {
  const takers = [...graph.notes].filter(([commit, { reverts }]) => reverts.length > 0 && reached[commit] === 1);
  takers.sort(([left], [right]) => graph.committedAt(right) - graph.committedAt(left));
  const takenBack = new Set<number>();
  const merges = new Set<number>();
  for (const [taker, { reverts }] of takers) {
    if (takenBack.has(taker)) continue;
    for (const commit of reverts.map(graph.find)) {
      // On a branch of its own it has not taken anything from the main one yet.
      if (commit === -1 || (arrived[commit] !== -1 && arrived[taker] === -1)) continue;
      takenBack.add(commit);
      if (graph.parentsOf(commit).length > 1) merges.add(commit);
    }
  }
  if (merges.size > 0) for (const [commit, arrival] of arrived.entries()) if (merges.has(arrival)) takenBack.add(commit);
  return takenBack;
}

type Description = Omit<LinkedCommit, "by" | "counts">;

function describer(facts: LinkFacts, arrived: Int32Array): (commit: number) => Description {
  const { graph } = facts.ancestry;
  const releases = facts.releases.toSorted((left, right) => left.at - right.at);
  const holders = firstHolders(
    graph,
    releases.map(({ commit }) => graph.find(commit)),
  );
  const environments = [...facts.current].map(([environment, commit]) => {
    const served = facts.served.filter((one) => one.environment === environment);
    return {
      now: reachedFrom(graph, [graph.find(commit)]),
      served,
      first: firstHolders(
        graph,
        served.map((one) => graph.find(one.commit)),
      ),
    };
  });
  return (commit) => {
    const release = releases[holders[commit] ?? -1];
    const arrival = arrived[commit] ?? -1;
    return {
      commit: graph.hashOf(commit),
      committedAt: graph.committedAt(commit) * secondMs,
      landedAt: arrival === -1 ? null : endOfSecond(graph.committedAt(arrival) * secondMs),
      release: release === undefined ? null : { releaseId: release.releaseId, name: release.name, at: release.at },
      serving: environments.flatMap(({ now, served, first }) => {
        const brought = served[first[commit] ?? -1];
        if (now[commit] !== 1 || brought === undefined) return [];
        const { environment, deploymentId, version, at } = brought;
        return [{ environment, deploymentId, version, at }];
      }),
    };
  };
}

/** Git keeps whole seconds: within one, what it tells of is taken to be later than what a person did. */
function endOfSecond(at: number): number {
  return at + secondMs - 1;
}
