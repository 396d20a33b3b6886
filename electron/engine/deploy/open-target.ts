import { randomBytes } from "node:crypto";
import { homedir } from "node:os";
import { isAbsolute, join, normalize } from "node:path";
import type { PlannedStrategy } from "../../../shared/pipeline/planned-environment.ts";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import { LocalTarget } from "./target/local-target.ts";
import { lockText } from "./target/lock.ts";
import { SshTarget } from "./target/ssh-target.ts";
import type { Target, TargetFailure } from "./target/target.ts";

/** A strategy that puts releases into a folder. */
export type FolderStrategy = Exclude<PlannedStrategy, { readonly type: "command" }>;

/** Who opens a target, and with what. */
export interface TargetContext {
  readonly projectPath: string;
  readonly environment: Readonly<Record<string, string>>;
  /** For whoever finds it locked. */
  readonly holder: string;
}

/** Opens the target of a strategy. Touches nothing yet. */
export function openTarget(strategy: FolderStrategy, { projectPath, environment, holder }: TargetContext): Result<Target, TargetFailure> {
  const id = randomBytes(8).toString("hex");
  const ours = lockText(id, holder);
  const written = strategy.path.replace(/(.)\/+$/, "$1");
  if (strategy.type === "directory") {
    if (process.platform === "win32")
      return err(failure("target-refused", "Windows cannot switch a link in one step.", "Deploy by ssh, or by commands of your own."));
    const path = /^~(\/|$)/.test(written) ? join(environment.HOME ?? homedir(), written.slice(1)) : written;
    if (!isAbsolute(path))
      return err(failure("target-refused", `${written} is no absolute path.`, "Write the whole path, or one that begins with ~/."));
    return ok(new LocalTarget({ name: written, path: normalize(path), lockText: ours, environment }));
  }
  const { host, port } = strategy;
  // What begins with a dash would be taken for an option there.
  const root = /^[/~]/.test(written) ? written : `./${written}`;
  const name = `${host}:${written}`;
  return ok(new SshTarget({ host, port, name, root, lockText: ours, lockId: id, environment, folder: projectPath }));
}
