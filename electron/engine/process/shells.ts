import { splitWords } from "./words.ts";

/** What to spawn for a script: a program and its arguments, the script among them. */
export interface ShellCommand {
  /** A name to be found on the PATH of the command's own environment, or a path. */
  readonly file: string;
  readonly args: readonly string[];
  /** Windows only: the arguments are quoted already, because `cmd` has rules of its own. */
  readonly isVerbatim: boolean;
}

/**
 * Chooses the program for a script. `shell` is one of the names below, a command line such as
 * `bash -euo pipefail -c` that gets the script as its last word, or `null` for the platform's default: `sh -e` on
 * Unix, PowerShell on Windows. Every named shell stops at the first command that fails, as far as it can. `null` when
 * the command line has no words.
 */
export function shellCommand(shell: string | null, script: string, platform: NodeJS.Platform): ShellCommand | null {
  const name = shell ?? (platform === "win32" ? "powershell" : "sh");
  switch (name) {
    case "sh":
      return plain("sh", "-e", "-c", script);
    case "bash":
      // Without profile and rc files: a stage means the same on every machine.
      return plain("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script);
    case "zsh":
      return plain("zsh", "-e", "-o", "pipefail", "-c", script);
    case "fish":
      return plain("fish", "-c", script);
    case "pwsh":
    case "powershell":
      return plain(name, "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command", powerShellScript(script));
    case "cmd":
      return { file: "cmd.exe", args: ["/d", "/s", "/c", `"${cmdLine(script)}"`], isVerbatim: true };
    case "node":
      return plain("node", "-e", script);
    case "python":
      return plain(platform === "win32" ? "python" : "python3", "-c", script);
    default: {
      const [file, ...args] = splitWords(name);
      return file === undefined ? null : plain(file, ...args, script);
    }
  }
}

function plain(file: string, ...args: string[]): ShellCommand {
  return { file, args, isVerbatim: false };
}

/** PowerShell goes on after an error and forgets the exit code of the last program unless it is told otherwise. */
function powerShellScript(script: string): string {
  const stop = "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'";
  return `${stop}\n${script}\nif (Test-Path -LiteralPath variable:LASTEXITCODE) { exit $LASTEXITCODE }`;
}

/** `cmd /c` reads one line only: the lines of a script become one, each run only if the one before was well. */
function cmdLine(script: string): string {
  const lines = script.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== "").join(" && ");
}
