import type { ProjectFolder } from "./project-folder.ts";
import type { Proposal } from "./proposal.ts";
import { wrapperCommand } from "./wrapper.ts";

/** Maven, by its wrapper where the project has one. */
export async function detectMaven(folder: ProjectFolder): Promise<Proposal | null> {
  if (!folder.hasFile("pom.xml")) return null;
  const command = await wrapperCommand(folder, "mvnw", "mvnw.cmd", "mvn");
  return {
    kind: "toolchain",
    toolchain: "Maven",
    prefix: "maven",
    stages: [
      { id: "build", role: "build", run: `${command} --batch-mode -DskipTests package`, needs: [], source: "pom.xml" },
      { id: "test", role: "test", run: `${command} --batch-mode test`, needs: ["build"], source: "pom.xml" },
    ],
  };
}

/** Gradle, by its wrapper where the project has one. */
export async function detectGradle(folder: ProjectFolder): Promise<Proposal | null> {
  const source = folder.firstFile("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts");
  if (source === null) return null;
  const command = await wrapperCommand(folder, "gradlew", "gradlew.bat", "gradle");
  return {
    kind: "toolchain",
    toolchain: "Gradle",
    prefix: "gradle",
    stages: [
      { id: "build", role: "build", run: `${command} assemble`, needs: [], source },
      { id: "test", role: "test", run: `${command} check`, needs: ["build"], source },
    ],
  };
}
