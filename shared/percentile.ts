/** The value below which `fraction` (0 to 1) of all values lie, by nearest rank; `null` when there are none. */
export function percentile(values: readonly number[], fraction: number): number | null {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)] ?? null;
}
