import { type CommitHeader, commitTypes, parseHeader } from "../../../../shared/commit-message.ts";

/** What a commit's message says about a release. */
export interface ReleaseMessage {
  /** Its first line. */
  readonly title: string;
  /** Each conventional message in it: the title, and those that a squash kept in the body. Empty when there is none. */
  readonly changes: readonly MessageChange[];
  /** What its footer says that breaks; `null` without such a footer. */
  readonly breaking: string | null;
  /** The version that a `Release-As:` footer asks for, as written. */
  readonly releaseAs: string | null;
  /** What it takes back; `null` when it takes nothing back. */
  readonly revert: MessageRevert | null;
}

/** One conventional message. */
export interface MessageChange extends CommitHeader {
  /** In small letters: conventional commits are the same in any case (item 15). */
  readonly type: string;
}

/** What a message takes back: commits by their hashes, or else by a title. */
export interface MessageRevert {
  /** As written, possibly shortened. */
  readonly hashes: readonly string[];
  readonly title: string;
}

const breakingFooter = /^[\s*>-]*BREAKING[ -]CHANGES?:\s*(.*)$/;
const otherFooter = /^[A-Za-z][\w-]*(: | #)\S/;

/** Takes a message apart. */
export function readMessage(message: string): ReleaseMessage {
  const [title = "", ...body] = message.trim().split(/\r?\n/);
  const header = parseHeader(title);
  return {
    title,
    changes: header === null ? listed(body) : [small(header), ...paragraphs(body)],
    breaking: breakingNote(body),
    releaseAs: /^release-as:\s*v?(\S+)\s*$/im.exec(body.join("\n"))?.[1] ?? null,
    revert: revertOf(title, header, body.join("\n")),
  };
}

/** Below a title that says nothing: the list of messages that GitHub writes when it squashes. */
function listed(body: readonly string[]): MessageChange[] {
  return body.flatMap((line) => knownChange(/^[*-] (.+)$/.exec(line)?.[1]));
}

/**
 * Below a conventional title: messages that begin a paragraph, as release-please has it. A list is not read there: it is
 * the way to what the title says.
 */
function paragraphs(body: readonly string[]): MessageChange[] {
  return body.flatMap((line, index) => (body[index - 1]?.trim() === "" ? knownChange(line) : []));
}

function knownChange(line = ""): MessageChange[] {
  const header = parseHeader(line);
  return header !== null && header.subject !== "" && Object.hasOwn(commitTypes, header.type.toLowerCase()) ? [small(header)] : [];
}

function small(header: CommitHeader): MessageChange {
  return { ...header, type: header.type.toLowerCase() };
}

/** The footer's text up to the next empty line or footer; where it begins on a line of its own, from there. */
function breakingNote(body: readonly string[]): string | null {
  const start = body.findIndex((line) => breakingFooter.test(line));
  if (start === -1) return null;
  const first = breakingFooter.exec(body[start] ?? "")?.[1] ?? "";
  const rest = body.slice(start + 1);
  while (first === "" && rest[0]?.trim() === "") rest.shift();
  const end = rest.findIndex((line) => line.trim() === "" || otherFooter.test(line) || breakingFooter.test(line));
  return [first, ...(end === -1 ? rest : rest.slice(0, end))]
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
}

function revertOf(title: string, header: CommitHeader | null, body: string): MessageRevert | null {
  const quoted = /^Revert "(.*)"/.exec(title)?.[1];
  const isRevert = header?.type.toLowerCase() === "revert";
  if (quoted === undefined && !isRevert) return null;
  const named = /this reverts commits?\s+([^.]*?)(?:\.|,?\s+reversing\b|$)/i.exec(body)?.[1] ?? /^refs: (.*)$/im.exec(body)?.[1] ?? "";
  return {
    hashes: [...named.matchAll(/\b[0-9a-f]{7,64}\b/g)].map(([hash]) => hash),
    title: quoted ?? (header?.subject ?? "").replace(/^"(.*)"( \(#\d+\))?$/, "$1"),
  };
}
