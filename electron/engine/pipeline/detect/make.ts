import { chooseTasks, type NamedTask, roleOf } from "./choose-tasks.ts";
import type { ProjectFolder } from "./project-folder.ts";
import { isPlainWord, noteEffects, type Proposal, type ProposedStage, stagesWithRole } from "./proposal.ts";

/** Make, when somebody wrote the Makefile; one that a build system generated only repeats it. */
export async function detectMake(folder: ProjectFolder): Promise<Proposal | null> {
  // In the order in which GNU make looks for them.
  const source = folder.firstFile("GNUmakefile", "makefile", "Makefile");
  const text = source === null ? null : await folder.readText(source);
  if (source === null || text === null || isGenerated(text)) return null;
  const targets = readMakeTargets(text);
  const stages = proposeTargets(targets, source);
  noteEffects(folder, source, chooseTasks(targets).effects);
  return { kind: "runner", toolchain: "Make", prefix: "make", stages };
}

function isGenerated(text: string): boolean {
  return /^#.*generated.*(automake|by config|CMake|configure|qmake|Makefile\.PL|premake)/im.test(text.slice(0, 2_000));
}

/** The named targets in the file's order, each with its prerequisites and recipe. Included files and patterns are not followed. */
export function readMakeTargets(text: string): NamedTask[] {
  const targets = new Map<string, string>();
  let names: string[] = [];
  let isInDefine = false;
  for (const line of text.replace(/\\\r?\n/g, " ").split(/\r?\n/)) {
    if (/^\s*(override\s+)?define\b/.test(line)) isInDefine = true;
    if (isInDefine) {
      isInDefine = !/^\s*endef\b/.test(line);
      continue;
    }
    if (line.startsWith("\t")) {
      for (const name of names) targets.set(name, `${targets.get(name) ?? ""} ; ${line.trim()}`);
      continue;
    }
    const rule = /^ {0,7}([^\s#=:$%][^#=:$%]*?)\s*::?(?![=:])([^=]*)$/.exec(line.replace(/\s#.*$/, ""));
    if (rule === null) {
      if (line.trim() !== "" && !line.startsWith("#")) names = [];
      continue;
    }
    names = (rule[1] ?? "").split(/\s+/).filter((name) => !name.startsWith("."));
    for (const name of names) targets.set(name, `${targets.get(name) ?? ""} ${rule[2] ?? ""}`);
  }
  return [...targets].map(([name, body]) => ({ name, text: body }));
}

function proposeTargets(targets: readonly NamedTask[], source: string): ProposedStage[] {
  const stages: ProposedStage[] = [];
  const chosen = chooseTasks(targets).chosen.filter((task) => isPlainWord(task.name));
  const names = new Set(targets.map((target) => target.name));
  const first = targets[0]?.name;
  const build = chosen.find((task) => task.role === "build")?.name ?? (names.has("all") ? "all" : defaultBuild(first));
  const hasTest = chosen.some((task) => task.role === "test");
  if (build !== undefined) {
    stages.push({ id: "build", role: "build", run: build === first ? "make" : `make ${build}`, needs: [], source });
  }
  for (const { name, role } of chosen) {
    if (role === "build") continue;
    // GNU's name for the tests is `check`; beside a `test` it is something else.
    const isTest = role === "test" || (name === "check" && !hasTest);
    const needs = isTest ? stagesWithRole(stages, "build") : [];
    stages.push({ id: name === "check" && isTest ? "test" : name, role: isTest ? "test" : role, run: `make ${name}`, needs, source });
  }
  return stages;
}

/** Plain `make` builds, unless its first target is one that explains, cleans or tests. */
function defaultBuild(first: string | undefined): string | undefined {
  if (first === undefined || /^(help|usage|clean|list|info|install|deps|init|setup)/.test(first) || roleOf(first) !== null)
    return undefined;
  return first;
}
