import { open } from "node:fs/promises";
import { lineFeed } from "./line-feeds.ts";

/** A line says what it is about in its beginning. */
const shownBytes = 4_000;

/**
 * The last lines of a log that was just written, as many as fit into `maxBytes`, each as far as its beginning; none when there
 * is no such file. Of a line that is longer than all that nothing is given but its end.
 */
export async function readLastLines(path: string, maxBytes: number): Promise<string[]> {
  const file = await open(path).catch(() => null);
  if (file === null) return [];
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - maxBytes);
    const bytes = Buffer.alloc(size - from);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
    return linesIn(bytes.subarray(0, bytesRead), from > 0);
  } finally {
    await file.close();
  }
}

function linesIn(bytes: Buffer, isCut: boolean): string[] {
  const firstFeed = isCut ? bytes.indexOf(lineFeed) : -1;
  const lines: string[] = [];
  for (let start = firstFeed === bytes.length - 1 ? 0 : firstFeed + 1; start < bytes.length; ) {
    const found = bytes.indexOf(lineFeed, start);
    const end = found === -1 ? bytes.length : found;
    lines.push(bytes.toString("utf8", start, Math.min(end, start + shownBytes)));
    start = end + 1;
  }
  return lines;
}
