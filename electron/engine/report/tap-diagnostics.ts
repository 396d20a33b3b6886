import { toDuration, toLine } from "./numbers.ts";

/** What the YAML below a test point says that tests have in common. */
export interface TapDiagnostics {
  readonly durationMs: number | null;
  readonly file: string | null;
  readonly line: number | null;
  /** Empty when there is none. */
  readonly message: string;
}

/**
 * Reads the few keys of diagnostics that mean the same everywhere. Producers' YAML is often none (unquoted colons, stacks
 * as they are), so this looks at lines `key: value` and at blocks after `|` and `>`, and is never surprised.
 */
export function readTapDiagnostics(lines: readonly string[]): TapDiagnostics {
  const values = new Map<string, string>();
  const indents = new Map<string, number>();
  for (let index = 0; index < lines.length; index += 1) {
    const found = /^(\s*)(duration_ms|location|at|file|fileName|line|lineNumber|error|message):(?:\s+(.*))?$/.exec(lines[index] ?? "");
    const indent = found?.[1]?.length ?? 0;
    const key = found?.[2];
    // What stands further in belongs to a value, as in AVA's picture of what was thrown.
    if (found === null || key === undefined || indent >= (indents.get(key) ?? Number.POSITIVE_INFINITY)) continue;
    indents.set(key, indent);
    const value = (found[3] ?? "").trim();
    values.set(key, /^[|>][-+0-9]*$/.test(value) ? blockBelow(lines, index) : withoutQuotes(value));
  }
  const place = placeOf(values.get("location") || values.get("at") || "");
  const duration = values.get("duration_ms");
  return {
    durationMs: duration === undefined || duration === "" ? null : toDuration(Number(duration)),
    file: place?.file ?? (values.get("file") || values.get("fileName") || null),
    line: place?.line ?? toLine(values.get("line") ?? values.get("lineNumber")),
    message: values.get("error") || values.get("message") || "",
  };
}

function blockBelow(lines: readonly string[], index: number): string {
  const indent = indentOf(lines[index] ?? "");
  const block: string[] = [];
  for (const line of lines.slice(index + 1, index + 1 + 50)) {
    if (line.trim() !== "" && indentOf(line) <= indent) break;
    block.push(line.slice(Math.min(indentOf(line), indent + 2)));
  }
  return block.join("\n").trimEnd();
}

/** `file:line:column`, also within `function (file:line:column)`; what an installed package does is no place of a test. */
function placeOf(text: string): { readonly file: string; readonly line: number } | null {
  const inner = text.endsWith(")") ? text.slice(text.lastIndexOf("(") + 1, -1) : text;
  const end = /:(\d{1,9})(?::\d{1,9})?$/.exec(inner);
  const line = toLine(end?.[1]);
  return end === null || line === null || inner.includes("/node_modules/")
    ? null
    : { file: inner.slice(0, end.index).replace(/^file:\/\//, ""), line };
}

function withoutQuotes(value: string): string {
  const quote = value.charAt(0);
  if (value.length < 2 || (quote !== "'" && quote !== '"') || !value.endsWith(quote)) return value;
  const inner = value.slice(1, -1);
  return quote === "'" ? inner.replaceAll("''", "'") : inner.replaceAll('\\"', '"').replaceAll("\\n", "\n").replaceAll("\\\\", "\\");
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
