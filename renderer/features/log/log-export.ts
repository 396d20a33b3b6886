import { countOf, withThousands } from "../../../shared/counts.ts";
import { copyText } from "../../actions/editor-actions.ts";
import { openSink } from "../../actions/save-file.ts";
import { showFailure, showToast } from "../../state/toasts.ts";
import type { LogReader } from "./log-reader.ts";
import { type LogSelection, selectedText } from "./log-selection.ts";
import type { LogSubject } from "./log-subject.ts";
import { writeLines } from "./save-log.ts";
import { styleLine } from "./styled-line.ts";

// A clipboard is no place for a gigabyte.
const mostCopiedLines = 200_000;

/** Saves a log as a file that the person chooses. Says so when lines had to be cut, and what keeps every byte. */
export async function saveWholeLog(reader: LogReader, { fileName, command }: LogSubject): Promise<void> {
  const sink = await openSink(`${fileName.replace(/[^\w.-]+/g, "-")}.log`);
  if (!sink.ok) {
    showFailure(sink.failure);
    return;
  }
  const stop = new AbortController();
  const saved = await writeLines((fromLine) => reader.readOnce(fromLine, stop.signal), sink.value, 1, reader.cache.extent.totalLines);
  if (!saved.ok) {
    showFailure(saved.failure);
    return;
  }
  const { lines, cutLines } = saved.value;
  const cut =
    cutLines === 0
      ? ""
      : `${withThousands(cutLines)} long ${cutLines === 1 ? "line was" : "lines were"} cut; ${command} writes every byte.`;
  showToast({ message: `Saved ${countOf(lines, "line")}.`, hint: cut });
}

/** Copies what is selected exactly as it was written, also lines that are not on the screen. */
export function copySelection(reader: LogReader, selection: LogSelection, clipboard: DataTransfer): void {
  const text = selectedText(selection, (line) => reader.cache.lineAt(line));
  if (text === null) void copyAfterReading(reader, selection);
  else clipboard.setData("text/plain", text);
}

async function copyAfterReading(reader: LogReader, { from, to }: LogSelection): Promise<void> {
  const stop = new AbortController();
  const parts: string[] = [];
  const last = Math.min(to.line, from.line + mostCopiedLines - 1);
  for (let next = from.line; next <= last; ) {
    const answer = await reader.readOnce(next, stop.signal);
    if (!answer.ok) {
      showFailure(answer.failure);
      return;
    }
    const lines = answer.value.lines.filter(({ number }) => number <= last);
    if (lines.length === 0) break;
    for (const line of lines) {
      const { plain } = styleLine(line);
      parts.push(plain.slice(line.number === from.line ? from.offset : 0, line.number === to.line ? to.offset : undefined));
    }
    next += lines.length;
  }
  await copyText(
    parts.join("\n"),
    last < to.line ? `the first ${withThousands(parts.length)} lines` : `${withThousands(parts.length)} lines`,
  );
}
