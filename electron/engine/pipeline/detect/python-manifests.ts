import type { ProjectFolder } from "./project-folder.ts";
import { readTomlTables } from "./toml-tables.ts";

/** What the manifests of a Python project say. */
export interface PythonManifests {
  /** The file that speaks for the project. */
  readonly source: string;
  readonly tables: ReadonlyMap<string, string>;
  /** Everything that names packages or configures tools, together. */
  readonly text: string;
}

/** Reads what names packages and configures tools; `null` when the folder is no Python project. */
export async function readPythonManifests(folder: ProjectFolder): Promise<PythonManifests | null> {
  const names = ["pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "manage.py", "tox.ini", "Pipfile"].filter((name) =>
    folder.hasFile(name),
  );
  const source = names.find((name) => name !== "tox.ini" && name !== "setup.cfg") ?? names[0];
  if (source === undefined) return null;
  const requirements = [...folder.entries.files].filter((name) => /requirements.*\.(txt|in)$/.test(name) && !names.includes(name));
  const texts = await Promise.all([...names, ...requirements.slice(0, 10)].map((name) => folder.readText(name)));
  const tables = readTomlTables(texts[names.indexOf("pyproject.toml")] ?? "");
  return { source, tables, text: texts.join("\n") };
}
