import { type ReleaseChange, short, type WeighedCommit } from "../weigh-commits.ts";
import type { RepositoryLinks } from "./links.ts";

/** What the notes of a version are written from. */
export interface NotesRequest {
  /** The newest first. */
  readonly commits: readonly WeighedCommit[];
  /** `null` where nothing can be linked to. */
  readonly links: RepositoryLinks | null;
  /** What people wrote under `Unreleased`, Markdown; empty for nothing. */
  readonly unreleased: string;
}

/** The sections of keepachangelog.com 1.1.0, in its order. */
const sections = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"] as const;
type Section = (typeof sections)[number];

interface Entry {
  readonly section: Section;
  readonly isBreaking: boolean;
  readonly text: string;
}

/**
 * What a version brings, as Markdown without the version's own heading: in each section first what people wrote, then what
 * breaks, then the rest. Sections of names that the format does not know stand behind those that it knows.
 */
export function writeNotes({ commits, links, unreleased }: NotesRequest): string {
  const written = cutSections(unreleased);
  const seen = new Set<string>();
  const entries = commits.flatMap(({ effect, changes }) =>
    changes.flatMap((change) => {
      const key = JSON.stringify([change.type, change.scope, change.subject]);
      // The same change comes twice when it was picked into another branch and merged.
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ section: sectionOf(change), isBreaking: change.isBreaking, text: entryText(change, effect.commit, links) }];
    }),
  );
  const others = [...written.keys()].filter((name) => name !== "" && !sections.some((section) => section === name));
  const blocks = [written.get("") ?? "", ...[...sections, ...others].map((name) => sectionText(name, written.get(name) ?? "", entries))];
  return blocks.filter((block) => block !== "").join("\n\n") || "Nothing changes for users.";
}

function sectionText(name: string, written: string, entries: readonly Entry[]): string {
  const own = entries.filter(({ section }) => section === name);
  const lines = [...own.filter(({ isBreaking }) => isBreaking), ...own.filter(({ isBreaking }) => !isBreaking)].map(({ text }) => text);
  const text = [written, lines.join("\n")].filter((part) => part !== "").join("\n");
  return text === "" ? "" : `### ${name}\n\n${text}`;
}

/** By the names of their headings of level 3; what stands before the first has an empty one. */
function cutSections(markdown: string): Map<string, string> {
  const found = new Map<string, string[]>([["", []]]);
  let lines = found.get("") ?? [];
  let isCode = false;
  for (const line of markdown.split("\n")) {
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode;
    const heading = isCode ? undefined : /^###\s+(.+?)\s*#*$/.exec(line)?.[1];
    if (heading === undefined) lines.push(line);
    else {
      const name = sections.find((section) => section.toLowerCase() === heading.toLowerCase()) ?? heading;
      lines = found.get(name) ?? [];
      found.set(name, lines);
    }
  }
  return new Map([...found].map(([name, each]) => [name, each.join("\n").trim()]));
}

function sectionOf({ type, scope, subject, breakingNote }: ReleaseChange): Section {
  if (type === "security" || scope === "security" || /\b(CVE-\d{4}-\d+|GHSA(-\w{4}){3})\b/i.test(`${subject} ${breakingNote}`))
    return "Security";
  if (type === "fix") return "Fixed";
  if (/^deprecate/i.test(subject)) return "Deprecated";
  if (/^(remove|drop|delete)(s|d)?\b/i.test(subject)) return "Removed";
  return type === "feat" || type === "feature" ? "Added" : "Changed";
}

function entryText(
  { type, scope, subject, isBreaking, breakingNote }: ReleaseChange,
  commit: string,
  links: RepositoryLinks | null,
): string {
  const start = [
    isBreaking ? "**Breaking:** " : "",
    scope === null ? "" : `**${escaped(scope)}:** `,
    type === "revert" ? "takes back: " : "",
  ].join("");
  const hash = links === null ? short(commit) : `[${short(commit)}](${links.commit(commit)})`;
  const note = breakingNote === "" || breakingNote === subject ? "" : `\n  ${escaped(breakingNote)}`;
  return `- ${start}${linked(escaped(subject), links)} (${hash})${note}`;
}

/** Makes `#12` lead to where it is. */
function linked(markdown: string, links: RepositoryLinks | null): string {
  if (links === null) return markdown;
  return outsideCode(markdown, (text) =>
    text.replace(/(^|[\s(])#(\d+)\b/g, (whole, before: string, number: string) => {
      const address = links.issue(number);
      return address === null ? whole : `${before}[#${number}](${address})`;
    }),
  );
}

/** A subject is text and `code`; what else it may look like to Markdown it is not: no HTML, no links, no emphasis. */
function escaped(text: string): string {
  return outsideCode(text, (plain) =>
    plain
      .replace(/[<*\\]/g, "\\$&")
      .replace(/\]\(/g, "\\](")
      .replace(/(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])/g, (run) => run.replaceAll("_", "\\_")),
  );
}

/** Changes what does not stand between two marks of code. */
function outsideCode(text: string, change: (plain: string) => string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join("");
}
