import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parsedPipelineFile } from "../data-folder.ts";
import type { ParsedPipeline } from "./parsed-pipeline.ts";

/*
 * What a project's pipeline came to when it was last read. Of a file that has not changed since, a run then needs neither
 * the YAML nor the schema library, whose start takes as long as all else in a run that has nothing to do.
 */

/** What one text came to, in one build of this program. */
interface Remembered {
  readonly key: string;
  readonly parsed: ParsedPipeline;
}

/** A place for one pipeline's file. */
export interface ParsedMemory {
  /** `null` when this text is not what was last remembered. */
  recall(text: string): Promise<ParsedPipeline | null>;
  /** Keeps what can be run; without room or rights for it only time is lost. */
  remember(text: string, parsed: ParsedPipeline): Promise<void>;
}

/**
 * The memory of the pipeline in `folder`. `build` tells one build of this program from every other; `undefined`, from the
 * sources, which may change at any time, remembers nothing.
 */
export function parsedMemory(dataFolder: string, folder: string, build = process.env.MILLRACE_BUILD): ParsedMemory {
  const place = parsedPipelineFile(dataFolder, digestOf(folder));
  const keyOf = (text: string) => digestOf(`${build}\n${text}`);
  return {
    recall: async (text) => {
      if (build === undefined) return null;
      const found = await readFile(place, "utf8").then(parseJson, () => null);
      return found?.key === keyOf(text) ? found.parsed : null;
    },
    remember: async (text, parsed) => {
      if (build === undefined || parsed.problems.length > 0) return;
      const draft = `${place}.${process.pid}`;
      const content: Remembered = { key: keyOf(text), parsed };
      await mkdir(dirname(place), { recursive: true, mode: 0o700 })
        .then(() => writeFile(draft, JSON.stringify(content), { mode: 0o600 }))
        .then(() => rename(draft, place))
        .catch(() => {});
    },
  };
}

/** `null` of what a power cut has left. */
function parseJson(text: string): Remembered | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// Loaded with the first question: commands that only check a file ask none.
function digestOf(text: string): string {
  return process.getBuiltinModule("node:crypto").hash("sha256", text);
}
