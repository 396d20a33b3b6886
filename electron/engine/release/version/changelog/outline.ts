/** A heading of a Markdown file. Places are in characters. */
export interface Heading {
  readonly level: number;
  /** Without its marks. */
  readonly text: string;
  /** Where its first line begins. */
  readonly start: number;
  /** Where the line below it begins. */
  readonly end: number;
}

/** A line, without its end. */
interface Line {
  readonly text: string;
  readonly start: number;
  /** Where the next one begins. */
  readonly end: number;
}

/** What of a Markdown file says where things stand in it. */
export interface Outline {
  readonly lines: readonly Line[];
  readonly headings: readonly Heading[];
  /** Where its text begins: behind a mark of its encoding and the settings that sites keep at the top. */
  readonly start: number;
}

/** Reads lines and headings (`# x` and underlined ones); those in code and in comments are none. */
export function readOutline(text: string): Outline {
  const lines = linesOf(text);
  const first = firstLine(lines);
  const headings: Heading[] = [];
  let fence = "";
  let isComment = false;
  for (const [index, line] of lines.entries()) {
    if (index < first) continue;
    const mark = /^ {0,3}(```|~~~)/.exec(line.text)?.[1] ?? "";
    if (fence !== "") fence = mark === fence ? "" : fence;
    else if (isComment) isComment = !line.text.includes("-->");
    else if (mark !== "") fence = mark;
    else if (/^\s*<!--/.test(line.text)) isComment = !line.text.includes("-->");
    else headings.push(...headingAt(line, lines[index + 1]));
  }
  return { lines, headings, start: lines[first]?.start ?? text.length };
}

function headingAt(line: Line, next: Line | undefined): Heading[] {
  const [, marks = "", text = ""] = /^ {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$/.exec(line.text) ?? [];
  if (marks !== "") return [{ level: marks.length, text, start: line.start, end: line.end }];
  const isText = /^ {0,3}[^\s>*#+|-]/.test(line.text);
  const underline = /^(=+|-{3,})[ \t]*$/.exec(next?.text ?? "")?.[1];
  if (!isText || underline === undefined || next === undefined) return [];
  return [{ level: underline.startsWith("=") ? 1 : 2, text: line.text.trim(), start: line.start, end: next.end }];
}

function linesOf(text: string): Line[] {
  // Bytes of a mark of UTF-8, when every character is a byte.
  let start = text.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
  const lines: Line[] = [];
  while (start < text.length) {
    const feed = text.indexOf("\n", start);
    const end = feed === -1 ? text.length : feed + 1;
    lines.push({ text: text.slice(start, end).replace(/\r?\n$/, ""), start, end });
    start = end;
  }
  return lines;
}

/** Behind settings between two lines of `---`. */
function firstLine(lines: readonly Line[]): number {
  if (lines[0]?.text !== "---") return 0;
  const end = lines.findIndex(({ text }, index) => index > 0 && text === "---");
  return end + 1;
}
