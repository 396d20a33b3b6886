import { readMakefile } from "./make.ts";
import type { ProjectFolder } from "./project-folder.ts";
import type { Proposal, ProposedStage } from "./proposal.ts";
import { programCommand } from "./wrapper.ts";

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
  if (test !== null) {
    // Automake only names the tests that failed unless it is asked for what they wrote.
    const run = test === "check" && folder.hasFile("Makefile.am") ? "make check VERBOSE=1" : `make ${test}`;
    stages.push({ id: "test", role: "test", run, needs: ["build"], source });
  }
  return { kind: "toolchain", toolchain: "Autotools", prefix: "autotools", stages };
}

/** Many such scripts go on to configure unless they are told not to. */
async function generateCommand(folder: ProjectFolder, script: string): Promise<string> {
  const command = await programCommand(folder, script);
  return (await folder.readText(script))?.includes("NOCONFIGURE") ? `NOCONFIGURE=1 ${command}` : command;
}

/** Automake always has `check`, but only some files give it something to do; a hand-written Makefile template says what it has. */
async function findTestTarget(folder: ProjectFolder): Promise<string | null> {
  if (folder.hasFile("Makefile.am")) {
    const text = (await folder.readText("Makefile.am")) ?? "";
    return /^[ \t]*(TESTS|SUBDIRS|check_\w{1,40})[ \t]*\+?=|^check(-local)?[ \t]*:/m.test(text) ? "check" : null;
  }
  const text = folder.hasFile("Makefile.in") ? await folder.readText("Makefile.in") : null;
  const names = new Set(readMakefile(text ?? "").targets.map((target) => target.name));
  return ["check", "test"].find((name) => names.has(name)) ?? null;
}

async function isIgnored(folder: ProjectFolder, name: string): Promise<boolean> {
  const text = folder.hasFile(".gitignore") ? await folder.readText(".gitignore") : null;
  return new RegExp(`^/?${name}[ \\t\\r]*$`, "m").test(text ?? "");
}
