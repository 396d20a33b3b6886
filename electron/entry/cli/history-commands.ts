import type { CommandSpec } from "./command.ts";

const file = { words: "FILE", minimumWords: 1, maximumWords: 1 } as const;
const code = () => import("./commands/history.ts");

/** Commands about histories as files. */
export const historyCommands: readonly CommandSpec[] = [
  {
    ...{ name: "history export", ...file },
    summary: "write all that is known of the project into one file, never with values of secrets",
    options: {
      "without-logs": { summary: "leave out what stages wrote" },
      force: { summary: "write over a file that is there" },
    },
    load: async () => (await code()).executeHistoryExport,
  },
  {
    ...{ name: "history inspect", ...file },
    summary: "what such a file holds, and whether it is whole; nothing is taken of it",
    options: {},
    load: async () => (await code()).executeHistoryInspect,
  },
  {
    ...{ name: "history import", ...file },
    summary: "take such a file into the project's history, all of it or nothing; nothing of it is ever run",
    options: {},
    load: async () => (await code()).executeHistoryImport,
  },
];
