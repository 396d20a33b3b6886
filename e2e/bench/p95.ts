/** The time in milliseconds within which 95 of 100 calls end. */
export function p95(rounds: number, action: (round: number) => void): number {
  const times = Array.from({ length: rounds }, (_, round) => {
    const startedAt = performance.now();
    action(round);
    return performance.now() - startedAt;
  });
  times.sort((left, right) => left - right);
  return times[Math.floor(rounds * 0.95)] ?? Number.NaN;
}
