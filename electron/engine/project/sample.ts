import { cp, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";

/** Why the sample could not be copied. */
export type SampleFailure = Failure<"file-exists" | "file-unwritable">;

/**
 * Copies the sample project to `millrace-sample` in the home folder and answers that folder. A copy that is there
 * already is kept as the person left it; a folder of that name that is something else is not touched.
 */
export async function copySample(source: string, home: string = homedir()): Promise<Result<string, SampleFailure>> {
  const target = join(home, "millrace-sample");
  if (await isThere(target)) {
    if (await isThere(join(target, "millrace.yml"))) return ok(target);
    return err(failure("file-exists", `${target} is there already and is not the sample.`, "Move it away, then try again."));
  }
  try {
    await cp(source, target, { recursive: true, errorOnExist: true, force: false });
    return ok(target);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return err(
      failure("file-unwritable", `The sample could not be copied to ${target}: ${why}.`, "Check the permissions of your home folder."),
    );
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
