import { expect, test } from "vitest";
import { allActions } from "./all-actions.ts";

test("every action has a name and keys of its own, and no shortcut is the beginning of another", () => {
  const ids = allActions.map((action) => action.id);
  const labels = allActions.map((action) => action.label);
  const shortcuts = allActions.flatMap((action) => action.shortcut ?? []);
  expect([new Set(ids).size, new Set(labels).size, new Set(shortcuts).size]).toEqual([ids.length, labels.length, shortcuts.length]);
  const clashes = shortcuts.filter((one) => shortcuts.some((other) => other.startsWith(`${one} `)));
  expect(clashes).toEqual([]);
});

test("without a project only what needs none can be done", () => {
  const enabled = allActions.filter((action) => action.isEnabled()).map((action) => action.id);
  expect(enabled).toEqual([
    "go.inbox",
    "go.settings",
    "project.open",
    "project.sample",
    "view.theme.system",
    "view.theme.light",
    "view.theme.dark",
    "help.palette",
    "help.shortcuts",
  ]);
});
