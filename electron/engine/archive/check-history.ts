import type { Manifest } from "../../../shared/history-file/manifest.ts";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import type { ImportProgress } from "./import-history.ts";
import { openHistory } from "./read-history.ts";
import { type FileFailure, Refusal } from "./refusal.ts";

/** What a file says of itself. */
export interface Inspected {
  readonly manifest: Manifest;
  /** Of the file. */
  readonly bytes: number;
}

/** Reads what a file says of itself, and nothing more of it. */
export async function inspectHistory(path: string): Promise<Result<Inspected, FileFailure>> {
  try {
    const { manifest, size, lines } = await openHistory(path);
    await lines.return();
    return ok({ manifest, bytes: size });
  } catch (error) {
    if (error instanceof Refusal) return err(error.failure);
    throw error;
  }
}

/** The same, and reads it to its end: whether it is whole and unchanged. Nothing is taken of it. */
export async function* checkHistory(
  path: string,
  signal: AbortSignal,
): AsyncGenerator<ImportProgress, Result<Inspected, FileFailure>, void> {
  try {
    const { manifest, size, lines } = await openHistory(path);
    let told = 0;
    for await (const { at } of lines) {
      if (signal.aborted) return err(failure("canceled", "It was canceled."));
      if (at === told) continue;
      told = at;
      yield { bytes: at, allBytes: size };
    }
    return ok({ manifest, bytes: size });
  } catch (error) {
    if (error instanceof Refusal) return err(error.failure);
    throw error;
  }
}
