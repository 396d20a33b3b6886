import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** Where a program is on a `PATH`; `null` when it is not. Looks, and runs nothing. */
export async function findProgram(name: string, path: string): Promise<string | null> {
  const endings = process.platform === "win32" ? [".exe", ".cmd", ".bat"] : [""];
  for (const folder of path.split(delimiter).filter((part) => part !== "")) {
    for (const ending of endings) {
      const file = join(folder, name + ending);
      const isThere = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere && (await stat(file)).isFile()) return file;
    }
  }
  return null;
}
