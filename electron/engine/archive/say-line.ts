import type { z } from "zod";
import { type LineKind, type LineOf, lineSchemas } from "../../../shared/history-file/lines.ts";

/**
 * A line of a file. It is checked as a reader will check it: a text that the database could hold and the file cannot (half a
 * character, a NUL, a megabyte too long) is made one that it can. Values of secrets are taken out of every text.
 */
export function sayLine<Kind extends LineKind>(kind: Kind, value: LineOf<Kind>, redact: (text: string) => string): string {
  const mended = mend(lineSchemas[kind], value);
  const line = JSON.stringify({ [kind]: mended });
  // Only what is changed is looked at part by part: a secret may reach from one text into the next one, through what JSON needs.
  if (redact(line) === line) return line;
  return JSON.stringify({ [kind]: mend(lineSchemas[kind], mapTexts(mended, redact)) });
}

/** More than enough for every text of a line to be at fault. */
const mostRounds = 20;

function mend<Value>(schema: z.ZodType, value: Value): Value {
  for (let round = 0; round < mostRounds; round += 1) {
    const read = schema.safeParse(value);
    if (read.success) return value;
    value = structuredClone(value);
    for (const issue of read.error.issues) mendAt(value, issue);
  }
  throw new Error(`A part of the history does not fit into a file: ${schema.safeParse(value).error?.message}`);
}

function mendAt(root: unknown, issue: z.core.$ZodIssue): void {
  const last = issue.path.at(-1);
  let parent = root as Record<PropertyKey, unknown>;
  for (const key of issue.path.slice(0, -1)) parent = parent[key] as typeof parent;
  if (last === undefined) return;
  const found = parent[last];
  if (typeof found === "string" && issue.code === "too_big") parent[last] = found.slice(0, Number(issue.maximum)).toWellFormed();
  else if (typeof found === "string" && issue.code === "custom") {
    const whole = wholeText(found);
    // What leads out of the project is not told at all.
    parent[last] = whole === found ? null : whole;
  } else if (typeof found === "number" && !Number.isInteger(found)) parent[last] = Math.round(found);
}

function wholeText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}

function mapTexts<Value>(value: Value, change: (text: string) => string): Value {
  if (typeof value === "string") return change(value) as Value;
  if (Array.isArray(value)) return value.map((part) => mapTexts(part, change)) as Value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, mapTexts(part, change)])) as Value;
}
