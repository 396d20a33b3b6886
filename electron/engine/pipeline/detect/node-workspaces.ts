import { asRecord, type JsonRecord, readJsonFile, textEntries } from "./json-file.ts";
import { linesBelow } from "./lines.ts";
import type { ProjectFolder } from "./project-folder.ts";

/** Enough to know which scripts a workspace has; large repositories hold thousands of packages. */
const mostPackages = 60;

/** The folder patterns of the project's workspaces; empty without any. */
export async function workspacePatterns(folder: ProjectFolder, manifest: JsonRecord): Promise<string[]> {
  const field = manifest.workspaces;
  const listed = Array.isArray(field) ? field : asRecord(field).packages;
  const patterns = Array.isArray(listed) ? listed.filter((item): item is string => typeof item === "string") : [];
  const text = folder.hasFile("pnpm-workspace.yaml") ? await folder.readText("pnpm-workspace.yaml") : null;
  return text === null ? patterns : [...patterns, ...readPnpmPatterns(text)];
}

/** The list under `packages:`; the file is simple enough to be read by its lines. */
function readPnpmPatterns(text: string): string[] {
  return linesBelow(text, "packages").flatMap((line) => /^\s*-\s*['"]?([^'"#\s]+)/.exec(line)?.[1] ?? []);
}

/** The names of scripts that at least one workspace has and `isReal` takes for more than a placeholder. */
export async function findWorkspaceScripts(
  folder: ProjectFolder,
  patterns: readonly string[],
  isReal: (text: string) => boolean,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  let left = mostPackages;
  for (const pattern of patterns.filter((text) => !text.startsWith("!"))) {
    for (const place of await expandPattern(folder, pattern.replace(/^\.\//, "").replace(/\/$/, ""))) {
      if (left === 0) return names;
      left -= 1;
      const manifest = await readJsonFile(folder, `${place}/package.json`);
      for (const [name, text] of textEntries(manifest?.scripts)) if (isReal(text)) names.add(name);
    }
  }
  return names;
}

/** Plain folders, and patterns whose last part is `*` or `**`; rarer ones find nothing. */
async function expandPattern(folder: ProjectFolder, pattern: string): Promise<string[]> {
  const match = /^([^*]*?)\/?\*{1,2}$/.exec(pattern);
  if (match === null) return pattern.includes("*") ? [] : [pattern];
  const parent = match[1] === "" ? folder : await folder.openFolder(match[1] ?? "");
  if (parent === null) return [];
  return [...parent.entries.folders]
    .filter((name) => !name.startsWith(".") && name !== "node_modules")
    .map((name) => (match[1] ? `${match[1]}/${name}` : name));
}
