import { expect, test } from "vitest";
import type { ChangedFile } from "../../../../shared/contract/code/changes.ts";
import { changeOf, chosenEntry, listRows } from "./file-entries.ts";

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
