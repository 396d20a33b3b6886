import { chooseOutputFolder } from "./output-folder.ts";
import type { ProjectFolder } from "./project-folder.ts";
import type { Proposal, ProposedStage } from "./proposal.ts";

/** Meson, which always builds outside the sources. */
export async function detectMeson(folder: ProjectFolder): Promise<Proposal | null> {
  const source = "meson.build";
  const text = folder.hasFile(source) ? await folder.readText(source) : null;
  const statements = text?.replace(/#[^\n]*/g, "") ?? "";
  if (!/^[ \t]*project\s*\(/m.test(statements)) return null;
  const output = await chooseOutputFolder(folder, ["builddir", "build", "meson-build"], ["meson-private", "build.ninja"]);
  const stages: ProposedStage[] = [
    { id: "configure", role: "build", run: `meson setup ${output}`, needs: [], source },
    { id: "build", role: "build", run: `meson compile -C ${output}`, needs: ["configure"], source },
  ];
  if (/^[ \t]*(test\s*\(|subdir\s*\(\s*'(tests?|t)'|subdir\s*\(\s*'[^']*\/tests?')/m.test(statements)) {
    stages.push({ id: "test", role: "test", run: `meson test -C ${output}`, needs: ["build"], source });
  }
  return { kind: "toolchain", toolchain: "Meson", prefix: "meson", stages };
}
