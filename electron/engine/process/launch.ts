import { spawn } from "node:child_process";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";

/**
 * Starts a program of the desktop (an editor, a file manager) without a shell and lets it go: it outlives us and we
 * never wait for it. Fails when it cannot be started at all.
 */
export function launch(program: string, args: readonly string[], cwd: string): Promise<Result<null, Failure<"editor-failed">>> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], { cwd, detached: true, stdio: "ignore" });
    child.once("error", (cause) =>
      resolve(err(failure("editor-failed", `${program} could not be started: ${cause.message}.`, "Choose another editor in Settings."))),
    );
    child.once("spawn", () => {
      child.unref();
      resolve(ok(null));
    });
  });
}
