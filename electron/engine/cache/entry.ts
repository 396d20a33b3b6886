import { hash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Artifact, StepRun } from "../../../shared/contract/schemas.ts";
import type { RunId } from "../../../shared/ids.ts";
import { draftFile, entryFile } from "./cache-folder.ts";
import { isAbsence } from "./file-state.ts";

/** Something that a stage made in the project. `path` is relative to it, with `/`; `mode` holds permission bits. */
export type OutputItem =
  | { readonly kind: "file"; readonly path: string; readonly mode: number; readonly bytes: number; readonly hash: string }
  | { readonly kind: "folder"; readonly path: string; readonly mode: number }
  | { readonly kind: "link"; readonly path: string; readonly target: string };

/** What a stage wrote, byte for byte. */
export type KeptLog =
  | { readonly kind: "text"; readonly base64: string }
  /** Compressed, as a blob. */
  | { readonly kind: "blob"; readonly hash: string };

/** A result that can be brought back. */
export interface CacheEntry {
  readonly key: string;
  readonly stage: string;
  readonly variant: string;
  /** The run that made it. */
  readonly run: { readonly id: RunId; readonly number: number };
  readonly durationMs: number | null;
  /** See `NeedResult`. */
  readonly identity: string;
  /** Sorted by path, so that a folder stands before what is in it. */
  readonly outputs: readonly OutputItem[];
  readonly artifacts: readonly Pick<Artifact, "path" | "bytes" | "sha256">[];
  /** What was written to `$MILLRACE_OUTPUT`. */
  readonly values: Readonly<Record<string, string>>;
  readonly log: KeptLog;
  readonly logBytes: number;
  readonly logLines: number;
  /** What was written to `$MILLRACE_SUMMARY`, as a blob; `null` when nothing was. */
  readonly summary: { readonly hash: string; readonly bytes: number } | null;
  readonly steps: readonly StepRun[] | null;
}

const hashCharacters = 64;

/** Writes an entry under its key, in place of an older one. Answers how many bytes it takes. */
export function writeEntry(dataFolder: string, entry: CacheEntry): number {
  const text = JSON.stringify(entry);
  const content = `${hash("sha256", text, "hex")}\n${text}`;
  const file = entryFile(dataFolder, entry.key);
  const draft = draftFile(dataFolder);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(draft, content);
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  return Buffer.byteLength(content);
}

/** The entry of a key; `null` when there is none, `damaged` when it is not what was written. */
export function readEntry(dataFolder: string, key: string): CacheEntry | "damaged" | null {
  let content: string;
  try {
    content = readFileSync(entryFile(dataFolder, key), "utf8");
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
  const text = content.slice(hashCharacters + 1);
  if (hash("sha256", text, "hex") !== content.slice(0, hashCharacters)) return "damaged";
  const entry = JSON.parse(text) as CacheEntry;
  return entry.key === key ? entry : "damaged";
}

/** Takes an entry away; its blobs are swept later. */
export function removeEntry(dataFolder: string, key: string): void {
  rmSync(entryFile(dataFolder, key), { force: true });
}

/** The hashes of all blobs that an entry needs, some of them more than once. */
export function blobsOf({ outputs, artifacts, log, summary }: CacheEntry): string[] {
  return [
    ...outputs.flatMap((item) => (item.kind === "file" ? [item.hash] : [])),
    ...artifacts.map(({ sha256 }) => sha256),
    ...(log.kind === "blob" ? [log.hash] : []),
    ...(summary === null ? [] : [summary.hash]),
  ];
}
