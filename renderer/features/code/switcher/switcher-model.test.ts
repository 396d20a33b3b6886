import { expect, test } from "vitest";
import type { Branch } from "../../../../shared/contract/code/history.ts";
import { switcherChoices } from "./switcher-model.ts";

function branch(name: string, facts: Partial<Branch> = {}): Branch {
  return {
    kind: "branch",
    name,
    commit: "a".repeat(40),
    subject: "",
    author: "",
    at: 0,
    usedAt: null,
    isCurrent: false,
    worktree: null,
    upstream: null,
    isGone: false,
    ahead: null,
    behind: null,
    isMerged: false,
    ...facts,
  };
}

const branches = [
  branch("main", { isCurrent: true, usedAt: 9, at: 1 }),
  branch("old", { at: 2 }),
  branch("fix/price", { usedAt: 3 }),
  branch("feat/cart", { usedAt: 5 }),
  branch("origin/main", { kind: "remote" }),
  branch("origin/feat/tax", { kind: "remote" }),
];

const shown = (text: string) =>
  switcherChoices(branches, text).groups.map((group) => [group.title, ...group.branches.map(({ name }) => name)]);

test("the branches that were used last come first, then the newest, then those that are only on a remote", () => {
  expect(shown("")).toEqual([
    ["Recent", "feat/cart", "fix/price"],
    ["Branches", "old", "main"],
    ["On remotes", "origin/feat/tax"],
  ]);
});

test("a text narrows them down, and offers a new branch unless there is one of that name", () => {
  expect(shown("FEAT/")).toEqual([
    ["Recent", "feat/cart"],
    ["On remotes", "origin/feat/tax"],
  ]);
  expect(switcherChoices(branches, "feat/").newName).toBe("feat");
  expect(switcherChoices(branches, " main ").newName).toBeNull();
  expect(switcherChoices(branches, "").newName).toBeNull();
});
