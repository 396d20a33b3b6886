/** Places that wait for their turn. */
export interface RankQueue {
  add(place: number): void;
  /** Takes out the place with the lowest rank; `undefined` when it is empty. */
  takeFirst(): number | undefined;
}

/** A binary heap of ranks. `rankOf` gives each place its own rank, counted from 0. */
export function createRankQueue(rankOf: readonly number[]): RankQueue {
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
