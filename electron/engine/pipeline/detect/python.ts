import type { ProjectFolder } from "./project-folder.ts";
import type { Proposal, ProposedStage } from "./proposal.ts";
import { type PythonManifests, readPythonManifests } from "./python-manifests.ts";
import { proposePipInstall } from "./python-pip.ts";
import { findPythonTests, type PythonTests } from "./python-tests.ts";
import { isWindows } from "./wrapper.ts";

/** uv, Poetry, PDM, or pip in a virtual environment; pytest or unittest by what the project shows. */
export async function detectPython(folder: ProjectFolder): Promise<Proposal | null> {
  const manifests = await readPythonManifests(folder);
  if (manifests === null) return null;
  const tests = await findPythonTests(folder, manifests.text);
  const { toolchain, prefix, install, runner } = await choosePackages(folder, manifests, tests);
  const { source, tables, text } = manifests;
  const stages: ProposedStage[] = install === null ? [] : [{ id: "install", role: "install", run: install, needs: [], source }];
  const needs = stages.map((stage) => stage.id);
  const isInstalled = (name: string) => install !== null && new RegExp(`(^|["'\\s])${name}\\b`, "m").test(text);
  const hasRuff = tables.has("tool.ruff") || tables.has("tool.ruff.lint") || folder.firstFile("ruff.toml", ".ruff.toml") !== null;
  if (hasRuff && isInstalled("ruff")) stages.push({ id: "lint", role: "lint", run: `${runner("ruff")} check`, needs, source });
  if ((tables.has("tool.mypy") || folder.hasFile("mypy.ini")) && isInstalled("mypy")) {
    const hasOwnFiles = /^[ \t]*(files|packages)[ \t]*=/m.test(tables.get("tool.mypy") ?? "");
    stages.push({ id: "types", role: "types", run: `${runner("mypy")}${hasOwnFiles ? "" : " ."}`, needs, source });
  }
  if ((prefix === "uv" || prefix === "poetry") && tables.has("build-system")) {
    stages.push({ id: "build", role: "build", run: `${prefix} build`, needs, source });
  }
  const command = testCommand(folder, tests, runner);
  if (command !== null) stages.push({ id: "test", role: "test", run: command, needs, source: tests.source ?? source });
  return stages.length === 0 ? null : { kind: "toolchain", toolchain, prefix, stages };
}

interface PackageTool {
  readonly toolchain: string;
  readonly prefix: string;
  readonly install: string | null;
  /** How a program of the project's environment is started. */
  readonly runner: (program: string) => string;
}

async function choosePackages(folder: ProjectFolder, manifests: PythonManifests, tests: PythonTests): Promise<PackageTool> {
  const { tables } = manifests;
  if (folder.hasFile("uv.lock") || tables.has("tool.uv")) {
    return { toolchain: "uv", prefix: "uv", install: "uv sync", runner: (program) => `uv run ${program}` };
  }
  if (folder.hasFile("poetry.lock") || tables.has("tool.poetry")) {
    return { toolchain: "Poetry", prefix: "poetry", install: "poetry install", runner: (program) => `poetry run ${program}` };
  }
  if (folder.hasFile("pdm.lock") || tables.has("tool.pdm")) {
    return { toolchain: "PDM", prefix: "pdm", install: "pdm install", runner: (program) => `pdm run ${program}` };
  }
  const install = await proposePipInstall(folder, manifests, tests);
  const python = install === null ? (isWindows ? "python" : "python3") : isWindows ? ".venv/Scripts/python" : ".venv/bin/python";
  return { toolchain: "pip", prefix: "pip", install, runner: (program) => (program === "python" ? python : `${python} -m ${program}`) };
}

function testCommand(folder: ProjectFolder, tests: PythonTests, runner: (program: string) => string): string | null {
  if (tests.kind === "pytest") return runner("pytest");
  if (tests.kind === "none") return null;
  if (folder.hasFile("manage.py")) return `${runner("python")} manage.py test`;
  const start = tests.folder === "" ? "" : ` discover -s ${tests.folder}${tests.isPackage ? " -t ." : ""}`;
  const pattern = tests.pattern === "test*.py" ? "" : `${start === "" ? " discover" : ""} -p '${tests.pattern}'`;
  return `${runner("python")} -m unittest${start}${pattern}`;
}
