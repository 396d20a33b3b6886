import type { ProjectFolder } from "./project-folder.ts";
import type { PythonManifests } from "./python.ts";
import type { PythonTests } from "./python-tests.ts";
import { isWindows } from "./wrapper.ts";

/** Optional parts that packages name for the people who work on them. */
const developmentExtras = ["dev", "develop", "development", "test", "tests", "testing"];

/**
 * Installs with pip into the project's own `.venv`, because many systems refuse to change theirs. `null` when a project
 * without dependencies can be tested as it stands.
 */
export async function proposePipInstall(folder: ProjectFolder, manifests: PythonManifests, tests: PythonTests): Promise<string | null> {
  const requirements = await findRequirements(folder);
  const isPackage = manifests.tables.has("project") || manifests.tables.has("build-system") || folder.hasFile("setup.py");
  const needsItself =
    isPackage && (hasDependencies(manifests) || folder.hasFile("setup.py") || folder.hasFolder("src") || tests.kind === "pytest");
  const words = [
    ...(needsItself ? ["-e", withExtras(manifests)] : []),
    ...requirements.flatMap((name) => ["-r", name]),
    ...(tests.kind === "pytest" ? ["pytest"] : []),
  ];
  if (words.length === 0) return null;
  return isWindows
    ? `python -m venv .venv; .venv/Scripts/python -m pip install ${words.join(" ")}`
    : `python3 -m venv .venv && .venv/bin/python -m pip install ${words.join(" ")}`;
}

function hasDependencies(manifests: PythonManifests): boolean {
  const project = manifests.tables.get("project") ?? "";
  return /^\s*dependencies\s*=\s*\[\s*[^\]\s]/m.test(project) || /^\s*dynamic\s*=.*dependencies/m.test(project);
}

function withExtras(manifests: PythonManifests): string {
  const optional = manifests.tables.get("project.optional-dependencies") ?? "";
  const extras = developmentExtras.filter((name) => new RegExp(`^\\s*["']?${name}["']?\\s*=`, "m").test(optional));
  return extras.length === 0 ? "." : `'.[${extras.join(",")}]'`;
}

/** The requirement files that people who work on a project install. Empty ones are left out. */
async function findRequirements(folder: ProjectFolder): Promise<string[]> {
  const inFolder = folder.hasFolder("requirements")
    ? ((await folder.openFolder("requirements"))?.entries.files ?? new Set<string>())
    : new Set<string>();
  const names = [
    ...[
      "requirements.txt",
      "requirements-dev.txt",
      "requirements_dev.txt",
      "dev-requirements.txt",
      "requirements-test.txt",
      "test-requirements.txt",
    ].filter((name) => folder.hasFile(name)),
    ...["dev.txt", "test.txt", "tests.txt"].filter((name) => inFolder.has(name)).map((name) => `requirements/${name}`),
  ];
  const texts = await Promise.all(names.map((name) => folder.readText(name)));
  return names.filter((_, index) => /^\s*[^#\s]/m.test(texts[index] ?? ""));
}
