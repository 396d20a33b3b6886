import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { savePipeline } from "../../pipeline.ts";
import { detectPipeline } from "../detect.ts";
import { isRelevantName } from "../relevant-names.ts";

/** The files of a project; objects are written as JSON, a name that ends in `!` is made executable. */
export type Files = Readonly<Record<string, string | object>>;

/** A small project and what is to be detected in it, stages written as in {@link Observation}. */
export type ProjectCase = readonly [name: string, files: Files, toolchains: readonly string[], stages: readonly string[]];

const bases: string[] = [];

/** Makes a project named `shop` in a folder of its own, which is removed after the test. */
export function makeProject(files: Files): string {
  const base = mkdtempSync(join(tmpdir(), "millrace-detect-"));
  bases.push(base);
  const folder = join(base, "shop");
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name.replace(/!$/, ""));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    if (name.endsWith("!")) chmodSync(path, 0o755);
  }
  return folder;
}

/** Removes all projects that were made. */
export function removeProjects(): void {
  for (const base of bases.splice(0)) rmSync(base, { recursive: true, force: true });
}

/** What detection makes of a project with these files. */
export interface Observation {
  readonly toolchains: readonly string[];
  /** Each as `phase name: command in folder <- needs`. */
  readonly stages: readonly string[];
  /** Files that stages come from, whose change would go unnoticed. */
  readonly unwatched: readonly string[];
  /** Whether the proposal could be written as a pipeline's file that reads back the same. */
  readonly isSaved: boolean;
}

/** Makes the project, detects it, and saves what was detected. */
export async function observe(files: Files): Promise<Observation> {
  const folder = makeProject(files);
  const { toolchains, stages } = await detectPipeline(folder);
  const sources = stages.map(({ source }) => source.split("/").at(-1) ?? "");
  return {
    toolchains,
    stages: stages.map(({ id, phase, run, needs, cwd }) => {
      return `${phase} ${id}: ${run}${cwd === "" ? "" : ` in ${cwd}`}${needs.length === 0 ? "" : ` <- ${needs.join(" ")}`}`;
    }),
    unwatched: sources.filter((source) => !isRelevantName(source)),
    isSaved: (await savePipeline(folder)).ok,
  };
}
