import { resolve } from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { nearest } from "../../../shared/nearest.ts";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import type { CommandFailure, CommandSpec } from "./command.ts";
import { commands, commonOptions, laterCommands } from "./commands.ts";
import { exitCodes } from "./exit-codes.ts";

/** What a command line asks for. */
export type Request =
  | { readonly kind: "help"; readonly command: CommandSpec | null }
  | { readonly kind: "version" }
  | {
      readonly kind: "command";
      readonly command: CommandSpec;
      readonly words: readonly string[];
      readonly options: Readonly<Record<string, string | boolean | undefined>>;
      readonly projectFolder: string;
    };

/** Reads a command line (without the program's own name). Wrong use is a failure that names the nearest right word. */
export function readArguments(args: readonly string[], workingFolder: string): Result<Request, CommandFailure> {
  const [first] = args;
  if (first === undefined || first === "help" || first === "--help" || first === "-h") return readHelp(args.slice(1));
  if (first === "--version" || first === "-v" || first === "version") return ok({ kind: "version" });
  const command = findCommand(args);
  if (command === null) return err(unknownCommand(args));
  const rest = args.slice(command.name.split(" ").length);
  const parsed = parseOptions(command, rest);
  if (!parsed.ok) return parsed;
  const { words, options } = parsed.value;
  if (options.help === true) return ok({ kind: "help", command });
  if (words.length < command.minimumWords) return err(usage(`millrace ${command.name} needs ${command.words}.`, command));
  if (words.length > command.maximumWords) {
    return err(usage(`millrace ${command.name} does not take ${JSON.stringify(words[command.maximumWords])}.`, command));
  }
  const project = options.project;
  const projectFolder = resolve(workingFolder, typeof project === "string" ? project : ".");
  return ok({ kind: "command", command, words, options, projectFolder });
}

function readHelp(args: readonly string[]): Result<Request, CommandFailure> {
  if (args.length === 0) return ok({ kind: "help", command: null });
  const command = findCommand(args);
  return command === null ? err(unknownCommand(args)) : ok({ kind: "help", command });
}

function findCommand(args: readonly string[]): CommandSpec | null {
  const twoWords = args.slice(0, 2).join(" ");
  return commands.find(({ name }) => name === twoWords) ?? commands.find(({ name }) => name === args[0]) ?? null;
}

function unknownCommand(args: readonly string[]): CommandFailure {
  const [first = ""] = args;
  if ((laterCommands as readonly string[]).includes(first)) {
    const message = `millrace ${first} is not part of this version.`;
    return { ...failure("not-in-this-version", message, "See millrace help for what is."), exitCode: exitCodes.usage };
  }
  const children = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
  if (children.length > 0) {
    return { ...failure("usage", `millrace ${first} needs one more word.`, `Try ${children.join(", ")}.`), exitCode: exitCodes.usage };
  }
  const near = nearest(first, new Set(commands.map(({ name }) => name.split(" ")[0] ?? name)));
  const hint = near === null ? "See millrace help." : `Did you mean millrace ${near}?`;
  return { ...failure("usage", `There is no command ${JSON.stringify(first)}.`, hint), exitCode: exitCodes.usage };
}

function parseOptions(
  command: CommandSpec,
  args: readonly string[],
): Result<{ words: string[]; options: Record<string, string | boolean | undefined> }, CommandFailure> {
  const specs = { ...commonOptions, ...command.options };
  const options: NonNullable<ParseArgsConfig["options"]> = {};
  for (const [name, spec] of Object.entries(specs)) {
    options[name] = { type: spec.value === undefined ? "boolean" : "string", ...(spec.short === undefined ? {} : { short: spec.short }) };
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return ok({ words: positionals, options: values as Record<string, string | boolean | undefined> });
  } catch (cause) {
    return err(usage(optionMessage(cause, Object.keys(specs)), command));
  }
}

function optionMessage(cause: unknown, names: readonly string[]): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const unknown = /^Unknown option '(-{1,2})([^']*)'/.exec(message);
  if (unknown === null) return message.split(". ")[0]?.replace(/\.?$/, ".") ?? message;
  const near = nearest(unknown[2] ?? "", names);
  return `There is no option ${unknown[1]}${unknown[2]}.${near === null ? "" : ` Did you mean --${near}?`}`;
}

function usage(message: string, command: CommandSpec): CommandFailure {
  return { ...failure("usage", message, `See millrace help ${command.name}.`), exitCode: exitCodes.usage };
}
