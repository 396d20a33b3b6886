import type { LogLine } from "../../../shared/contract/logs.ts";
import { styleLine } from "./styled-line.ts";

/** One end of a selection: a line, and how many of its characters are before it. */
export interface SelectionEnd {
  readonly line: number;
  readonly offset: number;
}

/** What is selected in a log, first end first. */
export interface LogSelection {
  readonly from: SelectionEnd;
  readonly to: SelectionEnd;
}

/** Reads the browser's selection as lines of the log; `null` when it is empty or reaches outside of `root`. */
export function readSelection(root: Element): LogSelection | null {
  const selection = document.getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const from = endAt(root, range.startContainer, range.startOffset);
  const to = endAt(root, range.endContainer, range.endOffset);
  return from === null || to === null ? null : { from, to };
}

function endAt(root: Element, node: Node, offset: number): SelectionEnd | null {
  if (!root.contains(node)) return null;
  const element = node instanceof Element ? node : node.parentElement;
  const row = element?.closest("[data-line]");
  if (row === null || row === undefined) return null;
  const text = row.querySelector("[data-text]");
  const before = document.createRange();
  before.selectNodeContents(text ?? row);
  const isInText = text?.contains(node) === true;
  if (isInText) before.setEnd(node, offset);
  return { line: Number(row.getAttribute("data-line")), offset: isInText ? before.toString().length : 0 };
}

/** The selected text, when all its lines are at hand; `null` when some have to be read first. */
export function selectedText({ from, to }: LogSelection, lineAt: (line: number) => LogLine | null): string | null {
  const parts: string[] = [];
  for (let number = from.line; number <= to.line; number += 1) {
    const line = lineAt(number);
    if (line === null) return null;
    const { plain } = styleLine(line);
    parts.push(plain.slice(number === from.line ? from.offset : 0, number === to.line ? to.offset : undefined));
  }
  return parts.join("\n");
}
