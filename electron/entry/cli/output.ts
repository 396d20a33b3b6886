import { writeSync } from "node:fs";
import { exitCodes } from "./exit-codes.ts";

const standardOutput = 1;

/** On Windows only the stream writes text as text to a terminal, whatever its code page. */
let mustStream = process.platform === "win32";

/**
 * Writes an answer to standard output, in full before it returns. Not through the stream: making one loads the network
 * and takes a tenth of what a short command takes at all.
 */
export function print(text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length && !mustStream; ) {
    try {
      at += writeSync(standardOutput, bytes, at);
    } catch (error) {
      // Somebody else has made it one that does not wait: the stream can.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") giveUp(error as Error);
      mustStream = true;
      outputStream().write(bytes.subarray(at));
      return;
    }
  }
  if (mustStream) outputStream().write(bytes);
}

/** Standard output, for what is copied there piece by piece. */
export function outputStream(): NodeJS.WriteStream {
  return heard(process.stdout, giveUp);
}

/** Standard error. When it is closed there is nobody left to tell. */
export function errorStream(): NodeJS.WriteStream {
  return heard(process.stderr, () => {});
}

function heard(stream: NodeJS.WriteStream, onError: (error: Error) => void): NodeJS.WriteStream {
  if (stream.listenerCount("error") === 0) stream.on("error", onError);
  return stream;
}

/** A reader that has seen enough (`millrace logs … | head`) is no fault, nor is a terminal that was closed. */
function giveUp(error: NodeJS.ErrnoException): never {
  if (error.code === "EPIPE" || error.code === "EIO") process.exit(exitCodes.passed);
  errorStream().write(`millrace: The answer could not be written: ${error.message}.\n`);
  process.exit(exitCodes.environment);
}
