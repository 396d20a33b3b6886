/** The value below which `fraction` (0 to 1) of all values lie, by nearest rank; `null` when there are none. */
export function percentile(values: readonly number[], fraction: number): number | null {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)] ?? null;
}

/** The same for counted values: each key stands `count` times. `null` when nothing was counted. */
export function percentileOfCounts(counts: ReadonlyMap<number, number>, fraction: number): number | null {
  let total = 0;
  for (const count of counts.values()) total += count;
  const rank = Math.max(1, Math.ceil(fraction * total));
  let seen = 0;
  for (const value of [...counts.keys()].sort((left, right) => left - right)) {
    seen += counts.get(value) ?? 0;
    if (seen >= rank) return value;
  }
  return null;
}
