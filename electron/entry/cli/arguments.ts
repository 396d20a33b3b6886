import { isAbsolute, resolve } from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { nearest } from "../../../shared/nearest.ts";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import type { CommandFailure, CommandSpec } from "./command.ts";
import { commands, commonOptions, laterCommands } from "./commands.ts";
import { exitCodes } from "./exit-codes.ts";

/** What a command line asks for. */
export type Request =
  /** Of one command, of all that begin with the word `group`, or, when that is empty, of all. */
  | { readonly kind: "help"; readonly group: string; readonly command: CommandSpec | null }
  | { readonly kind: "version" }
  | {
      readonly kind: "command";
      readonly command: CommandSpec;
      readonly words: readonly string[];
      readonly options: Readonly<Record<string, string | boolean | undefined>>;
      readonly projectFolder: string;
    };

/**
 * Reads a command line (without the program's own name). Wrong use is a failure that names the nearest right word.
 * `workingFolder` is `null` when it is not there any more.
 */
export function readArguments(given: readonly string[], workingFolder: string | null): Result<Request, CommandFailure> {
  const args = commonOptionsLast(given);
  const [first] = args;
  if (first === undefined || first === "help" || first === "--help" || first === "-h") return readHelp(args.slice(1));
  if (first === "--version" || first === "-v" || first === "-V" || first === "version") return ok({ kind: "version" });
  const command = findCommand(args);
  if (command === null) return isHelpWanted(args.slice(1)) ? readHelp(args) : err(unknownCommand(args));
  const rest = args.slice(command.name.split(" ").length);
  const parsed = parseOptions(command, rest);
  if (!parsed.ok) return parsed;
  const { words, options } = parsed.value;
  if (options.help === true) return ok({ kind: "help", group: "", command });
  if (words.length < command.minimumWords) return err(usage(`millrace ${command.name} needs ${command.words}.`, command));
  if (words.length > command.maximumWords) {
    return err(usage(`millrace ${command.name} does not take ${JSON.stringify(words[command.maximumWords])}.`, command));
  }
  const project = typeof options.project === "string" ? options.project : ".";
  if (workingFolder === null && !isAbsolute(project)) return err(noWorkingFolder);
  return ok({ kind: "command", command, words, options, projectFolder: resolve(workingFolder ?? "", project) });
}

/** `millrace --project shop run` is meant as `millrace run --project shop`: what every command takes may stand before it. */
function commonOptionsLast(args: readonly string[]): readonly string[] {
  let start = 0;
  for (let word = args[start]; word !== undefined; word = args[start]) {
    const spec = Object.entries(commonOptions).find(([name]) => word === `--${name}` || word.startsWith(`--${name}=`))?.[1];
    if (spec === undefined || spec === commonOptions.help) break;
    start += spec.value === undefined || word.includes("=") ? 1 : 2;
  }
  if (start === 0) return args;
  const rest = args.slice(start);
  const end = rest.indexOf("--");
  return end === -1 ? [...rest, ...args.slice(0, start)] : [...rest.slice(0, end), ...args.slice(0, start), ...rest.slice(end)];
}

function isHelpWanted(args: readonly string[]): boolean {
  return args.includes("--help") || args.includes("-h");
}

function readHelp(args: readonly string[]): Result<Request, CommandFailure> {
  const words = args.filter((word) => !word.startsWith("-"));
  if (words.length === 0) return ok({ kind: "help", group: "", command: null });
  const command = findCommand(words);
  if (command !== null) return ok({ kind: "help", group: "", command });
  const [group = ""] = words;
  return words.length === 1 && childrenOf(group).length > 0 ? ok({ kind: "help", group, command: null }) : err(unknownCommand(words));
}

function findCommand(args: readonly string[]): CommandSpec | null {
  const twoWords = args.slice(0, 2).join(" ");
  return commands.find(({ name }) => name === twoWords) ?? commands.find(({ name }) => name === args[0]) ?? null;
}

function childrenOf(group: string): string[] {
  return commands.filter(({ name }) => name.startsWith(`${group} `)).map(({ name }) => name);
}

function unknownCommand(args: readonly string[]): CommandFailure {
  const [first = "", second = ""] = args;
  if ((laterCommands as readonly string[]).includes(first)) {
    const message = `millrace ${first} is not part of this version.`;
    return { ...failure("not-in-this-version", message, "See millrace help for what is."), exitCode: exitCodes.usage };
  }
  if (first.startsWith("-")) return wrong(`No command stands before ${first}.`, "See millrace help.");
  const children = childrenOf(first);
  if (children.length > 0) {
    if (second === "" || second.startsWith("-")) return wrong(`millrace ${first} needs one more word.`, `Try ${children.join(", ")}.`);
    const near = nearest(`${first} ${second}`, children);
    const way = near === null ? `There are ${children.join(", ")}.` : `Did you mean millrace ${near}?`;
    return wrong(`There is no command ${JSON.stringify(`${first} ${second}`)}.`, way);
  }
  const near = nearest(first, new Set(commands.map(({ name }) => name.split(" ")[0] ?? name)));
  const hint = near === null ? "See millrace help." : `Did you mean millrace ${near}?`;
  return wrong(`There is no command ${JSON.stringify(first)}.`, hint);
}

function wrong(message: string, hint: string): CommandFailure {
  return { ...failure("usage", message, hint), exitCode: exitCodes.usage };
}

const noWorkingFolder: CommandFailure = {
  ...failure(
    "folder-missing",
    "The folder that this was started in is not there any more.",
    "Go to another one, or name one with --project.",
  ),
  exitCode: exitCodes.usage,
};

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
    const { values, positionals, tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true, tokens: true });
    const problem = valueProblem(tokens, specs);
    if (problem !== null) return err(usage(problem, command));
    return ok({ words: positionals, options: values as Record<string, string | boolean | undefined> });
  } catch (cause) {
    return err(usage(optionMessage(cause, specs), command));
  }
}

/** Of two values one would be passed over without a word; an empty one comes from a variable that is not set. */
function valueProblem(
  tokens: readonly { kind: string; name?: string; value?: string | undefined }[],
  specs: CommandSpec["options"],
): string | null {
  const seen = new Set<string>();
  for (const { kind, name = "", value } of tokens) {
    const wanted = specs[name]?.value;
    if (kind !== "option" || wanted === undefined) continue;
    if (seen.has(name)) return `--${name} is there twice; it takes one ${wanted}.`;
    if (value === "") return `--${name} needs ${wanted}; what it was given is empty.`;
    seen.add(name);
  }
  return null;
}

function optionMessage(cause: unknown, specs: CommandSpec["options"]): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const [, dashes = "", word = ""] = /^(?:Unknown option|Option) '(?:-\w, )?(-{1,2})([^' ]*)/.exec(message) ?? [];
  if (message.startsWith("Unknown option")) {
    const near = nearest(word, Object.keys(specs));
    return `There is no option ${dashes}${word}.${near === null ? "" : ` Did you mean --${near}?`}`;
  }
  const value = specs[word]?.value;
  if (value === undefined) return word === "" ? message : `${dashes}${word} takes no value.`;
  const isAmbiguous = message.includes("ambiguous");
  return `--${word} needs ${value}${isAmbiguous ? `; one that begins with a dash is written --${word}=-…` : ""}.`;
}

function usage(message: string, command: CommandSpec): CommandFailure {
  return wrong(message, `See millrace help ${command.name}.`);
}
