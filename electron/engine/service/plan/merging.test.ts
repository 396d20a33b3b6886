import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openTestStore, temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { type Clone, textOf } from "../../../../e2e/fixtures/plan-clones/clone.ts";
import { mergeWithGit, openTeam } from "../../../../e2e/fixtures/plan-clones/round.ts";
import { commitAll, git } from "../../../../e2e/fixtures/repository.ts";
import { answered } from "../../../../e2e/fixtures/test-reports.ts";

/*
 * Cases of two people who change one plan apart, with real clones and real merges.
 */

function openTwo(): [Clone, Clone] {
  const { folder, remove } = temporaryFolder();
  const store = openTestStore(join(folder, "data"));
  onTestFinished(() => {
    store.close();
    remove();
  });
  const [ada, grace] = openTeam(store, folder, 2).clones;
  if (ada === undefined || grace === undefined) throw new Error("Nobody is there.");
  return [ada, grace];
}

const add = async ({ service, projectId }: Clone, title: string) => answered(await service.add({ projectId, title })).key;
const change = async ({ service, projectId }: Clone, key: string, fields: object) =>
  answered(await service.change({ projectId, key, fields }));
const board = async ({ service, projectId }: Clone) => answered(await service.board({ projectId }));
const titles = async (clone: Clone) => (await board(clone)).items.map(({ number, title }) => `#${number} ${title}`).toSorted();

function commit({ folder }: Clone): void {
  commitAll(folder, "plan");
}

/** What a team does: pushes, and merges what the other pushed. */
function hand(from: Clone, to: Clone): boolean {
  git(from.folder, "push", "--quiet", "--force", "origin", "HEAD:main");
  git(to.folder, "fetch", "--quiet");
  return mergeWithGit(to.folder);
}

test("two who mend the same numbers apart from each other need nothing more when they merge again", async () => {
  const [ada, grace] = openTwo();
  await add(ada, "First");
  commit(ada);
  hand(ada, grace);
  for (const clone of [ada, grace]) for (const title of ["a", "b"]) await add(clone, `${title} of ${clone === ada ? "Ada" : "Grace"}`);
  for (const clone of [ada, grace]) commit(clone);
  const [before, others] = [ada, grace].map(({ folder }) => git(folder, "rev-parse", "HEAD")) as [string, string];
  expect(hand(ada, grace)).toBe(true);
  git(grace.folder, "push", "--quiet", "--force", "origin", `${others}:refs/heads/grace`);
  git(ada.folder, "fetch", "--quiet");
  git(ada.folder, "merge", "--quiet", "--no-edit", "origin/grace");
  expect(before).not.toBe(others);
  for (const clone of [ada, grace]) {
    expect((await board(clone)).repairs).toMatchObject([
      { kind: "number", number: 2 },
      { kind: "number", number: 3 },
    ]);
    answered(await clone.service.mend({ projectId: clone.projectId }));
    commit(clone);
  }
  expect(hand(grace, ada)).toBe(true);
  expect((await board(ada)).repairs).toEqual([]);
  expect(await titles(ada)).toEqual(await titles(grace));
  expect(new Set((await board(ada)).items.map(({ number }) => number))).toEqual(new Set([1, 2, 3, 4, 5]));
});

test("two who mend different numbers apart agree on the smaller one, and keep the other as a former one", async () => {
  const [ada, grace] = openTwo();
  const twice = await add(ada, "Old");
  commit(ada);
  hand(ada, grace);
  answered(await ada.service.change({ projectId: ada.projectId, key: twice, fields: {} }));
  // Both find it to be another one's number, and know different items.
  for (const [clone, number] of [
    [ada, 5],
    [grace, 9],
  ] as const) {
    const file = join(clone.folder, ".millrace/plan", `${twice}.md`);
    const text = readFileSync(file, "utf8").replace("number: 1\n\nformerly:\n", `number: ${number}\n\nformerly: [1]\n`);
    writeFileSync(file, text);
    commit(clone);
  }
  expect(hand(ada, grace)).toBe(false);
  answered(await grace.service.mend({ projectId: grace.projectId }));
  expect(textOf(grace, twice).values).toMatchObject({ number: 5, formerly: [1, 9] });
  expect(git(grace.folder, "diff", "--name-only", "--diff-filter=U")).toBe("");
});

test("git itself merges what one put away and the other changed, and fields that stand beside each other", async () => {
  const [ada, grace] = openTwo();
  const key = await add(ada, "Login");
  commit(ada);
  hand(ada, grace);
  answered(await ada.service.setArchived({ projectId: ada.projectId, key, isArchived: true }));
  await change(ada, key, { labels: ["a"], milestone: "1.0", description: "One." });
  await change(grace, key, { estimate: 3, assignee: "Grace", title: "The login" });
  answered(await grace.service.comment({ projectId: grace.projectId, key, text: "Yes." }));
  for (const clone of [ada, grace]) commit(clone);
  expect(hand(ada, grace)).toBe(true);
  expect(textOf(grace, key).values).toMatchObject({
    ...{ labels: ["a"], milestone: "1.0", description: "One.", estimate: 3, assignee: "Grace", title: "The login" },
    comments: [{ text: "Yes." }],
  });
  expect((await board(grace)).items).toEqual([]);
});

test("what one removed and the other changed stays, changed", async () => {
  for (const isRemovedHere of [true, false]) {
    const [ada, grace] = openTwo();
    const [gone, kept] = [await add(ada, "Gone"), await add(ada, "Kept")];
    commit(ada);
    hand(ada, grace);
    const [remover, writer] = isRemovedHere ? [grace, ada] : [ada, grace];
    for (const key of [gone, kept]) answered(await remover.service.remove({ projectId: remover.projectId, key }));
    await change(writer, kept, { estimate: 5 });
    for (const clone of [ada, grace]) commit(clone);
    expect(hand(ada, grace)).toBe(false);
    answered(await grace.service.mend({ projectId: grace.projectId }));
    expect(git(grace.folder, "diff", "--name-only", "--diff-filter=U")).toBe("");
    expect((await board(grace)).items).toMatchObject([{ key: kept, title: "Kept", estimate: 5, number: 2 }]);
  }
});

test("a new item never gets what others change of one that was removed beside it", async () => {
  const [ada, grace] = openTwo();
  const old = await add(ada, "Search");
  commit(ada);
  hand(ada, grace);
  answered(await ada.service.remove({ projectId: ada.projectId, key: old }));
  const young = await add(ada, "Search");
  await change(grace, old, { estimate: 8 });
  for (const clone of [ada, grace]) commit(clone);
  hand(ada, grace);
  answered(await grace.service.mend({ projectId: grace.projectId }));
  expect(textOf(grace, young).values).toMatchObject({ estimate: null, number: 2 });
  expect(textOf(grace, old).values).toMatchObject({ estimate: 8, number: 1 });
});

test("both renamed it: the title alone is to be decided, and a choice is taken back", async () => {
  const [ada, grace] = openTwo();
  const key = await add(ada, "Login");
  commit(ada);
  hand(ada, grace);
  await change(ada, key, { title: "Sign in", labels: ["a"] });
  await change(grace, key, { title: "Log in", labels: ["b"] });
  for (const clone of [ada, grace]) commit(clone);
  expect(hand(ada, grace)).toBe(false);
  const conflicts = [{ field: "title", base: "Login", ours: "Log in", theirs: "Sign in" }];
  expect(await board(grace)).toMatchObject({ items: [{ conflicts }], repairs: [{ kind: "merge", key }] });
  answered(await grace.service.mend({ projectId: grace.projectId }));
  expect(await board(grace)).toMatchObject({ items: [{ conflicts, labels: ["a", "b"] }], repairs: [] });
  const by = { projectId: grace.projectId, key };
  expect(await grace.service.resolve({ ...by, field: "column", take: "ours" })).toMatchObject({ failure: { code: "plan-stale" } });
  answered(await grace.service.resolve({ ...by, field: "title", take: "theirs" }));
  expect(await board(grace)).toMatchObject({ items: [{ title: "Sign in", conflicts: [] }], repairs: [] });
  expect(git(grace.folder, "diff", "--name-only", "--diff-filter=U")).toBe("");
});
