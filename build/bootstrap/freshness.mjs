import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { outFolder, root } from "./root.mjs";

const sources = ["electron", "renderer", "shared", "build/config", "build/launcher"];
const sourceFiles = ["package.json", "package-lock.json", "build/bundle.ts"];
const stampFile = join(outFolder, "built-from");

/** Whether the build output was made from exactly the sources that are here now. */
export function isBuildFresh() {
  return read(stampFile)?.toString("utf8") === sourceFingerprint();
}

/**
 * The SHA-256 over the names and contents of everything that a build reads. Contents, not times: a checkout or a copy
 * changes times only, and reading these few hundred small files takes some tens of milliseconds.
 */
export function sourceFingerprint() {
  const hash = createHash("sha256");
  const files = [...sources.flatMap(filesBelow), ...sourceFiles].sort();
  for (const file of files) {
    const content = read(join(root, file));
    if (content !== null) hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** Where the build writes its fingerprint, as its last act. */
export { stampFile };

function filesBelow(folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(path);
    return /\.test\.tsx?$/.test(entry.name) ? [] : [path];
  });
}

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
