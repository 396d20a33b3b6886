/*
 * Text of other people within a Markdown document (CommonMark, with GitHub's tables): it can neither become structure of the
 * document nor leave its place.
 */

/** Signs that move, hide or turn what follows. */
const unseen = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text as plain words within one line. */
export function plainLine(text: string): string {
  const line = text
    .replaceAll(/\s+/g, " ")
    .replaceAll(unseen, "")
    .trim()
    .replaceAll(/[\\`*[\]<>|#~&$]/g, "\\$&");
  // Within a word an underscore means nothing, and names are full of them.
  return line.replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_");
}

/**
 * Markdown of a person as the lines of a quote. A quote ends what its lines left open, such as a fence or a list; HTML, which
 * would be left open beyond it, is shown as it is written. In code, too, because where code ends only a whole parser knows: a
 * tag there is seen with its `&lt;`.
 */
export function quoted(text: string): string[] {
  return text
    .trim()
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => withoutHtml(line.replaceAll("\t", "    ").replaceAll(unseen, "")))
    .map((line) => (line === "" ? ">" : `> ${line}`));
}

function withoutHtml(line: string): string {
  return line.replaceAll(/<(?=[A-Za-z/!?])/g, "&lt;");
}
