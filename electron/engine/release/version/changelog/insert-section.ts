import { type Heading, type Outline, readOutline } from "./outline.ts";

/** What a changelog gets to hold. */
export interface ChangelogSection {
  readonly version: string;
  /** Epoch milliseconds; its day is that of UTC. */
  readonly releasedAtMs: number;
  /** Markdown, as it was written for the version; what stands under `Unreleased` gives way to it. */
  readonly notes: string;
  /** What came since the version before it, in a browser; `null` for no link. */
  readonly compareUrl: string | null;
}

/** What a section takes the place of; nothing where both are the same. Places are in bytes. */
interface Place {
  readonly start: number;
  readonly end: number;
  readonly level: number;
}

const beginning = `# Changelog

All notable changes to this project are documented in this file.

The format is based on [Keep a Changelog](https://keepachangelog.com/en/1.1.0/), and this project adheres to
[Semantic Versioning](https://semver.org/spec/v2.0.0.html).

## [Unreleased]
`;

/** What people wrote under `Unreleased`, with plain line ends; empty for nothing. */
export function readUnreleased(file: Buffer | null): string {
  if (file === null) return "";
  const place = unreleasedPlace(readOutline(file.toString("latin1")));
  const text = place === null ? "" : file.subarray(place.start, place.end).toString("utf8");
  return text.replaceAll("\r\n", "\n").trim();
}

/**
 * The changelog with this section: under `Unreleased`, of which it replaces the content; else above the newest version, or
 * below the title and what introduces it. Every other byte stays as it is. One that has the version already stays whole.
 */
export function insertSection(file: Buffer | null, section: ChangelogSection): Buffer {
  const bytes = file === null || file.length === 0 ? Buffer.from(beginning) : file;
  // A character for each byte, so that places in it are places in the file, whatever its encoding is.
  const text = bytes.toString("latin1");
  const outline = readOutline(text);
  if (outline.headings.some((heading) => versionIn(heading) === section.version)) return bytes;
  const { start, end, level } = unreleasedPlace(outline) ?? newestPlace(outline) ?? titlePlace(outline, text);
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? "\n";
  const before = text.slice(0, start);
  const isSpaced = before === "" || start === outline.start || /\n\r?\n$/.test(before);
  const gap = isSpaced ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const rest = end < bytes.length ? "\n" : "";
  const added = `${gap}${sectionText(section, level)}\n${rest}`.replaceAll(/\r?\n/g, lineEnd);
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(added), bytes.subarray(end)]);
}

function sectionText({ version, releasedAtMs, notes, compareUrl }: ChangelogSection, level: number): string {
  const name = compareUrl === null ? version : `[${version}](${compareUrl})`;
  const day = new Date(releasedAtMs).toISOString().slice(0, 10);
  return `${"#".repeat(level)} ${name} - ${day}\n\n${notes.trim()}`;
}

/** From below the heading to the next one that is not part of it, or to the links that stand at the end of a file. */
function unreleasedPlace({ headings, lines }: Outline): Place | null {
  const index = headings.findIndex(({ level, text }) => level <= 3 && /^\[?unreleased\b/i.test(text));
  const heading = headings[index];
  if (heading === undefined) return null;
  const next = headings.slice(index + 1).find(({ level }) => level <= heading.level)?.start ?? Number.POSITIVE_INFINITY;
  const link = lines.find(({ text, start }) => start >= heading.end && /^\[[^\]]+\]:\s/.test(text))?.start ?? Number.POSITIVE_INFINITY;
  return { start: heading.end, end: Math.min(next, link, lines.at(-1)?.end ?? heading.end), level: heading.level };
}

/** Above the newest version, and the anchor that may stand before it. */
function newestPlace({ headings, lines }: Outline): Place | null {
  const heading = headings.find((each) => each.level <= 3 && versionIn(each) !== null);
  if (heading === undefined) return null;
  const above = lines.filter(({ end, text }) => end <= heading.start && text.trim() !== "").at(-1);
  const start = above !== undefined && /^<a (name|id)=/.test(above.text) ? above.start : heading.start;
  // Tools write patches at level 3 below minors at level 2.
  return { start, end: start, level: Math.min(heading.level, 2) };
}

/** Below the title and the paragraphs that introduce it; at the top where there is no title. */
function titlePlace({ headings, lines, start }: Outline, text: string): Place {
  const title = headings.find((heading) => heading.level === 1 && text.slice(start, heading.start).trim() === "");
  if (title === undefined) return { start, end: start, level: 2 };
  const content = /^(\s*([-*+]|\d+[.)])\s|\s*<|\s*```|\s*~~~|\[[^\]]+\]:|---)/;
  const isContent = (line: (typeof lines)[number]) => content.test(line.text) || headings.some((heading) => heading.start === line.start);
  const end = lines.find((line) => line.start >= title.end && isContent(line))?.start ?? lines.at(-1)?.end ?? title.end;
  return { start: end, end, level: 2 };
}

/** The first version that a heading names, without what a link leads to. */
function versionIn({ text }: Heading): string | null {
  return /\d+\.\d+(?:\.\d+)?(?:[+-]?[0-9A-Za-z.+-]*[0-9A-Za-z])?/.exec(text.replace(/\]\([^)]*\)/g, "]"))?.[0] ?? null;
}
