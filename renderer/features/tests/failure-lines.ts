import type { Test, TestFailure } from "../../../shared/contract/tests.ts";
import { stripAnsi } from "../../../shared/log/ansi.ts";
import { type FileLink, findLinks, type LogLink } from "../../../shared/log/links.ts";

/** What a line of a difference says: what was expected, what came instead, or neither. */
export type LineTone = "expected" | "received" | null;

/** One line of what a test said, without colours. */
export interface FailureLine {
  readonly text: string;
  readonly links: readonly LogLink[];
  readonly tone: LineTone;
}

/** A piece of a line: a link, or what is between. */
export interface LinePiece {
  readonly from: number;
  readonly text: string;
  readonly link: LogLink | null;
}

/** Cuts a text into lines with the places that they name. Empty lines at both ends are left out. */
export function failureLines(text: string): FailureLine[] {
  const lines = text.split(/\r?\n/).map(stripAnsi);
  while (lines.length > 0 && lines[0]?.trim() === "") lines.shift();
  while (lines.at(-1)?.trim() === "") lines.pop();
  const tones = lines.map(toneOf);
  // Signs on one side only are a list or a log, and no difference.
  const isDifference = tones.includes("expected") && tones.includes("received");
  return lines.map((line, index) => ({ text: line, links: findLinks(line), tone: isDifference ? (tones[index] ?? null) : null }));
}

/** Vitest, Jest, Node, pytest and PHPUnit all write what they expected with a minus, and what they got with a plus. */
function toneOf(line: string): LineTone {
  // The line that explains the signs.
  if (/^[+-] \w+ [+-] \w+/.test(line.trimStart())) return null;
  const sign = /^(?:E? {0,8})([+-])(?![+-]{2})\s?\S?/.exec(line)?.[1];
  if (sign === undefined) return null;
  return sign === "-" ? "expected" : "received";
}

/** A line in pieces, from its beginning to its end. */
export function piecesOf({ text, links }: Pick<FailureLine, "text" | "links">): LinePiece[] {
  const pieces: LinePiece[] = [];
  let at = 0;
  for (const link of links) {
    if (link.start > at) pieces.push({ from: at, text: text.slice(at, link.start), link: null });
    pieces.push({ from: link.start, text: text.slice(link.start, link.end), link });
    at = link.end;
  }
  if (at < text.length) pieces.push({ from: at, text: text.slice(at), link: null });
  return pieces;
}

/** The first place in one's own code that a text names; `null` without. */
export function firstPlace(lines: readonly FailureLine[]): FileLink | null {
  const files = lines.flatMap(({ links }) => links.filter((link) => link.kind === "file"));
  return files.find(({ path }) => !isForeign(path)) ?? null;
}

/** Where a person wants to look: where it went wrong, as far as the test told, else where the test is written. `null` when nobody knows. */
export function placeToOpen(said: TestFailure | null, { file, line }: Pick<Test, "file" | "line">): Place | null {
  const found = firstPlace(failureLines(said?.details ?? "")) ?? firstPlace(failureLines(said?.message ?? ""));
  if (found !== null) return { path: found.path, line: found.line, ...(found.column === null ? {} : { column: found.column }) };
  return file === null ? null : { path: file, ...(line === null ? {} : { line }) };
}

/** A place in a file; line and column from 1. */
export interface Place {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
}

/** Libraries and the runtime's own files lead nowhere that could be mended. */
function isForeign(path: string): boolean {
  return /(^|[\\/])(node_modules|site-packages|vendor|\.cargo)[\\/]|^node:/.test(path);
}
