import type { CommandSpec } from "./command.ts";

/** Commands that find the commit that broke a stage. */
export const culpritCommands: readonly CommandSpec[] = [
  {
    name: "culprit",
    words: "RUN [STAGE]",
    minimumWords: 1,
    maximumWords: 2,
    summary: "find the commit that broke a stage: runs it on commits between the last that passed and the one that failed",
    options: {
      good: { summary: "a commit on which it passed (default: the last one that the history knows)", value: "REVISION" },
      bad: { summary: "a commit on which it fails; then only the stage is named, and no run", value: "REVISION" },
      repeat: { summary: "run each commit N times; one failure is enough (for a stage that fails now and then)", value: "N" },
      "keep-builds": { summary: "leave files that git ignores from one commit to the next" },
    },
    load: async () => (await import("./commands/culprit.ts")).executeCulprit,
  },
  {
    name: "culprit list",
    words: "",
    minimumWords: 0,
    maximumWords: 0,
    summary: "searches of the project, the newest first",
    options: {},
    load: async () => (await import("./commands/culprit.ts")).executeCulpritList,
  },
  {
    name: "culprit show",
    words: "ID",
    minimumWords: 1,
    maximumWords: 1,
    summary: "one search: each commit that was judged, and what came of it",
    options: { csv: { summary: "the judged commits as CSV" } },
    load: async () => (await import("./commands/culprit.ts")).executeCulpritShow,
  },
  {
    name: "culprit cancel",
    words: "ID",
    minimumWords: 1,
    maximumWords: 1,
    summary: "end a search and the run that is under way for it",
    options: {},
    load: async () => (await import("./commands/culprit.ts")).executeCulpritCancel,
  },
  {
    name: "culprit resume",
    words: "ID",
    minimumWords: 1,
    maximumWords: 1,
    summary: "go on with a search that was interrupted or canceled",
    options: {},
    load: async () => (await import("./commands/culprit.ts")).executeCulpritResume,
  },
];
