import { closeSync, mkdirSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Failure, ok, type Result } from "../../../shared/result.ts";
import { type OutputPipe, openKeptPipe } from "../process/process.ts";
import { createRedactor, type Redactor, resumeRedactor } from "../secret/secret.ts";
import type { ServiceLogFile } from "./log-file.ts";

/** What stands between a service with secrets and its log: what it writes goes through here, and leaves without them. */
export class RedactedOutput {
  readonly #log: ServiceLogFile;
  readonly #redactor: Redactor;
  #pipe: OutputPipe | null = null;
  #logFd: number;

  private constructor(log: ServiceLogFile, redactor: Redactor) {
    this.#log = log;
    this.#redactor = redactor;
    this.#logFd = log.open();
  }

  /** Opens it. `isNew`: for a process that is about to be started; else for one that has it already. */
  static async open(
    log: ServiceLogFile,
    secrets: ReadonlyMap<string, string>,
    isNew: boolean,
  ): Promise<Result<RedactedOutput, Failure<"could-not-start">>> {
    const output = new RedactedOutput(log, isNew ? createRedactor(secrets) : resumeRedactor(secrets));
    mkdirSync(dirname(log.path), { recursive: true });
    const pipe = await openKeptPipe(join(dirname(log.path), "pipe"), isNew, (chunk) => output.#write(output.#redactor.push(chunk)));
    if (!pipe.ok) {
      closeSync(output.#logFd);
      return pipe;
    }
    output.#pipe = pipe.value;
    return ok(output);
  }

  /** What the process writes to. */
  get fd(): number {
    return this.#pipe?.writeFd ?? -1;
  }

  /** Goes on in the next file of the log; how long this one is. */
  rotate(): number {
    closeSync(this.#logFd);
    const bytes = this.#log.next();
    this.#logFd = this.#log.open();
    return bytes;
  }

  /** Nothing of the process is left: writes the rest, and lets go. */
  close(done: () => void): void {
    const pipe = this.#pipe;
    pipe?.drain(() => {
      this.#write(this.#redactor.end());
      pipe.close();
      closeSync(this.#logFd);
      this.#logFd = -1;
      done();
    });
  }

  /** What cannot be written, because the disk is full, is dropped: the service goes on. */
  #write(pieces: readonly Buffer[]): void {
    if (this.#logFd === -1) return;
    try {
      for (const piece of pieces) for (let at = 0; at < piece.length; ) at += writeSync(this.#logFd, piece, at);
    } catch (error) {
      if (!(error instanceof Error && "code" in error)) throw error;
    }
  }
}
