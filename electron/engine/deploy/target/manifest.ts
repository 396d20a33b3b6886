import { z } from "zod";
import type { ContentEntry } from "../contents/contents.ts";
import type { FoundFiles } from "./target.ts";

const manifestSchema = z.object({
  millrace: z.literal(1),
  id: z.string(),
  version: z.string(),
  contents: z.string().nullable().default(null),
  /** When it was put there, by the clock of whoever did. */
  putAtMs: z.number(),
  entries: z.array(
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("file"), path: z.string(), mode: z.number(), bytes: z.number(), sha256: z.string() }),
      z.object({ kind: z.literal("folder"), path: z.string(), mode: z.number() }),
      z.object({ kind: z.literal("link"), path: z.string(), target: z.string() }),
      z.object({ kind: z.literal("same-file"), path: z.string(), target: z.string() }),
    ]),
  ),
});

/** What belongs into a release on a target: kept there, beside it. */
export interface Manifest {
  readonly id: string;
  readonly version: string;
  /** See `ReleaseFiles.contents`; `null` when an earlier Millrace put it there. */
  readonly contents: string | null;
  readonly putAtMs: number;
  readonly entries: readonly ContentEntry[];
}

/** Writes a manifest. */
export function formatManifest({ id, version, contents, putAtMs, entries }: Manifest): string {
  return `${JSON.stringify({ millrace: 1, id, version, contents, putAtMs, entries })}\n`;
}

/** Reads a manifest; `null` when it is none. */
export function parseManifest(text: string | null): Manifest | null {
  if (text === null) return null;
  try {
    return manifestSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // No JSON: somebody else wrote it.
    return null;
  }
}

/** Whether two say the same of which release it is and what belongs into it. */
export function isSameRelease(one: Manifest, other: Manifest): boolean {
  const plain = (manifest: Manifest) => formatManifest({ ...manifest, contents: null, putAtMs: 0 });
  return plain(one) === plain(other) && (one.contents === null || other.contents === null || one.contents === other.contents);
}

/** What is not as it should be, in words, up to `most`. What is there besides is not told: programs write where they are. */
export function differences(entries: readonly ContentEntry[], found: FoundFiles, most: number): string[] {
  const sums = new Map(entries.flatMap((entry) => (entry.kind === "file" ? [[entry.path, entry.sha256]] : [])));
  const told: string[] = [];
  for (const entry of entries) {
    if (told.length === most) break;
    if (entry.kind === "folder") continue;
    const there = found.get(entry.path);
    if (there === undefined) told.push(`${entry.path} is missing`);
    else if (entry.kind === "link") {
      if (there.kind !== "link" || there.target !== entry.target) told.push(`${entry.path} does not lead to ${entry.target}`);
    } else if (there.kind !== "file" || there.sha256 !== sums.get(entry.kind === "file" ? entry.path : entry.target))
      told.push(`${entry.path} is not what was put there`);
  }
  return told;
}
