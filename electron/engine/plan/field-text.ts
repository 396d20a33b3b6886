import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from "yaml";
import { err, ok, type Result } from "../../../shared/result.ts";
import type { FileSource, FrontField, ItemValues } from "./item-values.ts";

/*
 * The value of one field, as text of YAML on one line. What Millrace writes itself is read without the YAML library, of
 * which ten thousand items would need seconds.
 */

/** More than a value of a field has; what is longer is not even looked at. */
const mostCharacters = 8 * 1024;

/** Text that YAML takes as it stands, whatever its version: not a number, not a date, no word with a meaning. */
const plainText = /^[\p{L}_][\p{L}\p{M}\p{N} _.()/+<>@=~$^;-]*$/u;
const wordsWithMeaning = /^(?:null|true|false|yes|no|on|off|y|n)$/i;
const isoTime = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d))?$/;

/** A value of YAML, as far as an item's file has them; numbers and dates as they were written. */
type Plain = string | null | Plain[] | Map<string, Plain>;

/** Reads the text behind a field's colon; the failure says what was expected, and closes no sentence. */
export function readField<Field extends FrontField>(field: Field, text: string): Result<ItemValues[Field], string> {
  if (text.length > mostCharacters) return err(`\`${field}\` is too long to be read`);
  const plain = readPlain(text);
  if (!plain.ok) return plain;
  const read = readers[field](plain.value);
  return read === undefined ? err(`expected ${expectations[field]}`) : ok(read);
}

/** The text of a field's value on one line; empty for nothing. */
export function writeField<Field extends FrontField>(field: Field, value: ItemValues[Field]): string {
  return writePlain(field, value);
}

/** The comment at the end of a field's line with its blank and `#`; empty without one. */
export function commentBehind(text: string): string {
  if (!text.includes("#") || text.includes("\n")) return "";
  const document = parseDocument(`a:${text}`, { schema: "failsafe", prettyErrors: false, logLevel: "silent" });
  const comment = isMap(document.contents) ? commentOf(document.contents.items[0]?.value) : null;
  return comment === null ? "" : ` #${comment.trimEnd()}`;
}

function commentOf(node: unknown): string | null {
  return isScalar(node) || isSeq(node) || isMap(node) ? (node.comment ?? null) : null;
}

function readPlain(written: string): Result<Plain, string> {
  const text = written.trim();
  if (text === "") return ok(null);
  if (plainText.test(text)) return ok(wordsWithMeaning.test(text) ? meaningOf(text) : text.trim());
  if (/^\d+(?:\.\d+)?$/.test(text) || isoTime.test(text)) return ok(text);
  if (text.startsWith("[") && text.endsWith("]")) {
    const words = text
      .slice(1, -1)
      .split(",")
      .map((word) => word.trim());
    if (words.every((word) => plainText.test(word) && !wordsWithMeaning.test(word))) return ok(words);
  }
  if (text.startsWith('"') || text.startsWith("[") || text.startsWith("{")) {
    const json = fromJson(text);
    if (json !== undefined) return ok(json);
  }
  return fromYaml(written);
}

function meaningOf(word: string): Plain {
  return word.toLowerCase() === "null" ? null : word;
}

function fromJson(text: string): Plain | undefined {
  try {
    return plainOf(JSON.parse(text));
  } catch {
    // It is YAML that is no JSON.
    return undefined;
  }
}

function plainOf(value: unknown): Plain {
  if (value === null || typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(plainOf);
  if (typeof value === "object") return new Map(Object.entries(value).map(([key, inner]) => [key, plainOf(inner)]));
  return String(value);
}

function fromYaml(text: string): Result<Plain, string> {
  try {
    const document = parseDocument(`a:${text}`, { schema: "core", prettyErrors: false, merge: false });
    const slip = document.errors[0] ?? document.warnings[0];
    if (slip !== undefined) return err(`this is no YAML: ${slip.message.replace(/\.$/, "")}`);
    const { contents } = document;
    const node = isMap(contents) && contents.items.length === 1 ? contents.items[0]?.value : undefined;
    if (node === undefined) return err("expected one value");
    return plainOfNode(node as Node | null, 0);
  } catch {
    // Nested so deeply that the library gives up.
    return err("this is nested deeper than a field goes");
  }
}

function plainOfNode(node: unknown, depth: number): Result<Plain, string> {
  if (node === null) return ok(null);
  if (isAlias(node) || ((isScalar(node) || isSeq(node) || isMap(node)) && node.anchor !== undefined))
    return err("anchors and aliases are not read in items");
  if (depth > 3) return err("this is nested deeper than a field goes");
  if (isScalar(node)) return ok(typeof node.value === "string" || node.value === null ? node.value : (node.source ?? String(node.value)));
  if (isSeq(node)) {
    const inner = node.items.map((item) => plainOfNode(item, depth + 1));
    const wrong = inner.find((each) => !each.ok);
    return wrong ?? ok(inner.flatMap((each) => (each.ok ? [each.value] : [])));
  }
  if (!isMap(node)) return err("expected a value");
  const entries = new Map<string, Plain>();
  for (const { key, value } of node.items) {
    const inner = plainOfNode(value, depth + 1);
    if (!inner.ok) return inner;
    entries.set(String(isScalar(key) ? key.value : ""), inner.value);
  }
  return ok(entries);
}

type Reader<Field extends FrontField> = (value: Plain) => ItemValues[Field] | undefined;

const readers: { readonly [Field in FrontField]: Reader<Field> } = {
  number: (value) => (value === null ? null : wholeNumber(value)),
  formerly: (value) => listOf(value, wholeNumber),
  title: (value) => textOrEmpty(value),
  column: (value) => textOrEmpty(value),
  rank: (value) => textOrEmpty(value),
  labels: (value) => {
    const labels = listOf(value, (one) => (typeof one === "string" && one.trim() !== "" ? one.trim() : undefined));
    return labels === undefined ? undefined : [...new Set(labels)];
  },
  estimate: (value) => {
    if (value === null) return null;
    return typeof value === "string" && /^\d{1,6}(?:\.\d{1,6})?$/.test(value) ? Number(value) : undefined;
  },
  milestone: textOrNull,
  assignee: textOrNull,
  createdAt: time,
  createdBy: textOrNull,
  movedAt: time,
  archivedAt: (value) => {
    if (value === "false") return null;
    // Somebody wrote it by hand: since when is not known.
    return value === "true" ? 0 : time(value);
  },
  source: sourceOf,
};

const expectations: Readonly<Record<FrontField, string>> = {
  number: "a whole number from 1",
  formerly: "a list of whole numbers, as in [12]",
  title: "text",
  column: "the name of a column",
  rank: "text",
  labels: "a list of names, as in [bug, window]",
  estimate: "a number, as in 3 or 0.5",
  milestone: "text",
  assignee: "a person, as in Ada <ada@example.org>",
  createdAt: "a time, as in 2026-10-08T12:00:00Z",
  createdBy: "a person, as in Ada <ada@example.org>",
  movedAt: "a time, as in 2026-10-08T12:00:00Z",
  archivedAt: "a time, true or false",
  source: "what it was made from, as Millrace writes it",
};

function wholeNumber(value: Plain): number | undefined {
  return typeof value === "string" && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined;
}

function textOrNull(value: Plain): string | null | undefined {
  if (value === null) return null;
  if (typeof value !== "string") return undefined;
  return value.trim() === "" ? null : value.trim();
}

function textOrEmpty(value: Plain): string | undefined {
  return value === null ? "" : typeof value === "string" ? value.replaceAll(/\s+/g, " ").trim() : undefined;
}

function time(value: Plain): number | null | undefined {
  if (value === null) return null;
  if (typeof value !== "string" || !isoTime.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}

/** A single value counts as a list of one. */
function listOf<Value>(value: Plain, read: (one: Plain) => Value | undefined): Value[] | undefined {
  if (value === null) return [];
  const all = (Array.isArray(value) ? value : [value]).map(read);
  return all.includes(undefined) ? undefined : (all as Value[]);
}

function sourceOf(value: Plain): FileSource | null | undefined {
  if (value === null) return null;
  if (!(value instanceof Map)) return undefined;
  const text = (key: string) => (typeof value.get(key) === "string" ? (value.get(key) as string) : "");
  switch (text("kind")) {
    case "incident": {
      const [number, opened] = [wholeNumber(text("number")), time(text("opened"))];
      return number === undefined || opened === undefined || opened === null ? undefined : { kind: "incident", number, opened };
    }
    case "test":
      return /^[0-9a-f]{32}$/.test(text("sum")) ? { kind: "test", stage: text("stage"), sum: text("sum") } : undefined;
    case "comment": {
      const line = wholeNumber(text("line"));
      return line === undefined ? undefined : { kind: "comment", path: text("path"), line, sum: text("sum") };
    }
    default:
      return undefined;
  }
}

function writePlain(field: FrontField, value: unknown): string {
  if (value === null || value === "") return "";
  if (typeof value === "number") return field === "number" || field === "estimate" ? decimal(value) : new Date(value).toISOString();
  if (typeof value === "string") return writeText(value);
  if (Array.isArray(value)) {
    return value.length === 0 ? "" : `[${value.map((one) => (typeof one === "number" ? String(one) : writeText(String(one)))).join(", ")}]`;
  }
  return escapeOdd(JSON.stringify(value, (key, part) => (key === "opened" ? new Date(part).toISOString() : part)));
}

/** Never with an exponent. */
function decimal(value: number): string {
  return String(Math.round(value * 1e6) / 1e6).includes("e")
    ? value.toFixed(6).replace(/\.?0+$/, "")
    : String(Math.round(value * 1e6) / 1e6);
}

function writeText(text: string): string {
  const isPlain = plainText.test(text) && text === text.trim() && !wordsWithMeaning.test(text);
  return isPlain ? text : escapeOdd(JSON.stringify(text));
}

/** What an editor would not show, or would take for the end of a line. */
function escapeOdd(json: string): string {
  return json.replaceAll(
    /[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g,
    (odd) => `\\u${odd.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
