import type { CommandSpec } from "./command.ts";

const ofAll = { "all-projects": { summary: "of all projects" } } as const;
const ids = { words: "ID…", minimumWords: 1, maximumWords: 1_000 } as const;
const change = () => import("./commands/inbox-change.ts");

/** Commands about the inbox. */
export const inboxCommands: readonly CommandSpec[] = [
  {
    ...{ name: "inbox list", words: "", minimumWords: 0, maximumWords: 0 },
    summary: "what is broken, since when and by which commit, the newest change first",
    options: {
      limit: { summary: "how many (default: 20)", value: "N" },
      which: { summary: "open, unread, snoozed, muted, ended or all (default: open)", value: "WHICH" },
      csv: { summary: "as CSV, the newest 500 unless --limit says so" },
      ...ofAll,
    },
    load: async () => (await import("./commands/inbox-list.ts")).executeInboxList,
  },
  {
    ...{ name: "inbox read", words: "[ID…]", minimumWords: 0, maximumWords: 1_000 },
    summary: "mark entries as read, or all of the project",
    options: { ...ofAll, unread: { summary: "mark them as not read" } },
    load: async () => (await change()).executeInboxRead,
  },
  {
    ...{ name: "inbox snooze", ...ids },
    summary: "put entries off for a while, or until they become worse",
    options: { for: { summary: "how long (default: 1h)", value: "DURATION" }, end: { summary: "bring them back now" } },
    load: async () => (await change()).executeInboxSnooze,
  },
  {
    ...{ name: "inbox mute", ...ids },
    summary: "tell nothing of these subjects any more",
    options: { end: { summary: "tell of them again" } },
    load: async () => (await change()).executeInboxMute,
  },
  {
    ...{ name: "inbox rules", words: "[RULE]", minimumWords: 0, maximumWords: 1 },
    summary: "what the desktop is told of each project; RULE sets that of this one: always, change, failure, never or default",
    options: {},
    load: async () => (await change()).executeInboxRules,
  },
];
