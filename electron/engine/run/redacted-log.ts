import { writeSync } from "node:fs";
import type { Failure, Result } from "../../../shared/result.ts";
import { openOutputPipe } from "../process/process.ts";
import { createRedactor, disguisesOf, type Redactor, redactorFor, redactText } from "../secret/secret.ts";
import { newSocketPlace } from "./socket-place.ts";

/** The log of a stage that was given secrets: what its commands write comes through here, and leaves without them. */
export interface RedactedLog {
  /** What commands write to. */
  readonly outputFd: number;
  /** Calls `done` when all that was written before is in the log. */
  catchUp(done: () => void): void;
  /** Lets go of the pipe; what is written later is dropped. */
  close(): void;
  redactText(text: string): string;
  /** Looks for secrets in what is to be kept. Encoded forms that are too short to be told from chance are no reason. */
  newFinder(): Redactor;
}

/** Shorter than this, letters of base64 or hex stand by chance in a large file. */
const tellingBytes = 8;

/**
 * Opens one that writes to the file behind `logFd`. `onFault` is told once when that cannot be written; what comes then
 * is read and dropped.
 */
export async function openRedactedLog(
  secrets: ReadonlyMap<string, string>,
  logFd: number,
  onFault: (error: unknown) => void,
): Promise<Result<RedactedLog, Failure<"could-not-start" | "no-socket-folder">>> {
  const place = newSocketPlace(process.env);
  if (!place.ok) return place;
  const redactor = createRedactor(secrets);
  let isWritable = true;
  function write(pieces: readonly Buffer[]): void {
    if (!isWritable) return;
    try {
      writeAll(logFd, pieces);
    } catch (error) {
      isWritable = false;
      onFault(error);
    }
  }
  const pipe = await openOutputPipe(place.value, (chunk) => write(redactor.push(chunk)));
  if (!pipe.ok) return pipe;
  const values = new Set(secrets.values());
  const telling = disguisesOf(secrets).filter(({ bytes }) => bytes.length >= tellingBytes || values.has(bytes.toString()));
  return {
    ok: true,
    value: {
      outputFd: pipe.value.writeFd,
      catchUp: (done) =>
        pipe.value.drain(() => {
          // The command has ended: what it began to say goes no further.
          write(redactor.end());
          done();
        }),
      close: pipe.value.close,
      redactText: (text) => redactText(text, secrets),
      newFinder: () => redactorFor(telling),
    },
  };
}

function writeAll(descriptor: number, pieces: readonly Buffer[]): void {
  const [first] = pieces;
  if (first === undefined) return;
  const bytes = pieces.length === 1 ? first : Buffer.concat(pieces);
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
