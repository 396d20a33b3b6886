import { readFileSync, writeFileSync } from "node:fs";
import type { Artifact, StageRun } from "../../../shared/contract/schemas.ts";
import type { RunId } from "../../../shared/ids.ts";
import { cacheMemoryFile } from "../data-folder.ts";

/** What is known of a stage that has ended, as far as the keys of others depend on it. */
export interface Ended {
  /** What the cache calls its result; `null` for a stage without a cache. */
  readonly identity: string | null;
  readonly outputs: Readonly<Record<string, string>>;
  readonly artifacts: readonly Pick<Artifact, "path" | "sha256">[];
}

/** By stage and variant. */
export type CacheMemory = ReadonlyMap<string, Ended>;

/** A stage's name holds no space, so this is one key for each variant. */
export function memoryKey({ name, variant }: { readonly name: string; readonly variant: string }): string {
  return `${name} ${variant}`;
}

/** Keeps it with the run, for whoever goes on with it or keeps its results. What cannot be written costs time and nothing else. */
export function saveMemory(dataFolder: string, run: RunId, memory: CacheMemory): void {
  try {
    writeFileSync(cacheMemoryFile(dataFolder, run), JSON.stringify([...memory]));
  } catch {
    // See `recallStages`.
  }
}

/**
 * What is known of the stages of a run that were executed before: by an earlier host of it, or in the run that their
 * results are kept from. Of one that nothing is known of, `unknownIdentity` says that it is unlike any other: whatever
 * needs it is not taken from the cache.
 */
export function recallStages(dataFolder: string, run: RunId, stages: readonly StageRun[], unknownIdentity: () => string): CacheMemory {
  const read = new Map<RunId, CacheMemory>();
  const memoryOf = (origin: RunId) => {
    const memory = read.get(origin) ?? readMemory(dataFolder, origin);
    read.set(origin, memory);
    return memory;
  };
  const recalled = new Map<string, Ended>();
  for (const stage of stages) {
    // One that never started has made nothing.
    if (stage.isSuperseded || (stage.startedAt === null && stage.keptFrom === null)) continue;
    const known = memoryOf(stage.keptFrom ?? run).get(memoryKey(stage));
    recalled.set(memoryKey(stage), known ?? { identity: unknownIdentity(), outputs: stage.outputs, artifacts: [] });
  }
  return recalled;
}

function readMemory(dataFolder: string, run: RunId): CacheMemory {
  try {
    return new Map(JSON.parse(readFileSync(cacheMemoryFile(dataFolder, run), "utf8")) as [string, Ended][]);
  } catch {
    // Its host was killed, or the run had no cache.
    return new Map();
  }
}
