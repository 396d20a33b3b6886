import { expect, test } from "vitest";
import { conflictSentence, keptSide, sideNames } from "./conflict-model.ts";

test("a file that one side deleted is kept as the other has it", () => {
  expect([keptSide("deleted-by-us"), keptSide("deleted-by-them"), keptSide("both-modified"), keptSide("both-deleted")]).toEqual([
    "theirs",
    "ours",
    null,
    null,
  ]);
});

test("who deleted it is said by name", () => {
  const names = { ours: "main", theirs: "your commit 1a2b3c4" };
  expect(conflictSentence("deleted-by-us", names)).toBe("main deleted it, your commit 1a2b3c4 changed it.");
  expect(conflictSentence("deleted-by-them", names)).toBe("Your commit 1a2b3c4 deleted it, main changed it.");
});

test("a long name is cut for a button, and before anything was read there is one, too", () => {
  const side = (name: string) => ({ name, subject: null });
  const conflict = { path: "a", ours: side("x".repeat(40)), theirs: side("topic"), parts: null, fingerprint: "" };
  expect(sideNames(conflict)).toEqual({ ours: `${"x".repeat(27)}…`, theirs: "topic" });
  expect(sideNames(null)).toEqual({ ours: "ours", theirs: "theirs" });
});
