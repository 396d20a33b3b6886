import type { CommandSpec } from "./command.ts";

/** Commands about buttons for operators. */
export const runbookCommands: readonly CommandSpec[] = [
  {
    name: "runbooks list",
    words: "",
    minimumWords: 0,
    maximumWords: 0,
    summary: "the buttons for operators, with their parameters and last runs",
    options: {},
    load: async () => (await import("./commands/runbooks.ts")).executeRunbooksList,
  },
  {
    name: "runbooks run",
    words: "NAME [PARAMETER=VALUE…]",
    minimumWords: 1,
    maximumWords: Number.POSITIVE_INFINITY,
    summary: "run one; secret parameters are asked for unseen, or one is read from standard input",
    options: { confirm: { summary: "the text that it asks to be typed", value: "TEXT" } },
    load: async () => (await import("./commands/runbooks.ts")).executeRunbooksRun,
  },
];
