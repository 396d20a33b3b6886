import { chooseTasks, type NamedTask, roleOf } from "./choose-tasks.ts";
import { readLines } from "./lines.ts";
import type { ProjectFolder } from "./project-folder.ts";
import { isPlainWord, noteEffects, type Proposal, type ProposedStage, stagesWithRole } from "./proposal.ts";

/** Make, when somebody wrote the Makefile; one that a build system generated only repeats it. */
export async function detectMake(folder: ProjectFolder): Promise<Proposal | null> {
  // In the order in which GNU make looks for them.
  const source = folder.firstFile("GNUmakefile", "makefile", "Makefile");
  const text = source === null ? null : await folder.readText(source);
  if (source === null || text === null || isGenerated(text)) return null;
  const { targets, goal } = readMakefile(text);
  noteEffects(folder, source, chooseTasks(targets).effects);
  return { kind: "runner", toolchain: "Make", prefix: "make", stages: proposeTargets(targets, goal, source) };
}

function isGenerated(text: string): boolean {
  return /^#.*generated.*(automake|by config|CMake|configure|qmake|Makefile\.PL|premake)/im.test(text.slice(0, 2_000));
}

/** What a Makefile offers, as far as can be told without running it. */
export interface Makefile {
  /** In the file's order, each with its prerequisites and recipe. Included files, patterns and computed names are not among them. */
  readonly targets: NamedTask[];
  /** What plain `make` makes, which may be a computed name such as `$(NAME)`; `null` when the file has no rule. */
  readonly goal: string | null;
}

/** Reads a Makefile's rules; conditions are taken as if all branches held. */
export function readMakefile(text: string): Makefile {
  const targets = new Map<string, string>();
  let goal: string | null = null;
  let declaredGoal: string | null = null;
  let names: string[] = [];
  for (const line of withoutDefinitions(readLines(text.replace(/\\\r?\n/g, " ")))) {
    if (line.startsWith("\t")) {
      for (const name of names) targets.set(name, `${targets.get(name)} ; ${line.trim()}`);
      continue;
    }
    declaredGoal = /^ *\.DEFAULT_GOAL *[:?]?= *(\S+)/.exec(line)?.[1] ?? declaredGoal;
    const rule = /^ {0,7}([^\s#=:][^#=:]*)::?(?![=:])([^=]*)$/.exec(line.replace(/\s#.*$/, ""));
    if (rule === null) {
      if (line.trim() !== "" && !line.startsWith("#")) names = [];
      continue;
    }
    const all = (rule[1] ?? "").trim().split(/\s+/);
    goal ??= all.find((name) => !name.startsWith(".") && !name.includes("%")) ?? null;
    names = all.filter((name) => !/^\.|[$%]/.test(name));
    for (const name of names) targets.set(name, `${targets.get(name) ?? ""} ${rule[2] ?? ""}`);
  }
  return { targets: [...targets].map(([name, body]) => ({ name, text: body })), goal: declaredGoal ?? goal };
}

/** A `define … endef` block is text, whatever its lines look like. */
function withoutDefinitions(lines: readonly string[]): string[] {
  let isInside = false;
  return lines.filter((line) => {
    if (/^ *(override +)?define\b/.test(line)) isInside = true;
    const isText = isInside;
    if (/^ *endef\b/.test(line)) isInside = false;
    return !isText;
  });
}

function proposeTargets(targets: readonly NamedTask[], goal: string | null, source: string): ProposedStage[] {
  const stages: ProposedStage[] = [];
  const chosen = chooseTasks(targets).chosen.filter((task) => isPlainWord(task.name));
  const build =
    chosen.find((task) => task.role === "build")?.name ?? defaultBuild(goal) ?? targets.find((target) => target.name === "all")?.name;
  const hasTest = chosen.some((task) => task.role === "test");
  if (build !== undefined) {
    stages.push({ id: "build", role: "build", run: build === goal ? "make" : `make ${build}`, needs: [], source });
  }
  for (const { name, role } of chosen.filter((task) => task.role !== "build")) {
    // GNU's name for the tests is `check`; beside a `test` nobody can tell what it is.
    const isTest = role === "test" || name === "check";
    if (name === "check" && hasTest) continue;
    const needs = isTest ? stagesWithRole(stages, "build") : [];
    stages.push({ id: name === "check" ? "test" : name, role: isTest ? "test" : role, run: `make ${name}`, needs, source });
  }
  return stages;
}

/** Plain `make` builds, unless its goal is one that explains, cleans or tests. */
function defaultBuild(goal: string | null): string | undefined {
  if (goal === null || /^(help|usage|clean|list|info|install|deps|init|setup|[A-Z][A-Za-z.]*$)/.test(goal) || roleOf(goal) !== null)
    return undefined;
  return goal;
}
