import { err, ok, type Result } from "../../../shared/result.ts";

/** Why a file cannot be read as an item, and in which line, from 1. */
export interface TextFault {
  readonly line: number;
  readonly message: string;
}

/** A field as it stands in a file: its key, its lines, and the lines above it that are no field's: blank ones and comments. */
export interface Entry {
  readonly key: string;
  readonly leading: readonly string[];
  readonly lines: readonly string[];
  /** The line of its key, from 1. */
  readonly line: number;
}

/** A comment with the lines of its text. */
export interface CommentBlock {
  readonly id: string;
  readonly author: string;
  readonly at: number;
  readonly lines: readonly string[];
}

/**
 * An item's file taken apart without understanding its values. Lines are without their ends; those of the description and
 * of comments are still escaped (see {@link unescapeLines}).
 */
export interface Layout {
  readonly hasMark: boolean;
  readonly isCrlf: boolean;
  readonly entries: readonly Entry[];
  /** Lines between the last field and the end of the front matter. */
  readonly trailing: readonly string[];
  /** Without blank lines around it. */
  readonly description: readonly string[];
  readonly comments: readonly CommentBlock[];
  readonly places: Places;
}

/** Where parts of a file stand: indexes of its lines. */
export interface Places {
  /** The end of the front matter. */
  readonly fence: number;
  /** The heading above the comments; the number of lines when there is none. */
  readonly heading: number;
}

/** Begins and ends the front matter. */
export const fence = "---";
/** Begins the comments; it stands in every file that Millrace wrote, so that a first comment is far from the description. */
export const commentsHeading = "## Comments";
const byteOrderMark = "\ufeff";

const keyLine = /^([^\s#"'[\]{},&*!|>%@`?:-][^:"'{}[\]]*?)\s*:(?:[ \t].*)?$/;
const commentLine = /^<!-- comment (\S+) (.*) (\d{4}-\d\d-\d\dT[\d:.]+Z) -->$/;
/** Lines that mean something to Millrace, with the backslashes that say that they do not. */
const meant = /^(\\*)(?=<!-- comment |## Comments$|<{7} )/;
const escaped = /^\\(?=\\*(?:<!-- comment |## Comments$|<{7} ))/;

/** Takes a file apart. Fails with the first line that is no front matter. */
export function readLayout(text: string): Result<Layout, TextFault> {
  const hasMark = text.startsWith(byteOrderMark);
  const isCrlf = /^[^\n]*\r\n/.test(text);
  const lines = (hasMark ? text.slice(1) : text).split("\n").map(withoutReturn);
  if (lines[0]?.trimEnd() !== fence) {
    return err({ line: 1, message: "expected `---`, where the item's fields begin" });
  }
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === fence);
  if (end === -1) return err({ line: lines.length, message: "expected `---` behind the item's fields, found the end of the file" });
  const front = readEntries(lines, end);
  if (!front.ok) return front;
  const body = readBody(lines.slice(end + 1));
  return ok({ hasMark, isCrlf, ...front.value, ...body, places: { fence: end, heading: end + 1 + body.heading } });
}

/** Puts a file together. */
export function writeLayout({ hasMark, isCrlf, entries, trailing, description, comments }: Omit<Layout, "places">): string {
  const lines = [
    fence,
    ...entries.flatMap(({ leading, lines }) => [...leading, ...lines]),
    ...trailing,
    fence,
    "",
    ...(description.length === 0 ? [] : [...description, ""]),
    commentsHeading,
    ...comments.flatMap((comment) => ["", ...linesOfComment(comment)]),
    "",
  ];
  return (hasMark ? byteOrderMark : "") + lines.join(isCrlf ? "\r\n" : "\n");
}

/** The lines of a text as they stand in a file: none is taken for one of Millrace's own. */
export function escapeLines(text: string): string[] {
  const lines = text
    .replaceAll(/\r\n?/g, "\n")
    .split("\n")
    .map((line) => (meant.test(line) ? `\\${line}` : line));
  return withoutBlanksAround(lines.map((line) => line.replaceAll("\0", "")));
}

/** The text that {@link escapeLines} was given. */
export function unescapeLines(lines: readonly string[]): string {
  return lines.map((line) => line.replace(escaped, "")).join("\n");
}

/** A person's name as it can stand in a comment's line. */
export function authorInLine(author: string): string {
  return (
    author
      .replaceAll(/[\s\p{C}]+/gu, " ")
      .replaceAll(/--+/g, "-")
      .trim() || "somebody"
  );
}

/** Without blank lines at the begin and the end. */
export function withoutBlanksAround(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line.trim() !== "");
  return first === -1 ? [] : lines.slice(first, lines.findLastIndex((line) => line.trim() !== "") + 1);
}

/** A comment as it stands in a file. */
export function linesOfComment({ id, author, at, lines }: CommentBlock): string[] {
  return [`<!-- comment ${id} ${authorInLine(author)} ${new Date(at).toISOString()} -->`, ...lines];
}

/** A line without the `\r` at its end. */
export function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

function readEntries(lines: readonly string[], end: number): Result<Pick<Layout, "entries" | "trailing">, TextFault> {
  const entries: { key: string; leading: string[]; lines: string[]; line: number }[] = [];
  const seen = new Map<string, number>();
  let pending: string[] = [];
  for (let index = 1; index < end; index += 1) {
    const text = lines[index] ?? "";
    const last = entries.at(-1);
    if (text.trim() === "" || text.startsWith("#")) pending.push(text);
    else if (/^(?:[ \t]|-(?:[ \t]|$))/.test(text)) {
      if (last === undefined) return err({ line: index + 1, message: "expected a field, as in `title: Fix the login`" });
      last.lines.push(...pending, text);
      pending = [];
    } else {
      const key = keyLine.exec(text)?.[1];
      if (key === undefined) return err({ line: index + 1, message: "expected a field, as in `title: Fix the login`" });
      const earlier = seen.get(key);
      if (earlier !== undefined)
        return err({ line: index + 1, message: `\`${key}\` stands here a second time; the first is in line ${earlier}` });
      seen.set(key, index + 1);
      entries.push({ key, leading: pending, lines: [text], line: index + 1 });
      pending = [];
    }
  }
  return ok({ entries, trailing: pending });
}

function readBody(lines: readonly string[]): Pick<Layout, "description" | "comments"> & { heading: number } {
  const heading = lines.findIndex((line, index) => line.trimEnd() === commentsHeading && areComments(lines, index + 1));
  if (heading === -1) return { description: withoutBlanksAround(lines), comments: [], heading: lines.length };
  const comments: { id: string; author: string; at: number; lines: string[] }[] = [];
  for (const line of lines.slice(heading + 1)) {
    const comment = readCommentLine(line);
    if (comment !== null) comments.push({ ...comment, lines: [] });
    else comments.at(-1)?.lines.push(line);
  }
  return {
    heading,
    description: withoutBlanksAround(lines.slice(0, heading)),
    comments: comments.map((comment) => ({ ...comment, lines: withoutBlanksAround(comment.lines) })),
  };
}

/** Whether a comment follows, or nothing at all. */
function areComments(lines: readonly string[], from: number): boolean {
  const next = lines.slice(from).find((line) => line.trim() !== "");
  return next === undefined || readCommentLine(next) !== null;
}

function readCommentLine(line: string): { id: string; author: string; at: number } | null {
  const [, id, author, time] = commentLine.exec(line.trimEnd()) ?? [];
  if (id === undefined || author === undefined || time === undefined) return null;
  const at = Date.parse(time);
  return Number.isNaN(at) ? null : { id, author, at };
}

/** What stands behind the colon of an entry. */
export function textOfEntry({ lines }: Pick<Entry, "lines">): string {
  const [first = "", ...rest] = lines;
  return [first.slice(first.indexOf(":") + 1), ...rest].join("\n");
}
