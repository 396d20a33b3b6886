import { ByteReader, ByteWriter } from "./bytes.ts";
import { readOutcome, readPassMs, writeOutcome } from "./outcome-bytes.ts";
import { blockSize } from "./result-block.ts";
import { keptOutcomes, type RecentOutcomes, type RunOutcome } from "./standing.ts";

/*
 * The last outcomes of neighbouring tests on one branch, as one value of 12 bytes for a test that ran once and some 100
 * for one that ran twenty times. Each test's part says how long it is, so that lists read of each only what they need.
 */

/** One test's part of a block, not read yet. */
export interface PackedStanding {
  readonly testRow: number;
  readonly bytes: Uint8Array;
}

/** The parts of a block, in the order of their tests. */
export function splitStandings(block: number, data: Uint8Array): PackedStanding[] {
  const reader = new ByteReader(data);
  const parts: PackedStanding[] = [];
  while (!reader.isAtEnd) {
    const testRow = block * blockSize + reader.byte();
    parts.push({ testRow, bytes: reader.take(reader.varint()) });
  }
  return parts;
}

/** Parts in the order of their tests, put together. */
export function joinStandings(parts: Iterable<PackedStanding>): Uint8Array {
  const writer = new ByteWriter();
  for (const { testRow, bytes } of parts) {
    writer.byte(testRow % blockSize);
    writer.varint(bytes.length);
    writer.append(bytes);
  }
  return writer.finish();
}

/** One test's part of a block. */
export function packStanding({ sinceRun, outcomes }: RecentOutcomes): Uint8Array {
  const writer = new ByteWriter();
  writer.varint(sinceRun);
  let last: number | null = null;
  for (const { runRow, status, durationMs } of outcomes) {
    writer.varint(last === null ? runRow : last - runRow);
    last = runRow;
    writeOutcome(writer, { status, durationMs, failedAttempts: 0 });
  }
  return writer.finish();
}

/** Where durations are put in order: lists ask for twenty thousand medians, and an array for each would cost more than they do. */
const sorted = new Float64Array(keptOutcomes);

/** The median of the passes in a part; `null` without any whose time is known. */
export function medianMsIn(bytes: Uint8Array): number | null {
  const reader = new ByteReader(bytes);
  reader.varint();
  let count = 0;
  while (!reader.isAtEnd && count < keptOutcomes) {
    reader.varint();
    const durationMs = readPassMs(reader);
    if (durationMs < 0) continue;
    let place = count;
    for (; place > 0 && (sorted[place - 1] ?? 0) > durationMs; place -= 1) sorted[place] = sorted[place - 1] ?? 0;
    sorted[place] = durationMs;
    count += 1;
  }
  return count === 0 ? null : (sorted[Math.ceil(count / 2) - 1] ?? null);
}

/** Whether a part has a median. */
export function hasMedian(bytes: Uint8Array): boolean {
  const reader = new ByteReader(bytes);
  reader.varint();
  while (!reader.isAtEnd) {
    reader.varint();
    if (readPassMs(reader) >= 0) return true;
  }
  return false;
}

/** What a part says; of the outcomes `limit` at most, the newest. */
export function unpackStanding(bytes: Uint8Array, limit: number = Number.POSITIVE_INFINITY): RecentOutcomes {
  const reader = new ByteReader(bytes);
  const sinceRun = reader.varint();
  const outcomes: RunOutcome[] = [];
  for (let runRow = 0; !reader.isAtEnd && outcomes.length < limit; ) {
    runRow = outcomes.length === 0 ? reader.varint() : runRow - reader.varint();
    const { status, durationMs } = readOutcome(reader);
    outcomes.push({ runRow, status, durationMs });
  }
  return { sinceRun, outcomes };
}
