import { createRankQueue } from "./rank-queue.ts";

/*
 * Decides what may start. Pure: no clock, no process, no disk. Everything that follows from one stage's end is found
 * by walking the edges that leave it, so that a whole run costs what its graph has edges, and one queue's order.
 */

/** A stage, or one variant of it, as the scheduler sees it. Needs name stages of the same list: all variants of each. */
export interface Schedulable {
  readonly name: string;
  readonly needs: readonly string[];
  /** Must be asked for before it may start, because of a condition or an approval. Default: no. */
  readonly isAsked?: boolean;
  /** Waits until all its needs have ended, and is not skipped because of one that did not pass. Always asked. Default: no. */
  readonly isPatient?: boolean;
  /** How many variants of the stage may be taken at once; `null` for any number. */
  readonly maxParallel?: number | null;
}

/**
 * What an end means for whatever needs the stage. `left-out`: nothing went wrong, but this variant did not run; when
 * others passed, the stage has.
 */
export type EndKind = "passed" | "left-out" | "bad";

/** A stage that will never run, and the need because of which. Both are places in the list that was scheduled. */
export interface Skip {
  readonly place: number;
  readonly need: number;
}

/** How far a run has come. Places count from 0 in the order of the stages given. */
export interface Schedule {
  /** Takes out up to `limit` stages that may start now, those with the longest chain behind them first. */
  take(limit: number): number[];
  /** Takes out the stages that must be asked for and whose time has come; each is then allowed or finished. */
  takeAsked(): number[];
  /** Lets a stage start that was asked for. */
  allow(place: number): void;
  /** Notes that a stage that was taken does not run any more and has not ended: it is going to be tried again. */
  release(place: number): void;
  /** Gives back a stage that was taken, to be taken again. */
  putBack(place: number): void;
  /**
   * Notes that a stage has ended, whether it was running or not. When it cannot count as passed any more, all that stands
   * behind it is skipped, up to what is patient: answered with the need that did not pass, in the order in which it
   * follows, and counted as ended.
   */
  finish(place: number, kind: EndKind): Skip[];
  /** All that comes before a stage, however far: the variants of each stage together. */
  before(place: number): (readonly number[])[];
  /** Stages that are neither ended nor skipped. */
  readonly unfinished: number;
  /** Those of them that nothing keeps any more: what was taken, may be taken, or is going to be tried again. */
  readonly due: number;
}

/** All variants of one stage. */
interface Group {
  readonly places: number[];
  /** Stages that need it. */
  readonly needers: number[];
  readonly maxParallel: number;
  /** Variants that have not ended. */
  left: number;
  hasPassed: boolean;
  isBad: boolean;
  taken: number;
  /** Variants whose turn came while as many as allowed were taken. */
  held: number[];
}

/** Begins with nothing started. Stages on a cycle, which a checked graph has not, would never be ready. */
export function createSchedule(stages: readonly Schedulable[]): Schedule {
  const groups = groupByName(stages);
  const groupOf = stages.map(({ name }) => groups.get(name) as Group);
  const needsOf = stages.map(({ needs }) => [...new Set(needs)].map((need) => groups.get(need) as Group));
  const missing = needsOf.map((needs) => needs.length);
  const hasEnded = stages.map(() => false);
  const isTaken = stages.map(() => false);
  const isDue = stages.map(() => false);
  const queue = createRankQueue(ranks(stages, groupOf, needsOf));
  let asked: number[] = [];
  let unfinished = stages.length;
  let due = 0;
  for (const [place, count] of missing.entries()) if (count === 0) becomeReady(place);

  function becomeReady(place: number): void {
    const stage = stages[place];
    if (stage?.isAsked === true || stage?.isPatient === true) asked.push(place);
    else allow(place);
  }
  function allow(place: number): void {
    isDue[place] = true;
    due += 1;
    queue.add(place);
  }
  function release(place: number): void {
    const group = groupOf[place];
    if (group === undefined || !isTaken[place]) return;
    isTaken[place] = false;
    group.taken -= 1;
    for (const held of group.held) queue.add(held);
    group.held = [];
  }
  /** Ends one stage. Answers those that are skipped because of it. */
  function end(place: number, kind: EndKind): number[] {
    release(place);
    hasEnded[place] = true;
    unfinished -= 1;
    if (isDue[place]) due -= 1;
    const group = groupOf[place] as Group;
    group.left -= 1;
    if (kind === "passed") group.hasPassed = true;
    if (kind === "bad") group.isBad = true;
    const isUnmet = group.isBad || (group.left === 0 && !group.hasPassed);
    const skipped = isUnmet ? group.needers.filter((needer) => !hasEnded[needer] && stages[needer]?.isPatient !== true) : [];
    if (group.left > 0) return skipped;
    for (const needer of group.needers) {
      missing[needer] = (missing[needer] ?? 0) - 1;
      const isSkipped = isUnmet && stages[needer]?.isPatient !== true;
      if (missing[needer] === 0 && !hasEnded[needer] && !isSkipped) becomeReady(needer);
    }
    return skipped;
  }

  return {
    take: (limit) => {
      const taken: number[] = [];
      while (taken.length < limit) {
        const place = queue.takeFirst();
        if (place === undefined) break;
        const group = groupOf[place] as Group;
        // A queued stage that was canceled is still in the queue.
        if (hasEnded[place]) continue;
        if (group.taken >= group.maxParallel) {
          group.held.push(place);
          continue;
        }
        isTaken[place] = true;
        group.taken += 1;
        taken.push(place);
      }
      return taken;
    },
    takeAsked: () => {
      const ready = asked.filter((place) => !hasEnded[place]);
      asked = [];
      return ready;
    },
    allow,
    release,
    putBack: (place) => {
      release(place);
      queue.add(place);
    },
    finish: (place, kind) => {
      if (hasEnded[place]) return [];
      const skips = end(place, kind).map((next) => ({ place: next, need: place }));
      const reached = new Set(skips.map((skip) => skip.place));
      for (const skip of skips) {
        if (hasEnded[skip.place]) continue;
        for (const next of end(skip.place, "left-out")) {
          if (reached.has(next)) continue;
          reached.add(next);
          skips.push({ place: next, need: skip.place });
        }
      }
      return skips;
    },
    before: (place) => {
      const reached = new Set<Group>(needsOf[place]);
      for (const group of reached) for (const need of needsOf[group.places[0] ?? -1] ?? []) reached.add(need);
      return [...reached].map(({ places }) => places);
    },
    get unfinished() {
      return unfinished;
    },
    get due() {
      return due;
    },
  };
}

function groupByName(stages: readonly Schedulable[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const [place, { name, maxParallel }] of stages.entries()) {
    const known = groups.get(name);
    if (known === undefined) {
      const most = maxParallel ?? Number.POSITIVE_INFINITY;
      groups.set(name, { places: [place], needers: [], maxParallel: most, left: 1, hasPassed: false, isBad: false, taken: 0, held: [] });
    } else {
      known.places.push(place);
      known.left += 1;
    }
  }
  for (const [place, { needs }] of stages.entries()) for (const need of new Set(needs)) groups.get(need)?.needers.push(place);
  return groups;
}

/**
 * For each place when its turn comes, from 0: starting the longest chains first ends the run soonest; else the order
 * given.
 */
function ranks(stages: readonly Schedulable[], groupOf: readonly Group[], needsOf: readonly Group[][]): number[] {
  const lengths = chainLengths(groupOf, needsOf);
  const lengthAt = (place: number) => lengths.get(groupOf[place] as Group) ?? 0;
  const order = [...stages.keys()].sort((left, right) => lengthAt(right) - lengthAt(left) || left - right);
  const rankOf: number[] = [];
  for (const [rank, place] of order.entries()) rankOf[place] = rank;
  return rankOf;
}

/** How many stages must still follow each one, in a row. Variants count as one: they run side by side. */
function chainLengths(groupOf: readonly Group[], needsOf: readonly Group[][]): Map<Group, number> {
  const groups = [...new Set(groupOf)];
  const needsOfGroup = new Map(groups.map((group) => [group, needsOf[group.places[0] ?? -1] ?? []]));
  const left = new Map(groups.map((group) => [group, needsOfGroup.get(group)?.length ?? 0]));
  const needersOf = new Map(groups.map((group) => [group, [...new Set(group.needers.map((place) => groupOf[place] as Group))]]));
  const order = groups.filter((group) => left.get(group) === 0);
  for (const group of order) {
    for (const needer of needersOf.get(group) ?? []) {
      const count = (left.get(needer) ?? 0) - 1;
      left.set(needer, count);
      if (count === 0) order.push(needer);
    }
  }
  const lengths = new Map<Group, number>(groups.map((group) => [group, 0]));
  for (const group of order.reverse()) {
    for (const needer of needersOf.get(group) ?? []) lengths.set(group, Math.max(lengths.get(group) ?? 0, (lengths.get(needer) ?? 0) + 1));
  }
  return lengths;
}
