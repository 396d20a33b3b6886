import type { CommandSpec, OptionSpec } from "./command.ts";

/** Options that every command takes. */
export const commonOptions: Readonly<Record<string, OptionSpec>> = {
  project: { summary: "the project's folder (default: this folder)", value: "DIR" },
  json: { summary: "answer for programs" },
  help: { summary: "show this help", short: "h" },
};

/** Every command. Loading this table loads nothing else. */
export const commands: readonly CommandSpec[] = [
  {
    name: "open",
    words: "[DIR]",
    minimumWords: 0,
    maximumWords: 1,
    summary: "put a folder on the list of projects; nothing in it is run",
    options: {},
    load: async () => (await import("./commands/open.ts")).executeOpen,
  },
  {
    name: "serve",
    words: "[DIR]",
    minimumWords: 0,
    maximumWords: 1,
    summary: "serve the window to a browser on this machine",
    options: {
      port: { summary: "listen there (default: a free port)", value: "N" },
      "no-open": { summary: "print the address only" },
    },
    load: async () => (await import("./commands/serve.ts")).executeServe,
  },
  {
    name: "detect",
    words: "[DIR]",
    minimumWords: 0,
    maximumWords: 1,
    summary: "propose a pipeline from what the folder holds; nothing in it is run",
    options: {},
    load: async () => (await import("./commands/detect.ts")).executeDetect,
  },
  {
    name: "validate",
    words: "[DIR|FILE]",
    minimumWords: 0,
    maximumWords: 1,
    summary: "check millrace.yml",
    options: {},
    load: async () => (await import("./commands/validate.ts")).executeValidate,
  },
  {
    name: "run",
    words: "[STAGE…]",
    minimumWords: 0,
    maximumWords: Number.POSITIVE_INFINITY,
    summary: "run the pipeline, or the stages named and what they need",
    options: {
      only: { summary: "leave out what the named stages need" },
      parallel: { summary: "how many stages at once", value: "N" },
      commit: { summary: "not in this version", value: "SHA" },
      "no-cache": { summary: "run everything; this version caches nothing yet" },
    },
    load: async () => (await import("./commands/run.ts")).executeRunCommand,
  },
  {
    name: "runs list",
    words: "",
    minimumWords: 0,
    maximumWords: 0,
    summary: "the runs of the project, newest first",
    options: {
      limit: { summary: "how many (default: 20)", value: "N" },
      status: { summary: "only with this status", value: "STATUS" },
      branch: { summary: "only of this branch", value: "NAME" },
      before: { summary: "only older than this run", value: "ID" },
      all: { summary: "of all projects" },
    },
    load: async () => (await import("./commands/runs-list.ts")).executeRunsList,
  },
  {
    name: "runs show",
    words: "ID",
    minimumWords: 1,
    maximumWords: 1,
    summary: "one run with its stages (ID as in r12, or the run's number in the project)",
    options: { environment: { summary: "what it ran on, and what differs from the last run that passed" } },
    load: async () => (await import("./commands/runs-show.ts")).executeRunsShow,
  },
  {
    name: "runs cancel",
    words: "ID",
    minimumWords: 1,
    maximumWords: 1,
    summary: "stop a run",
    options: {},
    load: async () => (await import("./commands/runs-cancel.ts")).executeRunsCancel,
  },
  {
    name: "runs retry",
    words: "ID",
    minimumWords: 1,
    maximumWords: 1,
    summary: "run the same stages again, as the pipeline stands now",
    options: { parallel: { summary: "how many stages at once", value: "N" } },
    load: async () => (await import("./commands/run.ts")).executeRunsRetry,
  },
  {
    name: "logs",
    words: "RUN [STAGE]",
    minimumWords: 1,
    maximumWords: 2,
    summary: "what a stage wrote, byte for byte; of the only or first failed stage when none is named",
    options: { follow: { summary: "go on until the stage ends", short: "f" } },
    load: async () => (await import("./commands/logs.ts")).executeLogs,
  },
  {
    name: "insights",
    words: "",
    minimumWords: 0,
    maximumWords: 0,
    summary: "durations and pass rates of the project",
    options: { days: { summary: "30, 90 or 365 (default: 90)", value: "N" } },
    load: async () => (await import("./commands/insights.ts")).executeInsights,
  },
  {
    name: "doctor",
    words: "",
    minimumWords: 0,
    maximumWords: 0,
    summary: "what is installed, what is missing, where the data is",
    options: {},
    load: async () => (await import("./commands/doctor.ts")).executeDoctor,
  },
];

/** Commands of the published list that this version does not have. Named, so that they are refused and never guessed at. */
export const laterCommands = ["plan", "release", "deploy", "services", "monitors", "import", "export"] as const;
