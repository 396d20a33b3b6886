/*
 * Decides what may start. Pure: no clock, no process, no disk. Everything that follows from one stage's end is found
 * by walking the edges that leave it, so that a whole run costs what its graph has edges, and one queue's order.
 */

/** A stage as the scheduler sees it. Needs name stages of the same list. */
export interface Schedulable {
  readonly name: string;
  readonly needs: readonly string[];
}

/** A stage that will never run, and the need because of which. Both are places in the list that was scheduled. */
export interface Skip {
  readonly place: number;
  readonly need: number;
}

/** How far a run has come. Places count from 0 in the order of the stages given. */
export interface Schedule {
  /** Takes out up to `limit` stages that may start now, those with the longest chain behind them first. */
  take(limit: number): number[];
  /** Gives back a stage that was taken and could not be started after all. */
  putBack(place: number): void;
  /**
   * Notes that a stage has ended, whether it was running or not. When it did not pass, all that stands behind it is
   * skipped: answered with the need that did not pass, in the order in which it follows, and counted as ended.
   */
  finish(place: number, hasPassed: boolean): Skip[];
  /** Stages that are neither ended nor skipped. */
  readonly unfinished: number;
}

/** Begins with nothing started. Stages on a cycle, which a checked graph has not, would never be ready. */
export function createSchedule(stages: readonly Schedulable[]): Schedule {
  const graph = connect(stages);
  const missing = graph.needCounts;
  const hasEnded = stages.map(() => false);
  const queue = createQueue(ranks(chainLengths(graph)));
  for (const [place, count] of missing.entries()) if (count === 0) queue.add(place);
  let unfinished = stages.length;

  function end(place: number): void {
    hasEnded[place] = true;
    unfinished -= 1;
  }

  return {
    take: (limit) => {
      const taken: number[] = [];
      while (taken.length < limit) {
        const place = queue.takeFirst();
        if (place === undefined) break;
        // A queued stage that was canceled is still in the queue.
        if (!hasEnded[place]) taken.push(place);
      }
      return taken;
    },
    putBack: (place) => queue.add(place),
    finish: (place, hasPassed) => {
      if (hasEnded[place]) return [];
      end(place);
      if (hasPassed) {
        for (const next of graph.dependents[place] ?? []) {
          missing[next] = (missing[next] ?? 0) - 1;
          if (missing[next] === 0 && !hasEnded[next]) queue.add(next);
        }
        return [];
      }
      const skips: Skip[] = [];
      const open = [place];
      for (let need = open.shift(); need !== undefined; need = open.shift()) {
        for (const next of graph.dependents[need] ?? []) {
          if (hasEnded[next]) continue;
          end(next);
          skips.push({ place: next, need });
          open.push(next);
        }
      }
      return skips;
    },
    get unfinished() {
      return unfinished;
    },
  };
}

interface Graph {
  /** For each stage, those that need it. */
  readonly dependents: number[][];
  /** How many needs of each stage have not passed yet. */
  readonly needCounts: number[];
}

function connect(stages: readonly Schedulable[]): Graph {
  const places = new Map(stages.map((stage, place) => [stage.name, place]));
  const dependents: number[][] = stages.map(() => []);
  const needCounts = stages.map((stage, place) => {
    const needs = new Set(stage.needs);
    for (const need of needs) dependents[places.get(need) ?? place]?.push(place);
    return needs.size;
  });
  return { dependents, needCounts };
}

/** How many stages must still follow each one, in a row: starting the longest chains first ends the run soonest. */
function chainLengths({ dependents, needCounts }: Graph): number[] {
  const left = [...needCounts];
  const order = left.flatMap((count, place) => (count === 0 ? [place] : []));
  for (let index = 0; index < order.length; index += 1) {
    for (const next of dependents[order[index] ?? -1] ?? []) {
      left[next] = (left[next] ?? 0) - 1;
      if (left[next] === 0) order.push(next);
    }
  }
  const lengths = needCounts.map(() => 0);
  for (const place of order.reverse()) {
    for (const next of dependents[place] ?? []) lengths[place] = Math.max(lengths[place] ?? 0, (lengths[next] ?? 0) + 1);
  }
  return lengths;
}

/** For each place when its turn comes, from 0: the longest chain first, then the order given. */
function ranks(lengths: readonly number[]): number[] {
  const order = [...lengths.keys()].sort((left, right) => (lengths[right] ?? 0) - (lengths[left] ?? 0) || left - right);
  const rankOf: number[] = [];
  for (const [rank, place] of order.entries()) rankOf[place] = rank;
  return rankOf;
}

interface Queue {
  add(place: number): void;
  takeFirst(): number | undefined;
}

/** A binary heap of ranks. */
function createQueue(rankOf: readonly number[]): Queue {
  const placeOf: number[] = [];
  for (const [place, rank] of rankOf.entries()) placeOf[rank] = place;
  const heap: number[] = [];
  const at = (index: number) => heap[index] ?? Number.POSITIVE_INFINITY;
  function swap(left: number, right: number): void {
    [heap[left], heap[right]] = [at(right), at(left)];
  }
  return {
    add: (place) => {
      let index = heap.push(rankOf[place] ?? 0) - 1;
      for (let parent = (index - 1) >> 1; index > 0 && at(parent) > at(index); parent = (index - 1) >> 1) {
        swap(parent, index);
        index = parent;
      }
    },
    takeFirst: () => {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (heap.length > 0) {
        heap[0] = last;
        for (let index = 0; ; ) {
          const child = at(2 * index + 1) < at(2 * index + 2) ? 2 * index + 1 : 2 * index + 2;
          if (at(child) >= at(index)) break;
          swap(child, index);
          index = child;
        }
      }
      return placeOf[first];
    },
  };
}
