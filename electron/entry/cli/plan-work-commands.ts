import type { CommandSpec } from "./command.ts";

/** Commands about the plan and the code. Loading this table loads nothing else. */
export const planWorkCommands: readonly CommandSpec[] = [
  {
    ...{ name: "plan start", words: "ITEM", minimumWords: 1, maximumWords: 1 },
    summary: "make a branch that names an item, and switch to it",
    options: { branch: { summary: "what to call it (default: its number and its title)", value: "NAME" } },
    load: async () => (await import("./commands/plan-work.ts")).executePlanStart,
  },
  {
    ...{ name: "plan todo", words: "", minimumWords: 0, maximumWords: 0 },
    summary: "TODO and FIXME in the code, or make one of them an item",
    options: { add: { summary: "the line of the list to make an item of", value: "N" } },
    load: async () => (await import("./commands/plan-work.ts")).executePlanTodo,
  },
  {
    ...{ name: "passport", words: "[REVISION]", minimumWords: 0, maximumWords: 1, options: {} },
    summary: "one commit (default: HEAD) through all eight phases: item, hooks, runs, tests, release, environments, incidents",
    load: async () => (await import("./commands/passport.ts")).executePassport,
  },
];
