import { isUtf8 } from "node:buffer";
import { logBytes } from "../log/log.ts";
import { createRedactor } from "../secret/secret.ts";

/** So much of a log is in one line at most. */
export const mostPieceBytes = 64 * 1024;

/** A piece of a log as a line holds it. */
export type LogPiece = { readonly text: string } | { readonly base64: string };

/** What a log holds without the secrets, in pieces that end behind a line where they can. */
export async function* logLines(path: string, secrets: ReadonlyMap<string, string>): AsyncGenerator<LogPiece, void, void> {
  const redactor = createRedactor(secrets);
  let left: Buffer = Buffer.alloc(0);
  for await (const read of logBytes(path)) {
    left = Buffer.concat([left, ...redactor.push(read)]);
    while (left.length >= mostPieceBytes) {
      const length = cutAt(left);
      yield pieceOf(left.subarray(0, length));
      left = left.subarray(length);
    }
  }
  left = Buffer.concat([left, ...redactor.end()]);
  while (left.length > 0) {
    const length = left.length > mostPieceBytes ? cutAt(left) : left.length;
    yield pieceOf(left.subarray(0, length));
    left = left.subarray(length);
  }
}

const lineFeed = 10;

/** Behind the last line feed; without one, not within a character. */
function cutAt(bytes: Buffer): number {
  const end = bytes.lastIndexOf(lineFeed, mostPieceBytes - 1);
  if (end !== -1) return end + 1;
  let cut = mostPieceBytes;
  while (cut > mostPieceBytes - 4 && ((bytes[cut] ?? 0) & 0xc0) === 0x80) cut -= 1;
  return cut;
}

function pieceOf(bytes: Buffer): LogPiece {
  return isUtf8(bytes) ? { text: bytes.toString("utf8") } : { base64: bytes.toString("base64") };
}
