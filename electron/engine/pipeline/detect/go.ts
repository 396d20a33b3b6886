import type { ProjectFolder } from "./project-folder.ts";
import { isPlainWord, type Proposal } from "./proposal.ts";

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
  const uses = [...text.matchAll(/^use\s+(?:\(([^()]*)\)|(\S+))/gm)].flatMap((match) => (match[1] ?? match[2] ?? "").split(/\s+/));
  return uses
    .map((name) => name.replace(/^\.\//, ""))
    .filter((name) => name === "." || isPlainWord(name))
    .slice(0, 20);
}
