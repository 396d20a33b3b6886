/** One line of the benchmarks' table: what we need, what a peer needs in the same minute, and the promise. */
export interface BenchRow {
  readonly name: string;
  readonly ours: string;
  /** Empty where a promise is absolute. */
  readonly peer: string;
  /** Ours divided by the peer's, or by the promised limit where there is no peer; `null` when it was skipped. */
  readonly ratio: number | null;
  readonly bar: string;
  /** `null` when it was skipped; `peer` says why. */
  readonly isMet: boolean | null;
}

/** A row for two times in milliseconds, of which ours may be at most `atMost` times the peer's. */
export function timeRow(name: string, oursMs: number, peerMs: number, atMost: number): BenchRow {
  const ratio = oursMs / peerMs;
  return { name, ours: milliseconds(oursMs), peer: milliseconds(peerMs), ratio, bar: `≤ ${atMost} ×`, isMet: ratio <= atMost };
}

/** A row for two speeds in MiB/s, of which ours must be at least `atLeast` times the peer's. */
export function speedRow(name: string, ours: number, peer: number, atLeast: number): BenchRow {
  const ratio = ours / peer;
  return { name, ours: speed(ours), peer: speed(peer), ratio, bar: `≥ ${atLeast} ×`, isMet: ratio >= atLeast };
}

/** A row for a value that must stay under a limit of the same unit. */
export function limitRow(name: string, ours: number, limit: number, unit: string): BenchRow {
  return { name, ours: `${round(ours)} ${unit}`, peer: "", ratio: ours / limit, bar: `< ${limit} ${unit}`, isMet: ours < limit };
}

/** A row for what could not be measured here, with the reason. */
export function skippedRow(name: string, reason: string): BenchRow {
  return { name, ours: "", peer: `skipped: ${reason}`, ratio: null, bar: "", isMet: null };
}

/** The middle one; of an even number the upper of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function milliseconds(value: number): string {
  return `${round(value)} ms`;
}

function speed(value: number): string {
  return `${Math.round(value)} MiB/s`;
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2);
}
