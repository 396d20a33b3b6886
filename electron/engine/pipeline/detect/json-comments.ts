/** JSON with comments and trailing commas as plain JSON. One pass, so that no text can make it slow. */
export function withoutJsonComments(text: string): string {
  const kept: string[] = [];
  let position = 0;
  while (position < text.length) {
    const end = endOfToken(text, position);
    const token = text.slice(position, end);
    const isComment = token.startsWith("//") || token.startsWith("/*");
    if (token === "}" || token === "]") dropTrailingComma(kept);
    if (!isComment) kept.push(token);
    position = end;
  }
  return kept.join("");
}

/** A text in quotes, a comment, a run of white space, or one character. */
function endOfToken(text: string, start: number): number {
  const first = text[start];
  if (first === '"') {
    let end = start + 1;
    while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
    return end + 1;
  }
  if (first === "/" && text[start + 1] === "/") return endOr(text.indexOf("\n", start), text);
  if (first === "/" && text[start + 1] === "*") {
    const close = text.indexOf("*/", start + 2);
    return close === -1 ? text.length : close + 2;
  }
  let end = start;
  while (end < text.length && " \t\r\n".includes(text[end] ?? "x")) end += 1;
  return Math.max(end, start + 1);
}

function endOr(position: number, text: string): number {
  return position === -1 ? text.length : position;
}

function dropTrailingComma(kept: string[]): void {
  const last = kept.findLastIndex((token) => token.trim() !== "");
  if (kept[last] === ",") kept.splice(last, 1);
}
