import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** The project's folder. */
export const root = join(import.meta.dirname, "..");

/** A folder below `out`, emptied. */
export function freshFolder(...names) {
  const folder = join(root, "out", ...names);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
