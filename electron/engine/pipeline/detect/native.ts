import { readMakeTargets } from "./make.ts";
import type { ProjectFolder } from "./project-folder.ts";
import type { Proposal, ProposedStage } from "./proposal.ts";
import { programCommand } from "./wrapper.ts";

/** CMake, built outside the sources. */
export async function detectCmake(folder: ProjectFolder): Promise<Proposal | null> {
  const source = "CMakeLists.txt";
  const text = folder.hasFile(source) ? await folder.readText(source) : null;
  const commands = text?.replace(/#\[(=*)\[[\s\S]*?\]\1\]|#[^\n]*/g, "") ?? "";
  // Without a project it is a part that another one includes.
  if (!/\bproject\s*\(/i.test(commands)) return null;
  const output = await chooseOutputFolder(folder, ["build", "cmake-build", "build-cmake"], ["CMakeCache.txt", "CMakeFiles"]);
  const stages: ProposedStage[] = [
    { id: "configure", role: "build", run: `cmake -S . -B ${output}`, needs: [], source },
    { id: "build", role: "build", run: `cmake --build ${output}`, needs: ["configure"], source },
  ];
  if (/\b(enable_testing\s*\(|include\s*\(\s*CTest\s*\)|add_test\s*\()/i.test(commands)) {
    stages.push({ id: "test", role: "test", run: `ctest --test-dir ${output} --output-on-failure`, needs: ["build"], source });
  }
  return { kind: "toolchain", toolchain: "CMake", prefix: "cmake", stages };
}

/** Meson, which always builds outside the sources. */
export async function detectMeson(folder: ProjectFolder): Promise<Proposal | null> {
  const source = "meson.build";
  const text = folder.hasFile(source) ? await folder.readText(source) : null;
  const statements = text?.replace(/#[^\n]*/g, "") ?? "";
  if (!/^\s*project\s*\(/m.test(statements)) return null;
  const output = await chooseOutputFolder(folder, ["builddir", "build", "meson-build"], ["meson-private", "build.ninja"]);
  const stages: ProposedStage[] = [
    { id: "configure", role: "build", run: `meson setup ${output}`, needs: [], source },
    { id: "build", role: "build", run: `meson compile -C ${output}`, needs: ["configure"], source },
  ];
  if (/^\s*(test\s*\(|subdir\s*\(\s*'(tests?|t)'|subdir\s*\(\s*'[^']*\/tests?')/m.test(statements)) {
    stages.push({ id: "test", role: "test", run: `meson test -C ${output}`, needs: ["build"], source });
  }
  return { kind: "toolchain", toolchain: "Meson", prefix: "meson", stages };
}

/** A `configure` script and Make, the script generated first when only its source is kept. */
export async function detectAutotools(folder: ProjectFolder): Promise<Proposal | null> {
  const input = folder.firstFile("configure.ac", "configure.in");
  const hasScript = folder.hasFile("configure");
  if (input === null && !(hasScript && folder.hasFile("Makefile.in"))) return null;
  const stages: ProposedStage[] = [];
  if (input !== null && (!hasScript || (await isIgnored(folder, "configure")))) {
    const own = folder.firstFile("autogen.sh", "bootstrap", "bootstrap.sh");
    const run = own === null ? "autoreconf --install" : await generateCommand(folder, own);
    stages.push({ id: "autoreconf", role: "build", run, needs: [], source: own ?? input });
  }
  const source = stages.length > 0 || !hasScript ? (input ?? "configure") : "configure";
  const script = hasScript ? await programCommand(folder, "configure") : "./configure";
  stages.push({ id: "configure", role: "build", run: script, needs: stages.map((stage) => stage.id), source });
  stages.push({ id: "build", role: "build", run: "make", needs: ["configure"], source });
  const test = await findTestTarget(folder);
  if (test !== null) stages.push({ id: "test", role: "test", run: `make ${test}`, needs: ["build"], source });
  return { kind: "toolchain", toolchain: "Autotools", prefix: "autotools", stages };
}

/** Many such scripts go on to configure unless they are told not to. */
async function generateCommand(folder: ProjectFolder, script: string): Promise<string> {
  const command = await programCommand(folder, script);
  return (await folder.readText(script))?.includes("NOCONFIGURE") ? `NOCONFIGURE=1 ${command}` : command;
}

/** Automake always has `check`; a hand-written Makefile template says what it has. */
async function findTestTarget(folder: ProjectFolder): Promise<string | null> {
  if (folder.hasFile("Makefile.am")) return "check";
  const text = folder.hasFile("Makefile.in") ? await folder.readText("Makefile.in") : null;
  const names = new Set(readMakeTargets(text ?? "").map((target) => target.name));
  return ["check", "test"].find((name) => names.has(name)) ?? null;
}

async function isIgnored(folder: ProjectFolder, name: string): Promise<boolean> {
  const text = folder.hasFile(".gitignore") ? await folder.readText(".gitignore") : null;
  return new RegExp(`^/?${name}\\s*$`, "m").test(text ?? "");
}

/**
 * The first of the usual names that is free, is empty, or was made by this build system before. Names are compared as on
 * systems that do not tell `BUILD` from `build`.
 */
async function chooseOutputFolder(folder: ProjectFolder, names: readonly string[], marks: readonly string[]): Promise<string> {
  const present = new Map([...folder.entries.files, ...folder.entries.folders].map((name) => [name.toLowerCase(), name]));
  for (const name of names) {
    const same = present.get(name);
    if (same === undefined) return name;
    const entries = (same === name ? await folder.openFolder(name) : null)?.entries;
    if (entries === undefined) continue;
    const inside = new Set([...entries.files, ...entries.folders]);
    if (inside.size === 0 || marks.some((mark) => inside.has(mark))) return name;
  }
  return "build-millrace";
}
