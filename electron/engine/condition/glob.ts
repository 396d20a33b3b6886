import { posix } from "node:path";

/** Whether a path, relative to the project with `/`, matches a glob as artifacts and caches write it. */
export function matchesGlob(path: string, glob: string): boolean {
  return posix.matchesGlob(path, glob);
}
