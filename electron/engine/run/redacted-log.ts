import { closeSync, lstatSync, mkdirSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Failure, Result } from "../../../shared/result.ts";
import type { StageFiles } from "../data-folder.ts";
import { newPlaceBeside, newSocketPlace, openOutputPipe } from "../process/process.ts";
import { createRedactor, disguisesOf, type Redactor, redactorFor, redactText } from "../secret/secret.ts";

type ToldFiles = Pick<StageFiles, "outputPath" | "summaryPath">;

/**
 * The log of a stage that was given secrets: what its commands write comes through here, and leaves without them. Its
 * outputs and its summary, which it writes itself, lie out of the data folder until they were looked through.
 */
export interface RedactedLog extends ToldFiles {
  /** What commands write to. */
  readonly outputFd: number;
  /** Calls `done` when all that was written before is in the log. */
  catchUp(done: () => void): void;
  /**
   * Lets go of the pipe, and puts outputs and summary where they belong; what is written later is dropped. Throws the
   * system's error when they cannot be written.
   */
  close(files: ToldFiles): void;
  redactText(text: string): string;
  /** Looks for secrets in what is to be kept. Encoded forms that are too short to be told from chance are no reason. */
  newFinder(): Redactor;
  /** Whether a piece of a file holds one, as `newFinder` finds it; also when the stage has ended. */
  holdsSecret(piece: Buffer): boolean;
}

/** Shorter than this, letters of base64 or hex stand by chance in a large file. */
const tellingBytes = 8;

/**
 * Opens one that writes to the file behind `logFd`. `onFault` is told once when that cannot be written; what comes then
 * is read and dropped. `mark` is the run's.
 */
export async function openRedactedLog(
  mark: string,
  secrets: ReadonlyMap<string, string>,
  logFd: number,
  onFault: (error: unknown) => void,
): Promise<Result<RedactedLog, Failure<"could-not-start" | "no-socket-folder">>> {
  const place = newSocketPlace(process.env);
  if (!place.ok) return place;
  const beside = newPlaceBeside(mark, process.env);
  if (!beside.ok) return beside;
  const folder = beside.value;
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
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const told: ToldFiles = { outputPath: join(folder, "output"), summaryPath: join(folder, "summary.md") };
  const values = new Set(secrets.values());
  const telling = disguisesOf(secrets).filter(({ bytes }) => bytes.length >= tellingBytes || values.has(bytes.toString()));
  return {
    ok: true,
    value: {
      ...told,
      outputFd: pipe.value.writeFd,
      catchUp: (done) =>
        pipe.value.drain(() => {
          // The command has ended: what it began to say goes no further.
          write(redactor.end());
          done();
        }),
      close: (files) => {
        pipe.value.close();
        try {
          keepFile(told.outputPath, files.outputPath, createRedactor(secrets));
          keepFile(told.summaryPath, files.summaryPath, createRedactor(secrets));
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      },
      redactText: (text) => redactText(text, secrets),
      newFinder: () => redactorFor(telling),
      holdsSecret: (piece) => {
        const finder = redactorFor(telling);
        finder.push(piece);
        finder.end();
        return finder.found.size > 0;
      },
    },
  };
}

const chunkBytes = 1024 * 1024;

/** Copies a file through a redactor; one that is missing, or no file, is left out. */
function keepFile(from: string, to: string, redactor: Redactor): void {
  if (lstatSync(from, { throwIfNoEntry: false })?.isFile() !== true) return;
  const source = openSync(from, "r");
  try {
    const copy = openSync(to, "w");
    try {
      const chunk = Buffer.allocUnsafe(chunkBytes);
      for (let bytes = -1; bytes !== 0; ) {
        bytes = readSync(source, chunk);
        writeAll(copy, redactor.push(chunk.subarray(0, bytes)));
      }
      writeAll(copy, redactor.end());
    } finally {
      closeSync(copy);
    }
  } finally {
    closeSync(source);
  }
}

function writeAll(descriptor: number, pieces: readonly Buffer[]): void {
  const [first] = pieces;
  if (first === undefined) return;
  const bytes = pieces.length === 1 ? first : Buffer.concat(pieces);
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
