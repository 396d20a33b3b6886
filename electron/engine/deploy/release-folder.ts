import { constants, createReadStream } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { visible } from "../../../shared/visible.ts";
import { newPlaceBeside } from "../process/process.ts";
import { pathInside, whyNotInside } from "./contents/entry-path.ts";
import { sumOf } from "./contents/sum.ts";
import type { ReleaseFiles } from "./order.ts";

/** A release's files in a folder of their own, for commands that deploy. */
export interface ReleaseFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Copies a release's files into a folder of its own, read-only and compared with their sums: no command can change what is
 * kept. Of a stage, `environment` says of which, so that the folder is found when its processes are killed.
 */
export async function makeReleaseFolder(
  { version, files }: ReleaseFiles,
  environment: Readonly<Record<string, string>>,
): Promise<Result<ReleaseFolder, Failure<"release-damaged">>> {
  const path = await newFolder(environment);
  const remove = () => rm(path, { recursive: true, force: true });
  const damaged = (file: string, why: string) =>
    err(failure("release-damaged", `${visible(file)} of ${version} cannot be deployed: ${why}.`, "Make the release anew."));
  for (const file of files) {
    const inside = pathInside(file.path);
    if (inside === null || inside === "") return damaged(file.path, `it ${whyNotInside(file.path)}`);
    const place = join(path, inside);
    try {
      await mkdir(dirname(place), { recursive: true });
      await copyFile(file.storedPath, place, constants.COPYFILE_FICLONE);
      await chmod(place, ((await stat(file.storedPath)).mode & 0o111) === 0 ? 0o444 : 0o555);
      const sum = await sumOf(createReadStream(place));
      if (sum === file.sha256) continue;
    } catch (error) {
      await remove();
      if (error instanceof Error && "code" in error) return damaged(file.path, error.message);
      throw error;
    }
    await remove();
    return damaged(file.path, "it is not what it was when the release was made");
  }
  return ok({ path, remove });
}

async function newFolder(environment: Readonly<Record<string, string>>): Promise<string> {
  const mark = environment.MILLRACE_RUN;
  const place = mark === undefined ? null : newPlaceBeside(mark, environment);
  if (!place?.ok) return mkdtemp(join(tmpdir(), "millrace-release-"));
  await mkdir(place.value, { mode: 0o700 });
  return place.value;
}
