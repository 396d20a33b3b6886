import type { CommandSpec } from "./command.ts";
import { commands, commonOptions } from "./commands.ts";

/** The help of one command, or the list of all that begin with the word `group`; an empty one stands for all. */
export function helpText(command: CommandSpec | null, group = ""): string {
  if (command !== null) return oneCommand(command);
  return group === "" ? allCommands() : `${commandTable(group).join("\n")}\n`;
}

function commandTable(group: string): string[] {
  const listed = commands.filter(({ name }) => group === "" || name.startsWith(`${group} `));
  return table(listed.map(({ name, words, summary }) => [`${name} ${words}`.trim(), summary] as const));
}

function allCommands(): string {
  return [
    "Millrace keeps the whole DevOps cycle of a local project turning.",
    "",
    "  millrace COMMAND [options]",
    "",
    ...commandTable(""),
    "",
    "Options of every command",
    ...table(optionRows(commonOptions)),
    "",
    "millrace help COMMAND tells more.",
    "Exit codes: 0 passed, 1 failed, 2 usage or configuration, 3 engine or environment, 130 canceled.",
    "",
  ].join("\n");
}

function oneCommand(command: CommandSpec): string {
  return [
    `  millrace ${`${command.name} ${command.words}`.trim()} [options]`,
    "",
    `${command.summary[0]?.toUpperCase()}${command.summary.slice(1)}.`,
    "",
    ...table(optionRows({ ...command.options, ...commonOptions })),
    "",
    ...(commands.some(({ name }) => name.startsWith(`${command.name} `)) ? [...commandTable(command.name), ""] : []),
  ].join("\n");
}

function optionRows(options: CommandSpec["options"]): (readonly [string, string])[] {
  return Object.entries(options).map(([name, { short, value, summary }]) => {
    const long = `--${name}${value === undefined ? "" : ` ${value}`}`;
    return [short === undefined ? long : `-${short}, ${long}`, summary] as const;
  });
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
