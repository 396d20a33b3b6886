import type { CommandSpec } from "./command.ts";

const anyNames = { words: "[NAME…]", minimumWords: 0, maximumWords: Number.POSITIVE_INFINITY } as const;
const waitOption = { wait: { summary: "until all of them are ready, or one is given up; ends with 1 then" } } as const;

/** Commands about services. */
export const serviceCommands: readonly CommandSpec[] = [
  {
    name: "services list",
    words: "",
    minimumWords: 0,
    maximumWords: 0,
    summary: "programs that the project keeps running, and how they stand",
    options: {},
    load: async () => (await import("./commands/services.ts")).executeServicesList,
  },
  {
    name: "services start",
    ...anyNames,
    summary: "start services and what they need, or all; they go on without a window or a terminal",
    options: waitOption,
    load: async () => (await import("./commands/services.ts")).executeServicesStart,
  },
  {
    name: "services stop",
    ...anyNames,
    summary: "end services and what needs them, or all, with all that they have started; waits until they are gone",
    options: {},
    load: async () => (await import("./commands/services.ts")).executeServicesStop,
  },
  {
    name: "services restart",
    ...anyNames,
    summary: "end services in good order and start them as the file says now, or all",
    options: waitOption,
    load: async () => (await import("./commands/services.ts")).executeServicesRestart,
  },
  {
    name: "services status",
    words: "[NAME]",
    minimumWords: 0,
    maximumWords: 1,
    summary: "all services, or one with its process, its starts and its log; ends with 1 unless all that is asked for is ready",
    options: {},
    load: async () => (await import("./commands/services.ts")).executeServicesStatus,
  },
  {
    name: "services logs",
    ...anyNames,
    summary: "what a service wrote, byte for byte, as far as it is kept; of several, or all, each line with the service's name",
    options: {
      follow: { summary: "go on with what it writes, until Ctrl-C", short: "f" },
      lines: { summary: "only the last N lines of each; with --follow of several, 10 when left out", value: "N" },
    },
    load: async () => (await import("./commands/service-logs.ts")).executeServicesLogs,
  },
];
