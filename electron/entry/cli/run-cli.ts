import { parse } from "node:path";
import { err, failure, type Result } from "../../../shared/result.ts";
import { visibleText } from "../../../shared/visible.ts";
import { dataFolder } from "../../engine/data-folder.ts";
import { readArguments } from "./arguments.ts";
import type { CommandFailure } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";
import { errorStream, outputStream, print } from "./output.ts";

/** Enough to write down what happened. */
const bugGraceMs = 500;

/** Runs one command line to its end and gives its exit code. A bug is told as such, with where to find more. */
export async function runCli(args: readonly string[], version: string): Promise<number> {
  const isJson = args.includes("--json");
  const result = await execute(args, version).catch((cause: unknown) => {
    // What a bug leaves open would keep the process, and others would take its run for alive.
    setTimeout(() => process.exit(exitCodes.environment), bugGraceMs).unref();
    return err(bugFailure(cause));
  });
  if (result.ok) return result.value;
  const { code, message, hint, exitCode } = result.failure;
  errorStream().write(
    isJson
      ? `${JSON.stringify({ error: { code, message, hint } })}\n`
      : `${visibleText(`millrace: ${message}${hint === "" ? "" : `\n${hint}`}`)}\n`,
  );
  return exitCode;
}

async function execute(args: readonly string[], version: string): Promise<Result<number, CommandFailure>> {
  const request = readArguments(args, workingFolder());
  if (!request.ok) return request;
  switch (request.value.kind) {
    case "version":
      print(`${version}\n`);
      return { ok: true, value: exitCodes.passed };
    case "help": {
      const { helpText } = await import("./help.ts");
      print(helpText(request.value.command, request.value.group));
      return { ok: true, value: exitCodes.passed };
    }
    case "command": {
      const { command, words, options, projectFolder } = request.value;
      const executeCommand = await command.load();
      return executeCommand({
        words,
        options,
        isJson: options.json === true,
        projectFolder,
        dataFolder: dataFolder(process.env),
        print,
        get out() {
          return outputStream();
        },
        get errorOut() {
          return errorStream();
        },
      });
    }
  }
}

/** `null` when it was removed while the shell stood in it. */
function workingFolder(): string | null {
  try {
    return process.cwd();
  } catch {
    // Libraries ask for it as well, and would fail.
    process.chdir(parse(process.execPath).root);
    return null;
  }
}

function bugFailure(cause: unknown): CommandFailure {
  const detail = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return { ...failure("bug", `This is a fault of Millrace itself: ${detail}`), exitCode: exitCodes.environment };
}
