import { hash } from "node:crypto";
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { StepRun } from "../../../shared/contract/schemas.ts";
import type { BlobStore } from "./blobs.ts";
import type { CacheEntry, KeptLog, OutputItem } from "./entry.ts";
import { type FileHasher, hashContent } from "./hash-files.ts";
import type { Pace } from "./pace.ts";
import type { ProjectTree } from "./project-tree.ts";

/** What a stage came to that passed. Its files stay as they are while they are kept. */
export interface StageResult {
  /** Missing when it wrote nothing. Redacted, when it was given secrets. */
  readonly logPath: string;
  readonly logLines: number;
  /** Missing when it wrote none; `null` where there cannot be one. */
  readonly summaryPath: string | null;
  /** What it wrote to `$MILLRACE_OUTPUT`. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Where its kept files are, below the same paths as in the project. */
  readonly artifactFolder: string;
  readonly artifacts: CacheEntry["artifacts"];
  readonly steps: readonly StepRun[] | null;
  readonly durationMs: number | null;
  /**
   * Whether a piece of a file holds a secret, in whatever disguise. Asked for all that a stage made which was given
   * secrets; without it nothing of such a stage is kept. Pieces overlap.
   */
  readonly holdsSecret?: (piece: Buffer) => boolean;
}

/** The part of an entry that is made from what a stage left. */
export type KeptResult = Pick<
  CacheEntry,
  "outputs" | "artifacts" | "values" | "log" | "logBytes" | "logLines" | "summary" | "steps" | "durationMs"
>;

/** Why a result is not kept, as the end of a sentence. */
export class NotKept extends Error {}

/** A log up to this size stands in the entry itself: one file less to write and to read. */
const inlineLogBytes = 4 * 1024;

/** How much of a piece is shown again with the next one, so that a secret on the border is seen. */
const overlapBytes = 64 * 1024;

/** Keeps all that a stage made. Throws {@link NotKept} for what cannot be brought back as it was. */
export async function keepResult(
  tree: ProjectTree,
  hasher: FileHasher,
  blobs: BlobStore,
  patterns: readonly string[],
  result: StageResult,
  pace: Pace,
): Promise<KeptResult> {
  const found = await findOutputs(tree, patterns, pace);
  if (result.holdsSecret !== undefined) await refuseSecrets(tree, found, result, result.holdsSecret, pace);
  const outputs: OutputItem[] = [];
  for (const item of found) {
    outputs.push(item.kind === "file" ? await keepOutput(tree, hasher, blobs, item, pace) : item);
    if (pace.isDue) await pace.rest();
  }
  for (const { path, bytes, sha256 } of result.artifacts) await blobs.keepOwnFile(join(result.artifactFolder, path), bytes, sha256, pace);
  const logBytes = lstatSync(result.logPath, { throwIfNoEntry: false })?.size ?? 0;
  return {
    outputs,
    artifacts: result.artifacts,
    values: result.outputs,
    log: await keepLog(blobs, result.logPath, logBytes, pace),
    logBytes,
    logLines: result.logLines,
    summary: await keepSummary(blobs, result.summaryPath, pace),
    steps: result.steps,
    durationMs: result.durationMs,
  };
}

/** What others see of a stage: as long as it is the same, they need not run again. `null` when it makes nothing that was declared. */
export function productOf(patterns: readonly string[], { outputs, artifacts, values }: KeptResult): string | null {
  if (patterns.length === 0 && artifacts.length === 0 && Object.keys(values).length === 0) return null;
  const sorted = Object.entries(values).sort(([left], [right]) => (left < right ? -1 : 1));
  return hash("sha256", JSON.stringify([outputs, artifacts, sorted]), "hex");
}

async function findOutputs(tree: ProjectTree, patterns: readonly string[], pace: Pace): Promise<OutputItem[]> {
  const { items, outside } = await tree.find(patterns, { pace, followsLinks: false, tellsOutside: true });
  if (outside !== null) throw new NotKept(`${outside} leads out of the project, and what is there could not be brought back`);
  const outputs: OutputItem[] = [];
  for (const path of items.keys()) {
    const state = tree.state(path);
    if (state === null) throw new NotKept(`${path} cannot be read under this name, or went away`);
    if (state.kind === "other") throw new NotKept(`${path} is no ordinary file`);
    if (state.kind === "link") outputs.push({ kind: "link", path, target: tree.linkTarget(path) });
    else if (state.kind === "folder") outputs.push({ kind: "folder", path, mode: state.mode });
    else outputs.push({ kind: "file", path, mode: state.mode, bytes: state.bytes, hash: "" });
    if (pace.isDue) await pace.rest();
  }
  return outputs;
}

async function keepOutput(
  tree: ProjectTree,
  hasher: FileHasher,
  blobs: BlobStore,
  item: Extract<OutputItem, { kind: "file" }>,
  pace: Pace,
): Promise<OutputItem> {
  const state = tree.state(item.path);
  const known = state === null ? null : (hasher.known(item.path, state) ?? (await hasher.hashFile(item.path, state, pace)));
  const kept = known === null ? null : await blobs.keepFile(tree.place(item.path), item.bytes, known, pace);
  if (kept === null || kept !== known) throw new NotKept(`${item.path} was changed while it was kept`);
  return { ...item, hash: kept };
}

async function keepLog(blobs: BlobStore, logPath: string, bytes: number, pace: Pace): Promise<KeptLog> {
  if (bytes === 0) return { kind: "text", base64: "" };
  if (bytes <= inlineLogBytes) return { kind: "text", base64: readFileSync(logPath).toString("base64") };
  return { kind: "blob", hash: await blobs.keepCompressed(logPath, pace) };
}

async function keepSummary(blobs: BlobStore, path: string | null, pace: Pace): Promise<CacheEntry["summary"]> {
  const state = path === null ? undefined : lstatSync(path, { throwIfNoEntry: false });
  if (path === null || state === undefined) return null;
  const kept = await blobs.keepFile(path, state.size, null, pace);
  return kept === null ? null : { hash: kept, bytes: state.size };
}

async function refuseSecrets(
  tree: ProjectTree,
  outputs: readonly OutputItem[],
  result: StageResult,
  holdsSecret: (piece: Buffer) => boolean,
  pace: Pace,
): Promise<void> {
  const texts = [
    ...Object.entries(result.outputs).flat(),
    ...outputs.flatMap((item) => (item.kind === "link" ? [item.path, item.target] : [item.path])),
  ];
  if (texts.some((text) => holdsSecret(Buffer.from(text)))) throw new NotKept("what it wrote holds a secret");
  const files = [
    ...outputs.filter(({ kind }) => kind === "file").map(({ path }) => ({ path, place: tree.place(path) })),
    ...result.artifacts.map(({ path }) => ({ path, place: join(result.artifactFolder, path) })),
    // Redacted already; looked at once more, because here they are copied.
    { path: "its log", place: result.logPath },
    ...(result.summaryPath === null ? [] : [{ path: "its summary", place: result.summaryPath }]),
  ];
  for (const { path, place } of files) {
    if (await contains(place, holdsSecret, pace)) throw new NotKept(`${path} holds a secret`);
  }
}

async function contains(place: string, holdsSecret: (piece: Buffer) => boolean, pace: Pace): Promise<boolean> {
  let isFound = false;
  let before = Buffer.alloc(0);
  await hashContent(place, pace, (piece) => {
    const seen = before.length === 0 ? piece : Buffer.concat([before, piece]);
    isFound ||= holdsSecret(seen);
    before = Buffer.from(seen.subarray(Math.max(0, seen.length - overlapBytes)));
  });
  return isFound;
}
