import { setImmediate as nextTurn } from "node:timers/promises";
import { stripAnsi } from "../../../shared/log/ansi.ts";
import type { Clock } from "../clock.ts";
import { LineCounter } from "./line-counter.ts";
import { lineFeed } from "./line-feeds.ts";
import { type LogPiece, readPieces } from "./log-pieces.ts";
import { openLogView } from "./log-view.ts";

/** Which log to look through. */
export interface LogMarksRequest {
  readonly path: string;
  readonly indexPath: string;
  readonly isLive: boolean;
  /** The most marks that are answered. */
  readonly limit: number;
  /** Looking stops after this long, with what was found. */
  readonly timeLimitMs: number;
  readonly now: Clock;
  readonly signal?: AbortSignal;
}

/** A line that says what went wrong. */
export interface LogMark {
  /** From 1. */
  readonly line: number;
  readonly kind: "error" | "warning";
}

/** The telling lines of a log. */
export interface LogMarks {
  /** In order; the first ones when there are too many. */
  readonly marks: LogMark[];
  /** The first line that tells of an error, `null` without one: where to look first. */
  readonly firstFailure: number | null;
}

/*
 * Words with which tools begin what they complain about. Each is a word by itself, and most must be written as a tool
 * writes them (`error:`, `FAIL`), so that "0 errors" or "error-handling.ts" is no mark.
 */
const errorPattern = new RegExp(
  [
    // error: … · error[E0308]: … · error TS2304: … · npm ERR! · ERROR in … · [ERROR] … · fatal: …
    String.raw`\b(?:error|fatal|fatal error)(?:\[\w+\]|\s[A-Z]{1,8}\d{1,6})?:`,
    String.raw`\b(?:ERROR|FATAL|ERR!|FAILED|FAILURE|FAIL)(?![\w-]|\s*[:=]?\s*0\b)`,
    // Error: … · TypeError [CODE]: … · java.lang.IllegalStateException: …
    String.raw`\b(?:[A-Z]\w{0,60})?(?:Error|Exception)(?:\s\[\w+\])?:`,
    // npm error code 1 · error Command failed with … of Yarn · 12:5  error  Unexpected … of linters · Error ---- a.js:3:1 of Flow
    String.raw`^npm error\b|^error Command failed\b|^\s*\d+:\d+\s+error\b|^Error -{10}`,
    // panic: … · thread 'main' panicked at … · Traceback (most recent call last):
    String.raw`\bpanic:|\bpanicked at\b|\bTraceback \(most recent`,
    // not ok 3 of TAP · the crosses of test runners · make: *** [all] Error 1 · Segmentation fault
    String.raw`^\s*not ok\b|^\s*[\u2716-\u2718\u00d7\u274c]|\*\*\* .{0,200}\bError \d|\bSegmentation fault|\bcore dumped\b`,
    // sh: 1: foo: not found
    ": (?:command )?not found$|: No such file or directory$|: Permission denied$",
    // a.c:(.text+0xac): undefined reference to `turn' of linkers, one line before they say "error"
    String.raw`: undefined reference to [\x60'\u2018]|\bmultiple definition of [\x60'\u2018]`,
  ].join("|"),
);

const warningPattern =
  /\b(?:warning|deprecated)(?:\[\w+\])?:|\b(?:WARN|WARNING|DEPRECATED)\b(?!\s*[:=]?\s*0\b)|\bDeprecationWarning\b|^npm warn\b|^\s*\d+:\d+\s+warning\b|^\s*\u26a0/i;

/** Lines with a hint are looked at closely, a few microseconds each; so many in one turn of the event loop. */
const linesPerTurn = 500;

/** A line says what it is about in its beginning. */
const shownCharacters = 500;

/**
 * Any line that can match one of the patterns holds one of these, whatever its case. Going through a piece with one
 * plain pattern is what makes looking through a large log bearable. Signs stand here as their bytes in UTF-8.
 */
const hintPattern =
  /err|fa[ti]|exception|panic|traceback|not (?:ok|found)|warn|deprecat|segmentation|core dumped|undefined ref|multiple def|no such file|permission denied|\xe2\x9c[\x96-\x98]|\xe2\x9d\x8c|\xe2\x9a\xa0|\xc3\x97/gi;

/**
 * Finds the lines that look like errors and warnings, for the map beside a log and for "show me the failure". Looks at
 * what people see, without escape sequences. A guess by the habits of common tools: it may miss, it may be wrong.
 */
export async function findMarks(request: LogMarksRequest): Promise<LogMarks> {
  const marks: LogMark[] = [];
  const view = await openLogView(request.path, request.indexPath, request.isLive);
  if (view === null) return { marks, firstFailure: null };
  const deadline = request.now() + request.timeLimitMs;
  let firstFailure: number | null = null;
  try {
    const lines = new LineCounter(view);
    for await (const piece of readPieces(view.source, 0, view.end.bytes, 0)) {
      if (request.signal?.aborted || request.now() > deadline) break;
      let looked = 0;
      for (const mark of marksOf(piece, lines)) {
        looked += 1;
        if (looked % linesPerTurn === 0) await nextTurn();
        if (mark === null) continue;
        if (mark.kind === "error") firstFailure ??= mark.line;
        if (marks.length < request.limit && marks.at(-1)?.line !== mark.line) marks.push(mark);
      }
      if (marks.length >= request.limit && firstFailure !== null) break;
      await nextTurn();
    }
  } finally {
    view.close();
  }
  return { marks, firstFailure };
}

/** Each line with a hint, as a mark or, when it is none after all, as `null`. */
function* marksOf(piece: LogPiece, lines: LineCounter): Generator<LogMark | null> {
  const { bytes, start } = piece;
  // One byte, one character: places in the text are places in the bytes.
  const text = bytes.toString("latin1");
  hintPattern.lastIndex = 0;
  for (let hint = hintPattern.exec(text); hint !== null; hint = hintPattern.exec(text)) {
    const from = text.lastIndexOf("\n", hint.index) + 1;
    const found = bytes.indexOf(lineFeed, hint.index);
    const to = found === -1 ? bytes.length : found;
    const kind = kindOf(bytes.toString("utf8", from, Math.min(to, from + 4 * shownCharacters)));
    yield kind === null ? null : { line: lines.lineAt(start + from, piece), kind };
    hintPattern.lastIndex = to;
  }
}

/** What a line says, `null` when it says nothing of the kind. */
export function kindOf(line: string): LogMark["kind"] | null {
  const text = stripAnsi(line).slice(0, shownCharacters).trimEnd();
  if (errorPattern.test(text)) return "error";
  return warningPattern.test(text) ? "warning" : null;
}
