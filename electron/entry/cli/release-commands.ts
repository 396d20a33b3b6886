import type { CommandSpec } from "./command.ts";

const wish = {
  version: { summary: "this version instead of the one that follows from the commits", value: "VERSION" },
  channel: { summary: "a pre-release on this channel, such as beta", value: "NAME" },
} as const;

/** What only looks takes the option all the same, so that scripts may give it to any of these. */
const looking = { "dry-run": { summary: "no difference: nothing is ever changed" } } as const;

/** Commands for releases. Loading this table loads nothing else. */
export const releaseCommands: readonly CommandSpec[] = [
  {
    name: "release plan",
    words: "",
    minimumWords: 0,
    maximumWords: 0,
    summary: "the next version with its reasons, and all that a release would do; nothing is changed",
    options: { ...wish, "dry-run": { summary: "no difference: a plan never does more" } },
    load: async () => (await import("./commands/release-plan.ts")).executeReleasePlan,
  },
  {
    name: "release create",
    words: "",
    minimumWords: 0,
    maximumWords: 0,
    summary: "make the release: commit, run, artifacts, tag; nothing is pushed",
    options: {
      ...wish,
      notes: { summary: "the notes, Markdown, instead of those from the commits; - reads standard input", value: "FILE" },
      "dry-run": { summary: "show every effect, and do nothing" },
    },
    load: async () => (await import("./commands/release-make.ts")).executeReleaseCreate,
  },
  {
    name: "release list",
    words: "",
    minimumWords: 0,
    maximumWords: 0,
    summary: "the releases of the project, newest first",
    options: { limit: { summary: "how many (default: 20)", value: "N" }, ...looking },
    load: async () => (await import("./commands/release-look.ts")).executeReleaseList,
  },
  {
    name: "release show",
    words: "[RELEASE]",
    minimumWords: 0,
    maximumWords: 1,
    summary: "a release with its steps, artifacts and notes; the newest when none is named",
    options: looking,
    load: async () => (await import("./commands/release-look.ts")).executeReleaseShow,
  },
  {
    name: "release verify",
    words: "[RELEASE]",
    minimumWords: 0,
    maximumWords: 1,
    summary: "check its files, bill of materials, tag and signature again; the newest made one when none is named",
    options: looking,
    load: async () => (await import("./commands/release-look.ts")).executeReleaseVerify,
  },
  {
    name: "release resume",
    words: "[RELEASE]",
    minimumWords: 0,
    maximumWords: 1,
    summary: "go on with one that failed or was interrupted",
    options: {},
    load: async () => (await import("./commands/release-make.ts")).executeReleaseResume,
  },
  {
    name: "release undo",
    words: "[RELEASE]",
    minimumWords: 0,
    maximumWords: 1,
    summary: "take back what one that failed or was interrupted has done so far",
    options: { "dry-run": { summary: "say what would be taken back, and do nothing" } },
    load: async () => (await import("./commands/release-make.ts")).executeReleaseUndo,
  },
];
