import { spawn } from "node:child_process";
import { constants } from "node:os";

/**
 * Runs a program to its end with this terminal as its own and answers its exit code, 128 + n for a signal as shells
 * do. A signal meant for us is passed on, so that the child can put its affairs in order and is never left behind.
 */
export function runChild(file, parameters, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, parameters, { stdio: "inherit", ...options });
    // Ctrl-C reaches the whole foreground group by itself; sending it again would look like pressing it twice.
    const onInterrupt = () => {
      if (!process.stdin.isTTY) child.kill("SIGINT");
    };
    const onTerminate = (signal) => child.kill(signal);
    process.on("SIGINT", onInterrupt);
    process.on("SIGTERM", onTerminate);
    process.on("SIGHUP", onTerminate);
    const forget = () => {
      process.off("SIGINT", onInterrupt);
      process.off("SIGTERM", onTerminate);
      process.off("SIGHUP", onTerminate);
    };
    child.once("error", (error) => {
      forget();
      reject(error);
    });
    child.once("exit", (code, signal) => {
      forget();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}
