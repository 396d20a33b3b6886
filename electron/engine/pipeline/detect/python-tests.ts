import type { ProjectFolder } from "./project-folder.ts";

/** How a Python project tests itself. */
export interface PythonTests {
  readonly kind: "pytest" | "unittest" | "none";
  /** The folder of the tests; empty for the project's own. */
  readonly folder: string;
  /** Whether that folder is a package, so that its files may import each other. */
  readonly isPackage: boolean;
  /** What the names of the test files look like. */
  readonly pattern: string;
  /** The file that shows it; `null` when the manifests do. */
  readonly source: string | null;
}

/** A bound on folders that are only looked into for tests. */
const mostPackages = 20;

/** Enough to see which library tests are written for. */
const filesRead = 5;

/** Tells pytest from unittest by configuration first, then by what the test files import. */
export async function findPythonTests(folder: ProjectFolder, manifestText: string): Promise<PythonTests> {
  const place = await findTestFolder(folder);
  const shape = { folder: place?.name ?? "", isPackage: place?.isPackage ?? false, pattern: place?.pattern ?? "test*.py" };
  const configuration = folder.firstFile("pytest.ini", "conftest.py", ".pytest.ini");
  if (configuration !== null) return { ...shape, kind: "pytest", source: configuration };
  if (place?.hasConftest === true) return { ...shape, kind: "pytest", source: `${place.name}/conftest.py` };
  if (/\[tool\.pytest|\[tool:pytest\]|^\[pytest\]/m.test(manifestText)) return { ...shape, kind: "pytest", source: null };
  if (folder.hasFile("manage.py") && !/\bpytest\b/.test(manifestText)) return { ...shape, kind: "unittest", source: "manage.py" };
  if (place === null) return { ...shape, kind: "none", source: null };
  const names = place.files.slice(0, filesRead).map((name) => (place.name === "" ? name : `${place.name}/${name}`));
  const texts = await Promise.all(names.map((name) => folder.readText(name)));
  const together = texts.join("\n");
  const isPytest =
    /^[ \t]*(import|from)[ \t]+pytest\b/m.test(together) ||
    (!/^[ \t]*(import|from)[ \t]+unittest\b/m.test(together) && /^(async )?def test/m.test(together));
  if (isPytest || (/\bpytest\b/.test(manifestText) && !/unittest/.test(together)))
    return { ...shape, kind: "pytest", source: names[0] ?? null };
  const isUnittest = /\bunittest\b|TestCase\b/.test(together);
  return { ...shape, kind: isUnittest ? "unittest" : "none", source: names[0] ?? null };
}

/** Where packages keep their tests within themselves. */
async function packagesWithTests(folder: ProjectFolder): Promise<string[]> {
  const names = [...folder.entries.folders].filter((name) => /^[a-z_]\w*$/i.test(name)).sort();
  const places: string[] = [];
  for (const name of names.slice(0, mostPackages)) {
    const opened = await folder.openFolder(name);
    if (opened?.hasFile("__init__.py") !== true) continue;
    places.push(...["tests", "test"].filter((part) => opened.hasFolder(part)).map((part) => `${name}/${part}`));
  }
  return places;
}

interface TestFolder {
  readonly name: string;
  readonly files: readonly string[];
  readonly isPackage: boolean;
  readonly hasConftest: boolean;
  readonly pattern: string;
}

async function findTestFolder(folder: ProjectFolder): Promise<TestFolder | null> {
  for (const name of ["tests", "test", "", ...(await packagesWithTests(folder))]) {
    if (!name.includes("/") && name !== "" && !folder.hasFolder(name)) continue;
    const opened = name === "" ? folder : await folder.openFolder(name);
    if (opened === null) continue;
    const all = [...opened.entries.files].filter((file) => file.endsWith(".py")).sort();
    const leading = all.filter((file) => /^test.*\.py$/.test(file));
    const files = leading.length > 0 ? leading : all.filter((file) => file.endsWith("_test.py"));
    const hasConftest = opened.hasFile("conftest.py");
    if (files.length === 0 && !hasConftest) continue;
    return {
      name,
      files,
      isPackage: opened.hasFile("__init__.py"),
      hasConftest,
      pattern: leading.length > 0 || files.length === 0 ? "test*.py" : "*_test.py",
    };
  }
  return null;
}
