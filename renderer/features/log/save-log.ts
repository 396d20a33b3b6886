import type { LogLine } from "../../../shared/contract/logs.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import type { LogAnswer } from "./line-cache.ts";
import { isCut } from "./log-row.tsx";

/** Reads lines from one on, as many as one answer holds. */
export type ReadChunk = (fromLine: number) => Promise<Result<LogAnswer, Failure>>;

/** Takes the pieces of a file in their order. */
export interface TextSink {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

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
    if (!answer.ok) return answer;
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

interface FilePickerWindow {
  showSaveFilePicker?(options: { suggestedName: string }): Promise<{ createWritable(): Promise<TextSink> }>;
}

/** A file that the person chose; where a browser has no such dialog, a download that is put together in memory. */
export async function openSink(suggestedName: string): Promise<Result<TextSink, Failure>> {
  const { showSaveFilePicker } = window as FilePickerWindow;
  if (showSaveFilePicker === undefined) return ok(downloadSink(suggestedName));
  try {
    const file = await showSaveFilePicker.call(window, { suggestedName });
    return ok(await file.createWritable());
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "AbortError") return err(failure("ABORTED", "Nothing was saved."));
    return ok(downloadSink(suggestedName));
  }
}

function downloadSink(name: string): TextSink {
  const parts: Blob[] = [];
  return {
    // Blobs, not strings: the browser may keep them on disk.
    write: async (text) => void parts.push(new Blob([text])),
    close: async () => {
      const address = URL.createObjectURL(new Blob(parts, { type: "text/plain;charset=utf-8" }));
      const link = document.createElement("a");
      link.href = address;
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    },
  };
}
