import type { CommandSpec } from "./command.ts";

const releaseOption = { release: { summary: "this one, by its version, tag or id", value: "RELEASE" } } as const;

/** Commands about environments and deployments. */
export const deployCommands: readonly CommandSpec[] = [
  {
    name: "environments",
    words: "",
    minimumWords: 0,
    maximumWords: 0,
    summary: "what is where, and what is not there yet",
    options: {},
    load: async () => (await import("./commands/environments.ts")).executeEnvironments,
  },
  {
    name: "environments look",
    words: "ENV",
    minimumWords: 1,
    maximumWords: 1,
    summary: "look at a target: which release it serves, and whether its files are as they were put there; ends with 1 when not",
    options: {},
    load: async () => (await import("./commands/environments.ts")).executeEnvironmentsLook,
  },
  {
    name: "environments freeze",
    words: "ENV",
    minimumWords: 1,
    maximumWords: 1,
    summary: "let nothing in, until a moment or until it is lifted",
    options: {
      reason: { summary: "why", value: "TEXT" },
      until: { summary: "a day or moment (2026-12-24, 2026-12-24T09:00), or so long from now (12h, 3d)", value: "TIME" },
    },
    load: async () => (await import("./commands/environments.ts")).executeEnvironmentsFreeze,
  },
  {
    name: "environments unfreeze",
    words: "ENV",
    minimumWords: 1,
    maximumWords: 1,
    summary: "lift a person's freeze; one of the file stays",
    options: {},
    load: async () => (await import("./commands/environments.ts")).executeEnvironmentsUnfreeze,
  },
  {
    name: "deploy",
    words: "ENV",
    minimumWords: 1,
    maximumWords: 1,
    summary: "put a release into an environment (default: the newest that may go there); ends with 1 when it is taken back",
    options: releaseOption,
    load: async () => (await import("./commands/deploy.ts")).executeDeploy,
  },
  {
    name: "rollback",
    words: "ENV",
    minimumWords: 1,
    maximumWords: 1,
    summary: "go back to the release that was there before",
    options: {
      ...releaseOption,
      "dry-run": { summary: "only say which commits would go away" },
      comment: { summary: "why; a frozen environment asks for it", value: "TEXT" },
    },
    load: async () => (await import("./commands/deploy.ts")).executeRollback,
  },
  {
    name: "deployments list",
    words: "[ENV]",
    minimumWords: 0,
    maximumWords: 1,
    summary: "deployments of the project, the newest first",
    options: { limit: { summary: "how many (default: 20)", value: "N" } },
    load: async () => (await import("./commands/deployments.ts")).executeDeploymentsList,
  },
  {
    name: "deployments show",
    words: "ID",
    minimumWords: 1,
    maximumWords: 1,
    summary: "one deployment: its steps, its health, who approved it, and the commits that came or went",
    options: {},
    load: async () => (await import("./commands/deployments.ts")).executeDeploymentsShow,
  },
];
