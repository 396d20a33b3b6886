import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Fingerprint } from "../../../shared/contract/fingerprint.ts";
import { lockFiles } from "./known-files.ts";

type LockFact = Fingerprint["lockFiles"][number];

/** How far below and above the project is looked, and at how many folders: a workspace's files are near its top. */
const maxDepth = 3;
const maxFolders = 400;
const maxAbove = 8;

/** Folders of what was installed or built: their lock files decide nothing. */
const skipped = new Set(["node_modules", "vendor", "target", "dist", "build", "out", "coverage", "venv", "__pycache__", "Pods"]);

/**
 * The project's lock files and pins with their SHA-256, by path: its own, those of its subprojects, and those of the folders
 * above it up to the top of the repository. What cannot be read is left out.
 */
export async function readLockFiles(project: string): Promise<LockFact[]> {
  const found = [...(await below(project)), ...(await above(project))];
  const facts = await Promise.all(found.map((path) => factOf(project, path)));
  return facts.filter((fact) => fact !== null).sort((left, right) => (left.path < right.path ? -1 : 1));
}

async function below(project: string): Promise<string[]> {
  const found: string[] = [];
  const open: { path: string; depth: number }[] = [{ path: "", depth: 0 }];
  for (const { path, depth } of open) {
    const entries = await readdir(join(project, path), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const inner = path === "" ? entry.name : `${path}/${entry.name}`;
      if (Object.hasOwn(lockFiles, entry.name)) found.push(inner);
      const isSearched = entry.isDirectory() && depth < maxDepth && isOrdinary(entry.name) && open.length < maxFolders;
      if (isSearched) open.push({ path: inner, depth: depth + 1 });
    }
  }
  return found;
}

/** The wrapper of Maven has its version in a hidden folder. */
function isOrdinary(name: string): boolean {
  return name === ".mvn" || !(name.startsWith(".") || skipped.has(name));
}

async function above(project: string): Promise<string[]> {
  const found: string[] = [];
  let folder = project;
  let up = "";
  for (let steps = 0; steps <= maxAbove; steps += 1) {
    const names: string[] = await readdir(folder).catch(() => []);
    if (up !== "") found.push(...names.filter((name) => Object.hasOwn(lockFiles, name)).map((name) => up + name));
    // The top of the repository.
    if (names.includes(".git")) return found;
    folder = dirname(folder);
    up = `../${up}`;
  }
  // Without a repository nothing says that those folders have to do with the project.
  return [];
}

async function factOf(project: string, path: string): Promise<LockFact | null> {
  try {
    const file = join(project, path);
    const facts = await stat(file);
    if (!facts.isFile()) return null;
    const hash = createHash("sha256");
    await pipeline(createReadStream(file), hash);
    return { path, sha256: hash.digest("hex"), bytes: facts.size };
  } catch {
    // It vanished just now, or may not be read.
    return null;
  }
}
