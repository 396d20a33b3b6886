import { type Failure, failure } from "../../../shared/result.ts";

/** Why a file was not read; nothing of it is in the history. */
export type FileFailure = Failure<"file-missing" | "history-file-refused" | "disk-full" | "canceled">;

/** Ends the reading of a file that is not as it must be. */
export class Refusal extends Error {
  readonly failure: FileFailure;

  constructor(why: FileFailure) {
    super(why.message);
    this.failure = why;
  }
}

/** A file that cannot be taken: what is wrong, and in which line, from 1. */
export function refuse(what: string, line: number | null = null, hint = "Ask for the file once more; nothing of it was taken."): never {
  const place = line === null ? "" : `Line ${line}: `;
  throw new Refusal(failure("history-file-refused", `${place}${what}`, hint));
}
