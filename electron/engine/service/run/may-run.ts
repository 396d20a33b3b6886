import { type Failure, failure } from "../../../../shared/result.ts";
import { isFolder } from "../../project/folders.ts";
import type { StoredProject } from "../../store/store.ts";

/** Why nothing of a project is run now; `null` when it may be. */
export async function refuseToRun({ name, path, trusted }: StoredProject): Promise<Failure<"folder-missing" | "not-trusted"> | null> {
  if (!(await isFolder(path)))
    return failure("folder-missing", `${path} is not there.`, "Connect the disk that it is on, or tell Millrace where it went.");
  return trusted
    ? null
    : failure("not-trusted", `${name} has not been trusted yet.`, "Look at the commands that would run, then trust the project.");
}
