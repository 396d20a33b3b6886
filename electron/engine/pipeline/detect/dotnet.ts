import type { ProjectFolder } from "./project-folder.ts";
import { isPlainWord, type Proposal, type ProposedStage } from "./proposal.ts";

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
