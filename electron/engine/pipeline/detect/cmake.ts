import { chooseOutputFolder } from "./output-folder.ts";
import type { ProjectFolder } from "./project-folder.ts";
import type { Proposal, ProposedStage } from "./proposal.ts";

/** CMake, built outside the sources. */
export async function detectCmake(folder: ProjectFolder): Promise<Proposal | null> {
  const source = "CMakeLists.txt";
  const text = folder.hasFile(source) ? await folder.readText(source) : null;
  const commands = text?.replace(/#[^\n]*/g, "") ?? "";
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
