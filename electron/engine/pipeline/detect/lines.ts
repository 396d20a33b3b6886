/** Longer lines are machine-made; they are treated as empty, which also bounds what a pattern can be made to do. */
const longestLine = 2_000;

/** More than any build file that people keep by hand. */
const mostLines = 20_000;

/** The lines of a text without their ends, within bounds. */
export function readLines(text: string): string[] {
  const lines = text.split("\n", mostLines);
  return lines.map((line) => (line.length > longestLine ? "" : line.endsWith("\r") ? line.slice(0, -1) : line));
}

/**
 * The lines below a key at the start of a line (`tasks:`) in a file written like YAML, up to the next such key. A list
 * may stand at the margin. Empty when the key is missing or holds its value on its own line.
 */
export function linesBelow(text: string, key: string): string[] {
  const lines = readLines(text);
  const start = lines.findIndex((line) => line.startsWith(`${key}:`) && /^\s*(#|$)/.test(line.slice(key.length + 1)));
  if (start === -1) return [];
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^[^\s#-]/.test(line));
  return end === -1 ? rest : rest.slice(0, end);
}
