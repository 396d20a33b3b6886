import type { ProjectFolder } from "./project-folder.ts";
import { isPlainWord, type Proposal, type ProposedStage } from "./proposal.ts";
import { readTomlTables } from "./toml-tables.ts";

/** Cargo; Clippy and rustfmt where the project configures them. */
export async function detectCargo(folder: ProjectFolder): Promise<Proposal | null> {
  const source = "Cargo.toml";
  const text = folder.hasFile(source) ? await folder.readText(source) : null;
  const tables = readTomlTables(text ?? "");
  const isWorkspace = tables.has("workspace");
  if (!isWorkspace && !tables.has("package")) return null;
  const toolchainFile = folder.firstFile("rust-toolchain.toml", "rust-toolchain");
  const components = toolchainFile === null ? "" : ((await folder.readText(toolchainFile)) ?? "");
  // A workspace whose top is itself a package builds only that package unless told otherwise.
  const scope = isWorkspace && tables.has("package") ? " --workspace" : "";
  const stages: ProposedStage[] = [];
  if (folder.firstFile("rustfmt.toml", ".rustfmt.toml") !== null || components.includes("rustfmt")) {
    stages.push({ id: "fmt", role: "format", run: isWorkspace ? "cargo fmt --all --check" : "cargo fmt --check", needs: [], source });
  }
  const usesClippy =
    folder.firstFile("clippy.toml", ".clippy.toml") !== null ||
    components.includes("clippy") ||
    tables.has("lints.clippy") ||
    tables.has("workspace.lints.clippy");
  const check = usesClippy ? "clippy" : "check";
  stages.push({ id: check, role: usesClippy ? "lint" : "check", run: `cargo ${check}${scope}`, needs: [], source });
  // They share the target folder and its lock: at once they would only wait for each other.
  stages.push({ id: "build", role: "build", run: `cargo build${scope}`, needs: [check], source });
  stages.push({ id: "test", role: "test", run: `cargo test${scope}`, needs: ["build"], source });
  return { kind: "toolchain", toolchain: "Cargo", prefix: "cargo", stages };
}

/** Go, a module or a workspace of several. */
export async function detectGo(folder: ProjectFolder): Promise<Proposal | null> {
  const source = folder.firstFile("go.mod", "go.work");
  if (source === null) return null;
  const modules = source === "go.mod" ? ["."] : readGoWork((await folder.readText(source)) ?? "");
  if (modules.length === 0) return null;
  const packages = modules.map((module) => `${module === "." ? "" : "./"}${module}/...`).join(" ");
  return {
    kind: "toolchain",
    toolchain: "Go",
    prefix: "go",
    stages: [
      { id: "vet", role: "lint", run: `go vet ${packages}`, needs: [], source },
      { id: "build", role: "build", run: `go build ${packages}`, needs: [], source },
      { id: "test", role: "test", run: `go test ${packages}`, needs: ["build"], source },
    ],
  };
}

/** The folders of a Go workspace, each `./name` without the `./`. */
function readGoWork(text: string): string[] {
  const uses = [...text.matchAll(/^use\s+(?:\(([^)]*)\)|(\S+))/gm)].flatMap((match) => (match[1] ?? match[2] ?? "").split(/\s+/));
  return uses
    .map((name) => name.replace(/^\.\//, ""))
    .filter((name) => name === "." || isPlainWord(name))
    .slice(0, 20);
}

/** .NET, a solution before single projects. */
export async function detectDotnet(folder: ProjectFolder): Promise<Proposal | null> {
  const files = [...folder.entries.files].sort();
  const solutions = files.filter((name) => /\.slnx?$/.test(name));
  const projects = files.filter((name) => /\.(cs|fs|vb)proj$/.test(name));
  const source = [...solutions, ...projects].find(isPlainWord);
  if (source === undefined) return null;
  // With one file dotnet finds it by itself; with more it asks for the name.
  const target = solutions.length + projects.length === 1 ? "" : ` ${source}`;
  const text = (await folder.readText(source)) ?? "";
  const stages: ProposedStage[] = [
    { id: "restore", role: "install", run: `dotnet restore${target}`, needs: [], source },
    { id: "build", role: "build", run: `dotnet build${target} --no-restore`, needs: ["restore"], source },
  ];
  if (solutions.includes(source) ? /test|spec/i.test(text) : /Microsoft\.NET\.Test\.Sdk|MSTest\.Sdk|IsTestProject/.test(text)) {
    stages.push({ id: "test", role: "test", run: `dotnet test${target} --no-build`, needs: ["build"], source });
  }
  return { kind: "toolchain", toolchain: ".NET", prefix: "dotnet", stages };
}
