import { ByteReader, ByteWriter } from "./bytes.ts";
import { type KeptOutcome, readOutcome, writeOutcome } from "./outcome-bytes.ts";

/*
 * Results of neighbouring tests in one stage run, as one value of about five bytes for each: its place in the block, its
 * status, its duration. Tests get their rows when they are first seen, so those of one stage are mostly neighbours.
 */

/** How many rows of tests make a block. Places in it are one byte. */
export const blockSize = 128;

/** One result. `testRow` is the row of the test. */
export interface KeptResult extends KeptOutcome {
  readonly testRow: number;
}

/** The block that a test is in. */
export function blockOf(testRow: number): number {
  return Math.floor(testRow / blockSize);
}

/** Results that stand in the order of their tests, by block. */
export function encodeResults(results: readonly KeptResult[]): Map<number, Uint8Array> {
  const blocks = new Map<number, Uint8Array>();
  for (let from = 0; from < results.length; ) {
    const block = blockOf(results[from]?.testRow ?? 0);
    const writer = new ByteWriter();
    let next = from;
    for (; next < results.length; next += 1) {
      const result = results[next] as KeptResult;
      if (blockOf(result.testRow) !== block) break;
      writer.byte(result.testRow % blockSize);
      writeOutcome(writer, result);
    }
    blocks.set(block, writer.finish());
    from = next;
  }
  return blocks;
}

/** The results in a block, in the order of their tests. */
export function decodeResults(block: number, data: Uint8Array): KeptResult[] {
  const reader = new ByteReader(data);
  const results: KeptResult[] = [];
  while (!reader.isAtEnd) {
    const testRow = block * blockSize + reader.byte();
    const { status, durationMs, failedAttempts } = readOutcome(reader);
    results.push({ testRow, status, durationMs, failedAttempts });
  }
  return results;
}

/** Block numbers, rising, as bytes. */
export function encodeBlockNumbers(blocks: Iterable<number>): Uint8Array {
  const writer = new ByteWriter();
  let last = 0;
  for (const block of blocks) {
    writer.varint(block - last);
    last = block;
  }
  return writer.finish();
}

/** See {@link encodeBlockNumbers}. */
export function decodeBlockNumbers(data: Uint8Array): number[] {
  const reader = new ByteReader(data);
  const blocks: number[] = [];
  while (!reader.isAtEnd) blocks.push((blocks.at(-1) ?? 0) + reader.varint());
  return blocks;
}
