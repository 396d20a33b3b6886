import type { LogLine } from "../../../shared/contract/logs.ts";
import { type Failure, ok, type Result } from "../../../shared/result.ts";
import type { TextSink } from "../../actions/save-file.ts";
import type { LogAnswer } from "./line-cache.ts";
import { isCut } from "./log-row.tsx";

/** Reads lines from one on, as many as one answer holds. */
export type ReadChunk = (fromLine: number) => Promise<Result<LogAnswer, Failure>>;

/** What became of a saved log. */
export interface SavedLog {
  readonly lines: number;
  /** How many lines were too long to be sent whole. */
  readonly cutLines: number;
}

/** Writes lines `first` to `last` piece by piece; only one piece is in memory at a time. */
export async function writeLines(read: ReadChunk, sink: TextSink, first: number, last: number): Promise<Result<SavedLog, Failure>> {
  let cutLines = 0;
  let next = first;
  while (next <= last) {
    const answer = await read(next);
    if (!answer.ok) {
      await sink.abort();
      return answer;
    }
    const lines = answer.value.lines.filter(({ number }) => number <= last);
    if (lines.length === 0) break;
    cutLines += lines.filter(isCut).length;
    await sink.write(textOf(lines));
    next += lines.length;
  }
  await sink.close();
  return ok({ lines: next - first, cutLines });
}

function textOf(lines: readonly LogLine[]): string {
  return `${lines.map(({ text }) => text).join("\n")}\n`;
}
