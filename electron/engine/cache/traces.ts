import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import type { FileState } from "./file-state.ts";
import type { Pace } from "./pace.ts";
import type { ProjectTree } from "./project-tree.ts";
import { isSettled } from "./stat-index.ts";
import type { Trace } from "./trace.ts";

/*
 * The short way to "nothing has changed". Whoever works out a stage's key looks at files and folders, and at nothing else
 * of the project. When all that was looked at is as it was then, the answer is, too: no folder needs to be read, no pattern
 * matched and nothing hashed. A folder tells by its own times whether anything came into it or went.
 */

interface Remembered {
  /** Of everything that a key is made of beside the project's files. */
  readonly digest: string;
  readonly key: string;
  /** How each path looked; empty for one at which nothing was. */
  readonly seen: Readonly<Record<string, string>>;
}

/** The traces of one project's stages, in one file. A missing or damaged file is an empty one. */
export class Traces {
  readonly #file: string;
  readonly #stages: Map<string, Remembered>;
  #hasChanged = false;

  constructor(file: string) {
    this.#file = file;
    this.#stages = new Map(Object.entries(load(file)));
  }

  /** The key of a stage whose files, and outputs, are as they were at its last hit; `null` when that is not known. */
  async keyOf(stage: string, digest: string, tree: ProjectTree, pace: Pace): Promise<string | null> {
    const remembered = this.#stages.get(stage);
    if (remembered?.digest !== digest) return null;
    for (const path in remembered.seen) {
      if (pace.isDue) await pace.rest();
      if (describe(tree.state(path)) !== remembered.seen[path]) return null;
    }
    return remembered.key;
  }

  /** Remembers what was looked at from `nowMs` on; not when some of it may still change without a trace. */
  note(stage: string, digest: string, key: string, trace: Trace, nowMs: number): void {
    if (!trace.isWhole) return;
    const seen: Record<string, string> = {};
    for (const [path, state] of trace.seen) {
      if (state !== null && !isSettled(state, nowMs)) return;
      seen[path] = describe(state);
    }
    this.#stages.set(stage, { digest, key, seen });
    this.#hasChanged = true;
  }

  save(): void {
    if (!this.#hasChanged) return;
    this.#hasChanged = false;
    const draft = `${this.#file}.${process.pid}`;
    try {
      const text = JSON.stringify(Object.fromEntries(this.#stages));
      mkdirSync(dirname(this.#file), { recursive: true });
      writeFileSync(draft, `${crc32(text)}\n${text}`);
      renameSync(draft, this.#file);
    } catch {
      // It only saves time; without room for it everything is looked at again.
      rmSync(draft, { force: true });
    }
  }
}

function describe(state: FileState | null): string {
  if (state === null) return "";
  return `${state.kind} ${state.bytes} ${state.mode} ${state.inode} ${state.modifiedNs} ${state.changedNs}`;
}

function load(file: string): Record<string, Remembered> {
  try {
    const content = readFileSync(file, "utf8");
    const end = content.indexOf("\n");
    const text = content.slice(end + 1);
    return String(crc32(text)) === content.slice(0, end) ? JSON.parse(text) : {};
  } catch {
    // Missing at first; one that cannot be read costs only time.
    return {};
  }
}
