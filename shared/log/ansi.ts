import { type AnsiColor, type AnsiStyle, applySgr, plainStyle } from "./sgr.ts";

export type { AnsiColor, AnsiStyle };

/** A piece of a line in one style; never empty. */
export interface AnsiSpan {
  readonly text: string;
  readonly style: AnsiStyle;
}

/**
 * Splits one line of terminal output into styled pieces. Colours and text styles are kept; every other escape sequence
 * (cursor movement, titles, the frame of a hyperlink) is left out, its text is not. Of a line that was written over
 * with carriage returns, the last version that has text is shown, as a terminal would. Every line begins plain: a
 * style that a program leaves on does not flow into the next line, because a reader may begin anywhere. Takes time in
 * proportion to the line's length, whatever is in it. An empty line has no pieces.
 */
export function parseAnsi(line: string): AnsiSpan[] {
  if (!hasControls(line)) return line === "" ? [] : [{ text: line, style: plainStyle }];
  let spans: AnsiSpan[] = [];
  let style = plainStyle;
  /** A carriage return counts when something comes after it. */
  let isWrittenOver = false;
  forEachPart(line, {
    text(from, to) {
      if (isWrittenOver) spans = [];
      isWrittenOver = false;
      const last = spans.at(-1);
      const text = line.slice(from, to);
      if (last?.style === style) spans[spans.length - 1] = { text: last.text + text, style };
      else spans.push({ text, style });
    },
    carriageReturn() {
      isWrittenOver = true;
    },
    style(parameters) {
      style = applySgr(style, parameters);
    },
  });
  return spans;
}

/** The text that `parseAnsi` shows, without its styles. */
export function stripAnsi(line: string): string {
  if (!hasControls(line)) return line;
  let parts: string[] = [];
  let isWrittenOver = false;
  forEachPart(line, {
    text(from, to) {
      if (isWrittenOver) parts = [];
      isWrittenOver = false;
      parts.push(line.slice(from, to));
    },
    carriageReturn() {
      isWrittenOver = true;
    },
    style() {},
  });
  return parts.join("");
}

function hasControls(line: string): boolean {
  return line.includes("\x1b") || line.includes("\r");
}

interface PartVisitor {
  text(from: number, to: number): void;
  carriageReturn(): void;
  style(parameters: string): void;
}

function forEachPart(line: string, visitor: PartVisitor): void {
  const findEnd = stringTerminators(line);
  let textStart = 0;
  let position = 0;
  function flush(to: number): void {
    if (to > textStart) visitor.text(textStart, to);
  }
  while (position < line.length) {
    const code = line.charCodeAt(position);
    if (code === carriageReturn) {
      flush(position);
      visitor.carriageReturn();
      position += 1;
      textStart = position;
    } else if (code === escapeCode) {
      flush(position);
      const end = escapeEnd(line, position, findEnd);
      if (line.charAt(position + 1) === "[" && line.charAt(end - 1) === "m") visitor.style(line.slice(position + 2, end - 1));
      position = end;
      textStart = end;
    } else position += 1;
  }
  flush(position);
}

const escapeCode = 0x1b;
const carriageReturn = 0x0d;

/**
 * Where the escape sequence at `start` ends. One that is broken or cut off costs its first character only, so that no
 * text can hide behind it. Grammar: ECMA-48, sections 5.3 to 5.6.
 */
function escapeEnd(line: string, start: number, findEnd: (from: number) => number): number {
  const kind = line.charAt(start + 1);
  if (kind === "[") {
    let at = skipRange(line, start + 2, 0x30, 0x3f);
    at = skipRange(line, at, 0x20, 0x2f);
    const final = line.charCodeAt(at);
    return final >= 0x40 && final <= 0x7e ? at + 1 : start + 1;
  }
  if (kind !== "" && "]PX^_".includes(kind)) {
    const end = findEnd(start + 2);
    return end === -1 ? start + 1 : end;
  }
  const at = skipRange(line, start + 1, 0x20, 0x2f);
  const final = line.charCodeAt(at);
  return final >= 0x30 && final <= 0x7e ? at + 1 : start + 1;
}

function skipRange(line: string, from: number, low: number, high: number): number {
  let at = from;
  while (line.charCodeAt(at) >= low && line.charCodeAt(at) <= high) at += 1;
  return at;
}

/** Finds the end behind the next string terminator, -1 without one; looks at each character once, however often it is asked in order. */
function stringTerminators(line: string): (from: number) => number {
  let bell = -2;
  let backslash = -2;
  return (from) => {
    if (bell !== -1 && bell < from) bell = line.indexOf("\x07", from);
    if (backslash !== -1 && backslash < from) backslash = line.indexOf("\x1b\\", from);
    const ends = [bell === -1 ? -1 : bell + 1, backslash === -1 ? -1 : backslash + 2].filter((end) => end !== -1);
    return ends.length === 0 ? -1 : Math.min(...ends);
  };
}
