import { type ChildProcess, spawn } from "node:child_process";
import type { ProcessListener, ProcessRequest } from "./start-process.ts";

/** Starts a process by Node itself, as the first of a group and a session of its own. All but its end is told at once. */
export function startDirectly(request: ProcessRequest, listener: ProcessListener): void {
  let child: ChildProcess;
  try {
    child = spawn(request.file, request.args, {
      cwd: request.cwd,
      env: request.env as NodeJS.ProcessEnv,
      stdio: ["ignore", request.outputFd, request.outputFd],
      detached: true,
      windowsHide: true,
      windowsVerbatimArguments: request.isVerbatim,
    });
  } catch (cause) {
    // Too large for the system, or a NUL in it: said at once, unlike what is missing.
    listener.onFailure(cause);
    return;
  }
  if (child.pid === undefined) {
    // The same is told again as an event, which would be thrown if nobody listened.
    child.on("error", () => {});
    listener.onFailure(null);
    return;
  }
  child.once("exit", (exitCode, signal) =>
    listener.onExit(signal === null ? { kind: "exited", exitCode: exitCode ?? 0 } : { kind: "signaled", signal }),
  );
  listener.onStart(child.pid);
}
