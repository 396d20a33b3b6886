import type { CommandSpec } from "./command.ts";

const oneName = { words: "NAME", minimumWords: 1, maximumWords: 1 } as const;
const anyNames = { words: "[NAME…]", minimumWords: 0, maximumWords: Number.POSITIVE_INFINITY } as const;
const nothing = { words: "", minimumWords: 0, maximumWords: 0 } as const;

/** Commands about monitors. */
export const monitorCommands: readonly CommandSpec[] = [
  {
    name: "monitors list",
    ...nothing,
    summary: "what is watched, how it stands, and how long it was up; ends with 1 when something is down",
    options: {},
    load: async () => (await import("./commands/monitors.ts")).executeMonitorsList,
  },
  {
    name: "monitors show",
    ...oneName,
    summary: "one monitor: how it stood, its last checks, and what is left of its objective; ends with 1 when it is down",
    options: {
      csv: { summary: "how fast it answered, step by step, as CSV" },
      last: { summary: "with --csv: over how long (default: 24h)", value: "DURATION" },
    },
    load: async () => (await import("./commands/monitors.ts")).executeMonitorsShow,
  },
  {
    name: "monitors check",
    ...anyNames,
    summary: "look now, at these or at all; ends with 1 when something is wrong",
    options: {},
    load: async () => (await import("./commands/monitors-change.ts")).executeMonitorsCheck,
  },
  {
    name: "monitors pause",
    ...anyNames,
    summary: "look no more at these, or at all, until they are resumed",
    options: {},
    load: async () => (await import("./commands/monitors-change.ts")).executeMonitorsPause,
  },
  {
    name: "monitors resume",
    ...anyNames,
    summary: "look at these again, or at all",
    options: {},
    load: async () => (await import("./commands/monitors-change.ts")).executeMonitorsResume,
  },
  {
    name: "monitors silence",
    ...anyNames,
    summary: "tell nobody of alerts of these, or of all, for a while",
    options: {
      for: { summary: "how long (default: 1h)", value: "DURATION" },
      end: { summary: "tell everybody again" },
    },
    load: async () => (await import("./commands/monitors-change.ts")).executeMonitorsSilence,
  },
  {
    name: "monitors watch",
    ...nothing,
    summary: "watch all projects as long as this runs, and tell of every change (with --json one object a line)",
    options: {},
    load: async () => (await import("./commands/monitors-watch.ts")).executeMonitorsWatch,
  },
];
