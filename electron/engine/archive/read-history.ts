import { createHash } from "node:crypto";
import type { z } from "zod";
import { type HistoryLine, type LineKind, type LineOf, lineSchemas } from "../../../shared/history-file/lines.ts";
import { countedKinds, historyFormat, historyVersion, type Manifest, manifestSchema } from "../../../shared/history-file/manifest.ts";
import { visible } from "../../../shared/visible.ts";
import { type RawLine, readRawLines } from "./file-reader.ts";
import { mostOfKind, mostTests } from "./format.ts";
import { refuse } from "./refusal.ts";

/** A line that says what its kind may say. */
export type CheckedLine = HistoryLine & Pick<RawLine, "number" | "at" | "size">;

/** What a file says of itself, and its lines. */
export interface OpenHistory {
  readonly manifest: Manifest;
  /** Of the packed file. */
  readonly size: number;
  /** Each checked by itself; behind the last one the file has proved to be whole. Whoever stops early ends the reading. */
  readonly lines: AsyncGenerator<CheckedLine, void, void>;
}

/** Opens a file of a history. Throws a `Refusal`, as its lines do. */
export async function openHistory(path: string): Promise<OpenHistory> {
  const raw = readRawLines(path);
  try {
    const first = await raw.next();
    if (first.done === true) return refuse("This is no file of a history.");
    const manifest = readManifest(first.value);
    return { manifest, size: first.value.size, lines: checkLines(raw, manifest, first.value.bytes) };
  } catch (error) {
    await raw.return();
    throw error;
  }
}

function readManifest({ bytes }: RawLine): Manifest {
  const value = parse(bytes, 1);
  const { format, version, millrace } = value as Partial<Record<keyof Manifest, unknown>>;
  if (format !== historyFormat) refuse("This is no file of a history.");
  if (typeof version === "number" && version > historyVersion)
    refuse(
      `The file is of version ${version} and was written by Millrace ${typeof millrace === "string" ? visible(millrace.slice(0, 100)) : "?"}; this one reads up to version ${historyVersion}.`,
      null,
      "Take a newer Millrace.",
    );
  const manifest = checked(manifestSchema, value, 1, "the first line") as Manifest;
  if (Object.values(manifest.counts).some((count) => count > mostOfKind)) refuse("It speaks of more than any project has.", 1);
  if (manifest.counts.tests > mostTests) refuse("It speaks of more tests than any project has.", 1);
  return manifest;
}

async function* checkLines(
  raw: AsyncGenerator<RawLine, void, void>,
  manifest: Manifest,
  first: Buffer,
): AsyncGenerator<CheckedLine, void, void> {
  const hash = createHash("sha256").update(first).update("\n");
  const counts = new Map<LineKind, number>();
  let logBytes = 0;
  let isEnded = false;
  for await (const { number, bytes, at, size } of raw) {
    if (isEnded) refuse("Nothing may stand behind the end.", number);
    const line = readLine(bytes, number);
    if (line.kind === "end") {
      checkEnd(line.value, number, hash.digest("hex"));
      isEnded = true;
      continue;
    }
    hash.update(bytes).update("\n");
    const count = (counts.get(line.kind) ?? 0) + 1;
    counts.set(line.kind, count);
    if (count > mostOf(manifest, line.kind)) refuse(`There are more lines of the kind ${line.kind} than the first line says.`, number);
    if (line.kind === "log") {
      logBytes += sizeOf(line.value);
      if (logBytes > manifest.logBytes) refuse("The logs are longer than the first line says.", number);
    }
    yield { ...line, number, at, size };
  }
  if (!isEnded) refuse("The file ends too early: its last line is missing.");
  for (const [kind, name] of Object.entries(countedKinds))
    if ((counts.get(kind as LineKind) ?? 0) !== manifest.counts[name]) refuse(`The first line speaks of other ${name} than there are.`);
}

function mostOf({ counts }: Manifest, kind: LineKind): number {
  return kind in countedKinds ? counts[countedKinds[kind as keyof typeof countedKinds]] : mostOfKind;
}

function sizeOf(log: LineOf<"log">): number {
  return "text" in log ? Buffer.byteLength(log.text) : Buffer.byteLength(log.base64, "base64");
}

function checkEnd({ lines, sha256 }: LineOf<"end">, number: number, found: string): void {
  if (lines !== number - 1) refuse(`It speaks of ${lines} lines; there are ${number - 1}.`, number);
  if (sha256 !== found) refuse("The file was changed after it was written: its SHA-256 is another one.", number);
}

function readLine(bytes: Buffer, number: number): HistoryLine {
  const value = parse(bytes, number);
  const keys = Object.keys(value);
  const [kind = ""] = keys;
  if (keys.length !== 1) refuse("It must have one key, its kind.", number);
  if (!Object.hasOwn(lineSchemas, kind))
    refuse(`Nothing is known of the kind ${shown(kind)}.`, number, "Take a newer Millrace, or ask for the file once more.");
  const known = kind as LineKind;
  return { kind: known, value: checked(lineSchemas[known], (value as Record<string, unknown>)[kind], number, known) } as HistoryLine;
}

function parse(bytes: Buffer, number: number): object {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below.
  }
  return refuse(number === 1 ? "This is no file of a history." : "It is no JSON object.", number === 1 ? null : number);
}

function checked(schema: z.ZodType, value: unknown, number: number, kind: string): unknown {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  if (issue?.code === "unrecognized_keys") refuse(`Nothing is known of ${shown(issue.keys[0] ?? "")} of ${kind}.`, number);
  const field = issue?.path.map(String).join(".") ?? "";
  const why = issue?.code === "invalid_value" ? "it is none of the words that it may be" : (issue?.message ?? "it is wrong");
  return refuse(`${field === "" ? kind : shown(`${kind}.${field}`)} is not as it must be: ${why}.`, number);
}

/** A name from the file, in a sentence for a person: short, and as JSON where it is no plain one, so that a terminal is told nothing by it. */
function shown(name: string): string {
  if (/^[\w.]{1,60}$/.test(name) && !name.startsWith("__")) return name;
  return JSON.stringify(visible(name.length > 60 ? `${name.slice(0, 60)}…` : name));
}
