import { expect, test } from "vitest";
import { readMessage } from "./message.ts";

test.each([
  ["feat(ui)!: draw lanes", ["feat!"]],
  ["Feat: draw", ["feat"]],
  ["draw lanes", []],
  ["Draw lanes (#12)\n\n* feat: a\n* fix!: b\n* whatever: c\n* d", ["feat", "fix!"]],
  ["feat: a (#12)\n\n* fix: its tests\n* docs: words", ["feat"]],
  ["feat: a\n\nAbout a.\n\nfix(x): b\n  more of b\nfeat: not a paragraph's beginning", ["feat", "fix"]],
  ["feat: a\r\n\r\nfix: b\r\n", ["feat", "fix"]],
])("%j holds its conventional messages", (message, types) => {
  expect(readMessage(message).changes.map(({ type, isBreaking }) => `${type}${isBreaking ? "!" : ""}`)).toEqual(types);
});

test.each([
  ["feat: x\n\nBREAKING CHANGE: no y", "no y"],
  ["feat: x\n\nBREAKING-CHANGE: no y", "no y"],
  ["feat: x\n\nBREAKING CHANGES: no y", "no y"],
  ["feat: x\n\nBREAKING CHANGE: no y,\nno z\nReviewed-by: Z\n", "no y, no z"],
  ["feat: x\n\nBREAKING CHANGE:\n\nno y\n\nmore", "no y"],
  ["Squash\n\n* feat: x\n\n  BREAKING CHANGE: no y\n\n* fix: z", "no y"],
  ["feat: x\n\nBREAKING CHANGE:", ""],
  ["feat: x\n\nBreaking change: no y", null],
  ["feat: x\n\nThis is no BREAKING CHANGE: it is new", null],
  ["feat!: x", null],
])("%j says in its footer what breaks", (message, note) => {
  expect(readMessage(message).breaking).toBe(note);
});

test.each([
  ["chore: x\n\nRelease-As: 2.0.0", "2.0.0"],
  ["chore: x\n\nrelease-as: v2.0.0-beta.1  ", "2.0.0-beta.1"],
  ["chore: Release-As: 2.0.0", null],
])("%j asks for a version", (message, wanted) => {
  expect(readMessage(message).releaseAs).toBe(wanted);
});

const hash = "1234567890abcdef1234567890abcdef12345678";
test.each([
  [`Revert "feat: x"\n\nThis reverts commit ${hash}.`, { hashes: [hash], title: "feat: x" }],
  [`revert: feat: x\n\nThis reverts commit ${hash}.`, { hashes: [hash], title: "feat: x" }],
  [`revert(ui): x\n\nRefs: 1234567, abcdef0`, { hashes: ["1234567", "abcdef0"], title: "x" }],
  [
    `Revert "feat: x"\n\nThis reverts commit ${hash}, reversing\nchanges made to ffffffffffffffffffffffffffffffffffffffff.`,
    { hashes: [hash], title: "feat: x" },
  ],
  ['Revert "feat: x (#12)" (#13)\n\nReverts shop/web#12', { hashes: [], title: "feat: x (#12)" }],
  ['revert: "feat: x (#12)" (#13)', { hashes: [], title: "feat: x (#12)" }],
  ["fix: x\n\nThis reverts commit of opinion", null],
])("%j takes back", (message, revert) => {
  expect(readMessage(message).revert).toEqual(revert);
});
