import { expect, test } from "vitest";
import type { ChangedFile } from "../../../../shared/contract/code/changes.ts";
import { changeOf, chosenEntry, listRows, namesOfAll, neighbourOf, onOneLine } from "./file-entries.ts";

const fileWith = (path: string, more: Partial<ChangedFile>): ChangedFile => ({
  ...{ path, oldPath: null, staged: null, unstaged: null, conflict: null, isSubmodule: false },
  ...more,
});

const rows = listRows([
  fileWith("a", { staged: "modified", unstaged: "modified" }),
  fileWith("b", { unstaged: "added" }),
  fileWith("c", { staged: "modified", unstaged: "modified", conflict: "both-modified" }),
]);

test("conflicts come first, a file that is staged in part is in both lists", () => {
  const shown = rows.map((row) => (row.kind === "head" ? `${row.side} ${row.paths.length}` : row.entry.file.path));
  expect(shown).toEqual(["conflict 1", "c", "staged 1", "a", "unstaged 2", "a", "b"]);
  expect(listRows([])).toEqual([]);
});

test("the chosen file is shown where it was chosen, or where it went, or the first", () => {
  const place = (path?: string, side?: string) => {
    const entry = chosenEntry(rows, path, side);
    return entry === null ? null : `${entry.file.path} ${entry.side} ${changeOf(entry)}`;
  };
  expect([place("a", "unstaged"), place("b", "staged"), place("gone"), place()]).toEqual([
    "a unstaged modified",
    "b unstaged added",
    "c conflict conflict",
    "c conflict conflict",
  ]);
  expect(chosenEntry([], "a", "staged")).toBeNull();
});

test("after one resolved conflict the next one is shown, and after the last the file itself", () => {
  const resolved = fileWith("a", { staged: "modified" });
  const left = fileWith("z", { conflict: "both-added" });
  expect(chosenEntry(listRows([resolved, left]), "a", "conflict")).toMatchObject({ side: "conflict", file: { path: "z" } });
  expect(chosenEntry(listRows([resolved]), "a", "conflict")).toMatchObject({ side: "staged", file: { path: "a" } });
});

test("the neighbour of a file that leaves is of the same list", () => {
  const at = (path: string, side: string) =>
    rows.findIndex((row) => row.kind === "file" && row.entry.side === side && row.entry.file.path === path);
  expect(neighbourOf(rows, at("a", "unstaged"))?.file.path).toBe("b");
  expect(neighbourOf(rows, at("b", "unstaged"))?.file.path).toBe("a");
  expect(neighbourOf(rows, at("a", "staged"))).toBeNull();
});

test("all files are the folder where more are there than are listed, but never with conflicts among them", () => {
  const plain = listRows([fileWith("a", { unstaged: "modified" })]);
  expect([namesOfAll(plain, ["a"], 0), namesOfAll(plain, ["a"], 7), namesOfAll(rows, ["a"], 7)]).toEqual([["a"], ["."], ["a"]]);
});

test("a name stays on one line", () => {
  expect(onOneLine("new\nline\tand\r\nmore")).toBe("new↵line⇥and↵more");
});
