import type { LogLine } from "../../../shared/contract/logs.ts";
import { type AnsiColor, type AnsiStyle, parseAnsi, stripAnsi } from "../../../shared/log/ansi.ts";
import { visible } from "../../../shared/visible.ts";
import { escapeHtml, type Markup } from "./markup.ts";

/** Some lines of a log that follow each other. */
export interface LogBlock {
  readonly lines: readonly LogLine[];
}

/** Which lines have an anchor and a mark, by number. */
export type MarkedLines = ReadonlyMap<number, string>;

/**
 * Lines as HTML, with their numbers and colours. A secret that only shows when the colours within it are gone, or that goes over
 * several lines, takes the colours of the whole block with it.
 */
export function logMarkup({ lines }: LogBlock, marked: MarkedLines, redact: (text: string) => string): Markup {
  const raw = lines.map(({ text }) => text).join("\n");
  const plain = lines.map(({ text }) => stripAnsi(text)).join("\n");
  const plainRedacted = redact(plain);
  const isClean = plainRedacted === plain;
  const texts = (isClean ? redact(raw) : plainRedacted).split("\n");
  const isNumbered = texts.length === lines.length;
  const rows = texts.map((text, index) => {
    const line = isNumbered ? lines[index] : undefined;
    const id = line === undefined ? undefined : marked.get(line.number);
    const more = line === undefined ? 0 : line.bytes - Buffer.byteLength(line.text) - 1;
    const rest = more > 0 ? `<i> … ${more} more bytes</i>` : "";
    const attributes = id === undefined ? "" : ` id="${escapeHtml(id)}" class="bad"`;
    return `<span${attributes}><b>${line?.number ?? ""}</b>${isClean ? coloured(text) : escapeHtml(visibleLine(text))}${rest}</span>`;
  });
  return { html: `<pre class="log">${rows.join("\n")}</pre>` };
}

function coloured(line: string): string {
  return parseAnsi(line)
    .map(({ text, style }) => {
      const classes = classesOf(style);
      const escaped = escapeHtml(visibleLine(text));
      return classes === "" ? escaped : `<span class="${classes}">${escaped}</span>`;
    })
    .join("");
}

function visibleLine(text: string): string {
  return text.split("\t").map(visible).join("\t");
}

// As in the window: black is for light terminals and white for dark ones, and both mean no colour.
const colorNames = ["dim", "red", "green", "yellow", "blue", "magenta", "cyan", ""];

/** Colours of the palette only: one of a program's own would need a style of its own, which the page's policy forbids. */
function classesOf({ foreground, background, bold, dim, italic, underline, strikethrough, inverse }: AnsiStyle): string {
  const front = nameOf(inverse ? (background ?? foreground) : foreground);
  const classes = [
    front === "" && dim ? "dim" : front,
    bold ? "bold" : "",
    italic ? "italic" : "",
    underline ? "underline" : "",
    strikethrough ? "strike" : "",
  ];
  return classes.filter((name) => name !== "").join(" ");
}

function nameOf(color: AnsiColor | null): string {
  return typeof color === "number" ? (colorNames[color % 8] ?? "") : "";
}
