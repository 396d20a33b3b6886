import { createHashTable } from "./hash-table.ts";

/** A commit as it is read for the graph. */
export interface GraphCommit<Note> {
  /** Full hashes. */
  readonly commit: string;
  readonly parents: readonly string[];
  /** Epoch seconds. */
  readonly committedAt: number;
  readonly authoredAt: number;
  readonly subject: string;
  /** What its message means to whoever reads it; `null` mostly. */
  readonly note: Note | null;
}

/** What commits build on, by numbers: every commit has one, from 0. Those that are only named as parents are not `isRead`. */
export interface CommitGraph<Note> {
  /** How many numbers there are. */
  readonly size: number;
  /** -1 for a commit that nobody named. */
  find(commit: string): number;
  hashOf(number: number): string;
  isRead(number: number): boolean;
  parentsOf(number: number): readonly number[];
  /** One of them, by its place from 0; -1 when there are no more. */
  parentAt(number: number, place: number): number;
  /** Epoch seconds. */
  committedAt(number: number): number;
  /** Those with a note, by number. */
  readonly notes: ReadonlyMap<number, Note>;
  /** Commits that say or carry the same as this one: of its subject, or of its author's very second. Without itself. */
  likenessesOf(commit: Pick<GraphCommit<Note>, "commit" | "subject" | "authoredAt">): number[];
}

/** A graph that grows. */
export interface GrowingGraph<Note> extends CommitGraph<Note> {
  /** A commit that is there already changes nothing. */
  add(commit: GraphCommit<Note>): void;
}

/** An empty graph. */
export function createCommitGraph<Note>(): GrowingGraph<Note> {
  const hashes = createHashTable();
  /** By number; `undefined` for one that was not read. Most commits have one parent, which needs no list. */
  const parents: (number | readonly number[] | undefined)[] = [];
  const committed: number[] = [];
  const authored: number[] = [];
  const subjects: number[] = [];
  const notes = new Map<number, Note>();
  const isRead = (number: number) => parents[number] !== undefined;
  return {
    get size() {
      return hashes.size;
    },
    find: hashes.find,
    hashOf: hashes.at,
    isRead,
    parentsOf: (number) => {
      const own = parents[number];
      return own === undefined ? [] : typeof own === "number" ? [own] : own;
    },
    parentAt: (number, place) => {
      const own = parents[number];
      if (typeof own === "number") return place === 0 ? own : -1;
      return own?.[place] ?? -1;
    },
    committedAt: (number) => committed[number] ?? 0,
    notes,
    likenessesOf: ({ commit, subject, authoredAt }) => {
      const own = hashes.find(commit);
      const words = sumOf(bare(subject));
      const found: number[] = [];
      for (let number = 0; number < hashes.size; number += 1)
        if (number !== own && isRead(number) && (subjects[number] === words || authored[number] === authoredAt)) found.push(number);
      return found;
    },
    add: (commit) => {
      const number = hashes.add(commit.commit);
      if (isRead(number)) return;
      const numbers = commit.parents.map(hashes.add);
      const [only] = numbers;
      parents[number] = numbers.length === 1 && only !== undefined ? only : numbers;
      committed[number] = commit.committedAt;
      authored[number] = commit.authoredAt;
      subjects[number] = sumOf(bare(commit.subject));
      if (commit.note !== null) notes.set(number, commit.note);
    },
  };
}

/** All that these commits build on, and they themselves: 1 at the numbers of those. */
export function reachedFrom(graph: CommitGraph<unknown>, tips: readonly number[]): Uint8Array {
  const reached = new Uint8Array(graph.size);
  for (const tip of tips) if (tip >= 0) walk(graph, tip, (number) => take(reached, number, 1));
  return reached;
}

/** All that build on a commit, and it itself: 1 at the numbers of those. */
export function holdersOf(graph: CommitGraph<unknown>, commit: number): Uint8Array {
  // Each edge is in a list of its parent's: the last one, and for each the one before.
  const lastEdge = new Int32Array(graph.size).fill(-1);
  const edges: number[] = [];
  const children: number[] = [];
  for (let number = 0; number < graph.size; number += 1)
    for (let place = 0, parent = graph.parentAt(number, 0); parent !== -1; place += 1, parent = graph.parentAt(number, place)) {
      edges.push(lastEdge[parent] ?? -1);
      children.push(number);
      lastEdge[parent] = edges.length - 1;
    }
  const holders = new Uint8Array(graph.size);
  const waiting = commit < 0 ? [] : [commit];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (!take(holders, next, 1)) continue;
    for (let edge = lastEdge[next] ?? -1; edge !== -1; edge = edges[edge] ?? -1) waiting.push(children[edge] ?? -1);
  }
  return holders;
}

/**
 * For every commit the place in `tips` of the first that holds it, -1 for one that none does. In the order of releases that is
 * the release in which it came out.
 */
export function firstHolders(graph: CommitGraph<unknown>, tips: readonly number[]): Int32Array {
  const holders = new Int32Array(graph.size);
  for (const [place, tip] of tips.entries()) if (tip >= 0) walk(graph, tip, (number) => take(holders, number, place + 1));
  return holders.map((place) => place - 1);
}

/**
 * For every commit of a branch the commit of its first parents with which it came there: itself, or the merge that brought it;
 * -1 for one that is not on it.
 */
export function arrivals(graph: CommitGraph<unknown>, tips: readonly number[]): Int32Array {
  const arrived = new Int32Array(graph.size).fill(-1);
  for (const tip of tips) {
    const chain: number[] = [];
    for (let number = tip; number >= 0 && arrived[number] !== number; number = graph.parentAt(number, 0)) chain.push(number);
    // The oldest first, so that each takes only what nothing before it has brought.
    for (const step of chain.reverse())
      walk(graph, step, (number) => {
        if (arrived[number] !== -1) return false;
        arrived[number] = step;
        return true;
      });
  }
  return arrived;
}

/** Marks a commit that has no mark. False when it has one. */
function take(marks: Uint8Array | Int32Array, number: number, mark: number): boolean {
  if (marks[number] !== 0) return false;
  marks[number] = mark;
  return true;
}

/** Goes from a commit to all that it builds on, as far as `enter` says yes. */
function walk(graph: CommitGraph<unknown>, from: number, enter: (number: number) => boolean): void {
  const waiting = [from];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (!enter(next)) continue;
    for (let place = 0, parent = graph.parentAt(next, 0); parent !== -1; place += 1, parent = graph.parentAt(next, place))
      waiting.push(parent);
  }
}

/** Servers put the number of a request behind a title. */
function bare(subject: string): string {
  return subject.replace(/ \(#\d+\)$/, "");
}

/** Tells texts apart well enough to look closer at those that have the same. */
function sumOf(text: string): number {
  let sum = 2_166_136_261;
  for (let place = 0; place < text.length; place += 1) sum = Math.imul(sum ^ text.charCodeAt(place), 16_777_619);
  return sum >> 1;
}
