import { countOf } from "../../../shared/counts.ts";
import { err, ok } from "../../../shared/result.ts";
import { formatBytes } from "../../../shared/time.ts";
import type { ReleaseContents } from "./contents/contents.ts";
import type { ReleaseFiles } from "./order.ts";
import { differences, formatManifest, isSameRelease, type Manifest } from "./target/manifest.ts";
import { incomingPrefix, places, type Target, type TargetAnswer, type TargetFailure } from "./target/target.ts";
import { readManifest } from "./what-serves.ts";

/** A release that is complete on its target. */
export interface SentRelease {
  /** Below releases/. */
  readonly name: string;
  /** For a person. */
  readonly detail: string;
}

/** What sending needs. */
export interface SendOrder {
  readonly release: ReleaseFiles;
  readonly contents: ReleaseContents;
  /** As in `d30`. */
  readonly deployment: string;
  readonly putAtMs: number;
  readonly signal: AbortSignal;
  /** What it is at. */
  readonly say: (detail: string) => void;
}

/** Progress is told after so many more bytes, or so much of a small release. */
const toldBytes = 8 * 1024 * 1024;

/** How many differences are named. */
const mostTold = 5;

/**
 * Puts a release on a target, complete or not at all, and compares every sum there. One that is there already is compared
 * and taken. One of the same name that is another, or is damaged, is left alone: it may be what serves.
 */
export async function sendRelease(target: Target, releases: readonly string[], order: SendOrder): TargetAnswer<SentRelease> {
  const { release, contents, putAtMs, signal, say } = order;
  const { id, version } = release;
  const manifest: Manifest = { id, version, contents: release.contents, putAtMs, entries: contents.entries };
  const base = `${id}-${version}`.replace(/[^A-Za-z0-9._+-]/g, "_");
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? base : `${base}.${count}`;
    if (!releases.includes(name)) return upload(target, name, manifest, order);
    const known = await readManifest(target, name);
    if (!known.ok) return known;
    if (known.value === null || !isSameRelease(known.value, manifest)) continue;
    say(`${name} is there already and is compared`);
    const found = await target.read(name, signal);
    if (!found.ok) return found;
    const wrong = differences(contents.entries, found.value, 1);
    if (wrong.length === 0) return ok({ name, detail: `${name} was there already; all sums are right.` });
    say(`${name} is there already, but ${wrong[0]}`);
  }
}

async function upload(target: Target, name: string, manifest: Manifest, order: SendOrder): TargetAnswer<SentRelease> {
  const { contents, deployment, signal, say } = order;
  const folder = `${incomingPrefix}${deployment}`;
  const step = Math.max(1, Math.min(toldBytes, Math.ceil(contents.bytes / 4)));
  let told = 0;
  const put = await target.put(
    folder,
    contents,
    (sent) => {
      if (sent - told < step) return;
      told = sent;
      say(`${formatBytes(Math.min(sent, contents.bytes))} of ${formatBytes(contents.bytes)}`);
    },
    signal,
  );
  if (!put.ok) {
    // It makes room again. What cannot be taken away now is taken away by the next deployment.
    if (put.failure.code !== "target-lost") await target.remove([folder]);
    return put;
  }
  const wrong = differences(contents.entries, put.value, mostTold);
  if (wrong.length > 0) {
    await target.remove([folder]);
    return err(damaged(target, wrong));
  }
  const written = await target.writeText(`${places.manifests}/${name}`, formatManifest(manifest));
  if (!written.ok) return written;
  const settled = await target.settle(folder, name);
  if (!settled.ok) return settled;
  const files = contents.entries.filter(({ kind }) => kind !== "folder").length;
  return ok({ name, detail: `${countOf(files, "file")}, ${formatBytes(contents.bytes)}; all sums are right.` });
}

function damaged(target: Target, wrong: readonly string[]): TargetFailure {
  return {
    code: "target-refused",
    message: `What arrived at ${target.name} is not what belongs to the release: ${wrong.join("; ")}.`,
    hint: "Verify the release; then look at the target's disk.",
  };
}
