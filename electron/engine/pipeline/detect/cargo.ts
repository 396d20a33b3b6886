import type { ProjectFolder } from "./project-folder.ts";
import type { Proposal, ProposedStage } from "./proposal.ts";
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
