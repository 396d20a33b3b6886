import type { ProjectFolder } from "./project-folder.ts";
import type { PythonManifests } from "./python-manifests.ts";
import type { PythonTests } from "./python-tests.ts";
import { isWindows } from "./wrapper.ts";

/** Optional parts that packages name for the people who work on them. */
const developmentExtras = ["dev", "develop", "development", "test", "tests", "testing"];

/** Where projects list what their developers install, beside `requirements.txt`. */
const requirementFiles =
  "requirements.txt requirements-dev.txt requirements_dev.txt dev-requirements.txt requirements-test.txt test-requirements.txt".split(" ");
const requirementFolderFiles = ["dev.txt", "test.txt", "tests.txt"];

interface TextFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Installs with pip into the project's own `.venv`, because many systems refuse to change theirs. `null` when a project
 * without dependencies can be tested as it stands.
 */
export async function proposePipInstall(folder: ProjectFolder, manifests: PythonManifests, tests: PythonTests): Promise<string | null> {
  const requirements = await findRequirements(folder);
  const extras = developmentExtras.filter((name) => hasExtra(manifests, name));
  const needsItself =
    mustBeInstalled(folder, manifests, tests) && !requirements.some(({ text }) => /^[ \t]*(-e|--editable)[ \t]+\./m.test(text));
  const namesPytest =
    requirements.some(({ text }) => /^[ \t]*pytest\b/im.test(text)) ||
    (extras.length > 0 && /["']pytest\b/.test(manifests.tables.get("project.optional-dependencies") ?? ""));
  const words = [
    ...(needsItself ? ["-e", extras.length === 0 ? "." : `'.[${extras.join(",")}]'`] : []),
    ...requirements.flatMap(({ name }) => ["-r", name]),
    ...(tests.kind === "pytest" && !namesPytest ? ["pytest"] : []),
  ];
  if (words.length === 0) return null;
  return isWindows
    ? `python -m venv .venv; .venv/Scripts/python -m pip install ${words.join(" ")}`
    : `python3 -m venv .venv && .venv/bin/python -m pip install ${words.join(" ")}`;
}

/** Whether tests would not find the package, or what it depends on, otherwise. */
function mustBeInstalled(folder: ProjectFolder, manifests: PythonManifests, tests: PythonTests): boolean {
  const isPackage = manifests.tables.has("project") || manifests.tables.has("build-system") || folder.hasFile("setup.py");
  const project = manifests.tables.get("project") ?? "";
  const hasDependencies =
    /^[ \t]*dependencies\s*=\s*\[\s*[^\]\s]/m.test(project) ||
    /^[ \t]*dynamic\s*=.*dependencies/m.test(project) ||
    (folder.hasFile("setup.py") && manifests.text.includes("install_requires"));
  return isPackage && (hasDependencies || folder.hasFolder("src") || tests.kind === "pytest");
}

function hasExtra(manifests: PythonManifests, name: string): boolean {
  return new RegExp(`^[ \\t]*["']?${name}["']?[ \\t]*=`, "m").test(manifests.tables.get("project.optional-dependencies") ?? "");
}

/** The requirement files that people who work on a project install. Empty ones are left out. */
async function findRequirements(folder: ProjectFolder): Promise<TextFile[]> {
  const inFolder = folder.hasFolder("requirements") ? await folder.openFolder("requirements") : null;
  const names = [
    ...requirementFiles.filter((name) => folder.hasFile(name)),
    ...requirementFolderFiles.filter((name) => inFolder?.hasFile(name) === true).map((name) => `requirements/${name}`),
  ];
  const files = await Promise.all(names.map(async (name) => ({ name, text: (await folder.readText(name)) ?? "" })));
  return files.filter(({ text }) => /^[ \t]*[^#\s]/m.test(text));
}
