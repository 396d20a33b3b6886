/** Longer words are not compared: nobody recognises a typing slip in them, and a hostile file would make it slow. */
const longestWord = 40;

/**
 * The candidate that a person most likely meant, or `null` when none is near: the same word in other letter case, else
 * the fewest slips (insert, delete, replace, swap of neighbours), at most one for every three letters.
 */
export function nearestName(word: string, candidates: Iterable<string>): string | null {
  if (word.length === 0 || word.length > longestWord) return null;
  const lower = word.toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    if (other === lower) return candidate;
    if (candidate.length > longestWord || Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = slipsBetween(lower, other, bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Optimal string alignment distance; gives up with `limit` as soon as a row cannot stay below it. */
function slipsBetween(from: string, to: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    if (Math.min(...current) >= limit) return limit;
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? limit;
}
