import fc from "fast-check";
import { expect, test } from "vitest";
import { branchMergedBy, branchNameFor, itemsNamedByBranch, itemsNamedIn } from "./item-names.ts";

test("a message names items by # and their number, alone or in words, once each", () => {
  const named: Record<string, number[]> = {
    "fix: login (#12)": [12],
    "#12: fix login": [12],
    "Fixes #12, #13 and (#12).": [12, 13],
    "feat: x\n\nCloses: #7\nRefs #8.": [7, 8],
    "“#9” — #10!": [9, 10],
    "#12's cause": [12],
  };
  for (const [message, numbers] of Object.entries(named)) expect([message, itemsNamedIn(message)]).toEqual([message, numbers]);
});

test("what is part of a word, an address, a colour or a request's number names nothing", () => {
  const silent = [
    ...["C#12", "issue#12", "acme/shop#12", "##12", "#0", "#012", "#12a", "#a12", "&#12;", "color:#123456", "#12345678", "#1.2", "12"],
    ...["https://example.org/x#12", "see http://x/?a=(#12) there", "www.example.org/#12", "git@host:a/b#12"],
    ...["Merge pull request #34 from ada/topic", "Merge request !5", "#12_3", "x-#12"],
  ];
  for (const message of silent) expect([message, itemsNamedIn(message)]).toEqual([message, []]);
});

test("a branch names items by its beginning, by a part of its own or by a #", () => {
  const named: Record<string, number[]> = {
    "12-fix-login": [12],
    "feature/12-fix": [12],
    "feature/12_fix": [12],
    "fix/#12": [12],
    "fix-#12-login": [12],
    "#12": [12],
    "ada/12": [12],
    "12-a/13-b": [12, 13],
  };
  for (const [branch, numbers] of Object.entries(named)) expect([branch, itemsNamedByBranch(branch)]).toEqual([branch, numbers]);
});

test("versions, dates and numbers in words are no items", () => {
  const silent = [
    "main",
    "release/12",
    "1.2.x",
    "v12",
    "2024-11-27",
    "release/2024-11-27",
    "fix12",
    "a12-b",
    "12",
    "12.x",
    "stable/3",
    "012-x",
  ];
  for (const branch of silent) expect([branch, itemsNamedByBranch(branch)]).toEqual([branch, []]);
});

test("a merge tells of the branch that it brought", () => {
  expect(branchMergedBy("Merge branch '12-fix-login' into main")).toBe("12-fix-login");
  expect(branchMergedBy("Merge remote-tracking branch 'origin/12-fix'")).toBe("origin/12-fix");
  expect(branchMergedBy("Merge pull request #34 from ada/feature/12-fix")).toBe("feature/12-fix");
  expect(branchMergedBy("feat: Merge branch 'x'")).toBe(null);
});

test("a branch made for an item names that item and no other, whatever its title", () => {
  const title = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.array(fc.constantFrom("12", "#13", "fix", "Ünïcode", "--", "/", "..", "ß")).map((words) => words.join(" ")),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_999_999 }), title, (number, text) => {
      const branch = branchNameFor(number, text);
      expect(itemsNamedByBranch(branch)).toEqual([number]);
      expect(branch).toMatch(/^[\p{L}\p{N}-]+$/u);
      expect(branch.length).toBeLessThanOrEqual(60);
    }),
  );
  expect(branchNameFor(12, "Fix the login (again)!")).toBe("12-fix-the-login-again");
  expect(branchNameFor(12, "2 factors")).toBe("12-item-2-factors");
  expect(branchNameFor(12, "")).toBe("12-item");
});

test("numbers come out of a message as they were put in between words", () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(word, fc.integer({ min: 1, max: 9_999_999 }), fc.constantFrom("#", "(#", "[#", "“#"))), (parts) => {
      const message = parts.map(([text, number, mark]) => `${text} ${mark}${number}`).join(", ");
      expect(itemsNamedIn(message)).toEqual([...new Set(parts.map(([, number]) => number))]);
    }),
  );
});

test("no message and no branch is too odd to read, and reading takes a time in proportion to its length", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      for (const number of [...itemsNamedIn(text), ...itemsNamedByBranch(text)]) expect(text).toContain(String(number));
    }),
  );
  expect(itemsNamedIn("#1 ".repeat(100_000)).length).toBe(1);
  expect(itemsNamedIn(`${"a".repeat(200_000)} #7`)).toEqual([7]);
});
