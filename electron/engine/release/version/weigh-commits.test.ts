import { expect, test } from "vitest";
import { type ReleaseCommit, weighCommits } from "./weigh-commits.ts";

/** A hash that begins with this letter of it. */
function hashOf(letter: string): string {
  return letter.repeat(40);
}

/** Commits one upon the other, the newest first, each with the letter of its hash. */
function commits(...messages: readonly (readonly [string, string])[]): ReleaseCommit[] {
  return messages.map(([letter, message], index) => ({
    commit: hashOf(letter),
    parents: [hashOf(messages[index + 1]?.[0] ?? "0")],
    author: "Mara",
    committedAt: 1,
    message,
  }));
}

function effects(list: readonly ReleaseCommit[], major = 1): string[] {
  return weighCommits(list, major).map(({ effect }) => `${effect.effect}: ${effect.why}`);
}

test.each([
  ["feat: x", "minor: feat, something new for users: a minor step."],
  ["feature(ui): x", "minor: feature, something new for users: a minor step."],
  ["fix: x", "patch: fix, a fault mended: a patch."],
  ["perf: x", "patch: perf, faster or smaller: a patch."],
  ["security: x", "patch: security, a way in closed: a patch."],
  ["docs: x", "none: docs, documentation only: no new version."],
  ["chore(release): 1.2.3", "none: chore, upkeep that users do not see: no new version."],
  ["wip: x", 'none: "wip" is no type that asks for one: no new version.'],
  ["Some words", "none: Not a conventional commit: no new version."],
  ["constructor: x", 'none: "constructor" is no type that asks for one: no new version.'],
  ["refactor!: x", "major: Marked by ! as breaking: a major step."],
  ["docs: x\n\nBREAKING CHANGE: y", "major: Its footer BREAKING CHANGE says what breaks: a major step."],
  ["Some words\n\nBREAKING CHANGE: y", "major: Its footer BREAKING CHANGE says what breaks: a major step."],
  ["docs: x\n\nfeat: y", "minor: feat in its body, something new for users: a minor step."],
  ["Squash (#1)\n\n* fix: x\n* feat: y", "minor: feat in its body, something new for users: a minor step."],
  ["fixup! feat: x", "none: Meant to be folded into another commit, which counts."],
  ["chore: x\n\nRelease-As: 2.0.0", "none: chore, upkeep that users do not see: no new version. Its footer Release-As asks for 2.0.0."],
])("%j has its effect, and the reason for it", (message, effect) => {
  expect(effects(commits(["a", message]))).toEqual([effect]);
});

test("before 1.0.0 what breaks is a minor step, and features and fixes are what they are", () => {
  expect(effects(commits(["a", "feat!: x"], ["b", "feat: x"], ["c", "fix: x"]), 0)).toEqual([
    "minor: Marked by ! as breaking: a minor step before 1.0.0.",
    "minor: feat, something new for users: a minor step.",
    "patch: fix, a fault mended: a patch.",
  ]);
});

test("a merge of git's words does not count, one with a message of somebody's own does", () => {
  const merge = (message: string) => commits(["a", message]).map((commit) => ({ ...commit, parents: [hashOf("b"), hashOf("c")] }));
  const silent = ["none: A merge: what it brings counts commit by commit."];
  expect(effects(merge("Merge branch 'x' into 'main'\n\nfeat: x"))).toEqual(silent);
  expect(effects(merge("Bring x"))).toEqual(silent);
  expect(effects(merge("feat: x"))).toEqual(["minor: feat, something new for users: a minor step."]);
});

test("what is taken back before it is released counts for nothing, and neither does what takes it back", () => {
  const list = commits(["a", `Revert "feat!: x"\n\nThis reverts commit ${hashOf("c")}.`], ["b", "fix: y"], ["c", "feat!: x"]);
  expect(effects(list)).toEqual([
    "none: Takes back ccccccc, which was not released yet: neither counts.",
    "patch: fix, a fault mended: a patch.",
    "none: Taken back by aaaaaaa before it was released.",
  ]);
});

test("a revert that is taken back itself takes nothing back", () => {
  const list = commits(
    ["a", `Revert "Revert "feat: x""\n\nThis reverts commit ${hashOf("b")}.`],
    ["b", `Revert "feat: x"\n\nThis reverts commit ${hashOf("c")}.`],
    ["c", "feat: x"],
  );
  expect(effects(list).map((effect) => effect.split(":")[0])).toEqual(["none", "none", "minor"]);
});

test("something released that is taken back is a patch", () => {
  expect(effects(commits(["a", `Revert "feat: x"\n\nThis reverts commit ${hashOf("d")}.`], ["b", "revert: old thing"]))).toEqual([
    "patch: Takes back ddddddd that was released: a patch.",
    "patch: Takes back something that was released: a patch.",
  ]);
});

test("without a hash the title tells what is taken back, as GitHub's button writes it", () => {
  const list = commits(
    ["a", 'Revert "feat: x (#1)" (#2)\n\nReverts shop/web#1'],
    ["b", 'revert: "fix: z"'],
    ["c", "fix: z (#9)"],
    ["d", "feat: x (#1)"],
  );
  expect(effects(list).map((effect) => effect.split(":")[0])).toEqual(["none", "none", "none", "none"]);
});

test("a commit is told with what is known of it", () => {
  const [weighed] = weighCommits(commits(["a", "fix(ui)!: x\n\nBREAKING CHANGE: no y\n\nfeat: z"]), 1);
  expect(weighed).toEqual({
    effect: {
      ...{ commit: hashOf("a"), subject: "fix(ui)!: x", author: "Mara", committedAt: 1, type: "fix", scope: "ui" },
      ...{ isBreaking: true, effect: "major", why: "Its footer BREAKING CHANGE says what breaks: a major step." },
    },
    parents: [hashOf("0")],
    changes: [
      { type: "fix", scope: "ui", subject: "x", isBreaking: true, breakingNote: "no y" },
      { type: "feat", scope: null, subject: "z", isBreaking: false, breakingNote: "" },
    ],
    releaseAs: null,
  });
});

test("with a merge all is taken back that it brought, and nothing that was there", () => {
  const told = { author: "Mara", committedAt: 1 };
  const [back, merge, there, brought] = ["a", "b", "c", "d"].map(hashOf) as [string, string, string, string];
  const list: ReleaseCommit[] = [
    {
      ...told,
      commit: back,
      parents: [merge],
      message: `Revert "Merge x"\n\nThis reverts commit ${merge}, reversing\nchanges made to ${there}.`,
    },
    { ...told, commit: merge, parents: [there, brought], message: "Merge x" },
    { ...told, commit: there, parents: [hashOf("e")], message: "fix: there" },
    { ...told, commit: brought, parents: [hashOf("e")], message: "feat: brought" },
  ];
  expect(effects(list).map((effect) => effect.split(":")[0])).toEqual(["none", "none", "patch", "none"]);
});
