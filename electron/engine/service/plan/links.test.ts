import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { valueIn } from "../../../../e2e/fixtures/deploy-shop.ts";
import { openTestStore, temporaryFolder, write } from "../../../../e2e/fixtures/history.ts";
import { commitAll, git, makeRepository } from "../../../../e2e/fixtures/repository.ts";
import { createAncestryReader } from "../../ancestry/ancestry.ts";
import { automaticMove, columnOf, evidenceOf, noteOf } from "../../plan/plan.ts";
import { createLinkService, type NamedItem } from "./links.ts";

const columns = [
  { name: "Backlog", rule: null },
  { name: "Doing", rule: { when: "branch" } },
  { name: "Done", rule: { when: "landed" } },
  { name: "Released", rule: { when: "released" } },
].map((column) => ({ ...column, isDone: false, limit: null })) as Parameters<typeof automaticMove>[1];

const item = (number: number, facts: Partial<NamedItem> = {}): NamedItem => ({
  key: `item-${number}`,
  number,
  formerly: [],
  createdAt: null,
  ...facts,
});

function open() {
  const { folder, remove } = temporaryFolder();
  const repository = makeRepository(join(folder, "shop"));
  const store = openTestStore(join(folder, "data"));
  onTestFinished(() => {
    store.close();
    remove();
  });
  const project = write(store, ({ projects }) => projects.open(repository, "shop", 1));
  const service = createLinkService(store, createAncestryReader(noteOf));
  const look = async (asked: NamedItem) => {
    const links = valueIn(await service.read(project, [asked]));
    const own = links.of(asked);
    const standing = { column: "Backlog", movedAt: null, createdAt: asked.createdAt };
    const move = automaticMove(standing, columns, evidenceOf(own, links.mainBranch));
    return {
      commits: own.commits.map(({ commit, by, counts }) => ({ commit, by, counts })),
      branches: own.branches.map(({ name }) => name),
      ...{ column: columnOf(standing, columns, move), why: move?.text ?? null },
    };
  };
  return { repository, project, service, look };
}

test("an item goes from its branch over the main branch into a release", async () => {
  const { repository, look } = open();
  git(repository, "switch", "--quiet", "-c", "feature/12-login");
  expect(await look(item(12))).toMatchObject({
    commits: [],
    branches: ["feature/12-login"],
    column: "Doing",
    why: "branch feature/12-login was made",
  });
  const own = commitAll(repository, "fix: login", { "b.txt": "b" });
  expect(await look(item(12))).toMatchObject({ commits: [{ commit: own, by: "branch" }], column: "Doing" });
  git(repository, "switch", "--quiet", "main");
  git(repository, "merge", "--quiet", "--no-ff", "feature/12-login");
  git(repository, "branch", "--quiet", "-D", "feature/12-login");
  const merge = git(repository, "rev-parse", "HEAD");
  const landed = await look(item(12));
  expect(landed).toMatchObject({ branches: [], column: "Done" });
  expect(landed.commits.map(({ commit, by }) => `${commit} ${by}`).sort()).toEqual([`${own} branch`, `${merge} message`].sort());
  git(repository, "tag", "v1.0.0");
  expect(await look(item(12))).toMatchObject({ column: "Released", why: "released in v1.0.0" });
});

test("what was squashed leaves its branch behind, and the item is done all the same; new work there holds it back", async () => {
  const { repository, look } = open();
  git(repository, "switch", "--quiet", "-c", "12-login");
  commitAll(repository, "wip", { "b.txt": "b" });
  git(repository, "switch", "--quiet", "main");
  git(repository, "-c", "core.editor=true", "merge", "--quiet", "--squash", "12-login");
  process.env.GIT_COMMITTER_DATE = "2099-01-01T00:00:00Z";
  onTestFinished(() => void Reflect.deleteProperty(process.env, "GIT_COMMITTER_DATE"));
  commitAll(repository, "feat: login (#12)");
  git(repository, "tag", "v1.0.0");
  expect((await look(item(12))).column).toBe("Released");
  git(repository, "switch", "--quiet", "12-login");
  process.env.GIT_COMMITTER_DATE = "2099-01-02T00:00:00Z";
  commitAll(repository, "more", { "c.txt": "c" });
  expect((await look(item(12))).column).toBe("Done");
});

test("what was taken back is not done, and what brings it back makes it so again", async () => {
  const { repository, look } = open();
  commitAll(repository, "feat: login #12", { "b.txt": "b" });
  expect((await look(item(12))).column).toBe("Done");
  process.env.GIT_COMMITTER_DATE = "2099-01-01T00:00:00Z";
  onTestFinished(() => void Reflect.deleteProperty(process.env, "GIT_COMMITTER_DATE"));
  git(repository, "revert", "--no-edit", "HEAD");
  expect(await look(item(12))).toMatchObject({ column: "Backlog", commits: [{ counts: false }, { counts: false }] });
  process.env.GIT_COMMITTER_DATE = "2099-01-02T00:00:00Z";
  git(repository, "revert", "--no-edit", "HEAD");
  expect((await look(item(12))).column).toBe("Done");
});

test("numbers that commits named before the item was made are another's", async () => {
  const { repository, look } = open();
  commitAll(repository, "Merge work of another tracker (#12)");
  expect(await look(item(12, { createdAt: Date.now() + 5_000 }))).toMatchObject({ commits: [], column: "Backlog" });
});

test("of a number that was given away, a commit meant the item whose file it has beside it", async () => {
  const { repository, project, service } = open();
  const file = (key: string) => ({ [`.millrace/plan/${key}.md`]: "---\n---\n" });
  const mine = commitAll(repository, "feat: mine (#12)", file("mine-aaaaaa"));
  git(repository, "switch", "--quiet", "-c", "elsewhere", "HEAD~1");
  const theirs = commitAll(repository, "feat: theirs (#12)", file("theirs-bbbbbb"));
  git(repository, "switch", "--quiet", "main");
  git(repository, "merge", "--quiet", "--no-edit", "elsewhere");
  const items = [item(12, { key: "mine-aaaaaa" }), item(15, { key: "theirs-bbbbbb", formerly: [12] })];
  const links = valueIn(await service.read({ ...project, trusted: true }, items));
  expect(items.map((one) => links.of(one).commits.map(({ commit }) => commit))).toEqual([[mine], [theirs]]);
});

test("a folder that git does not know has no links", async () => {
  const { folder, remove } = temporaryFolder();
  const store = openTestStore(join(folder, "data"));
  onTestFinished(() => {
    store.close();
    remove();
  });
  const project = write(store, ({ projects }) => projects.open(folder, "plain", 1));
  const links = valueIn(await createLinkService(store, createAncestryReader(noteOf)).read(project, [item(1)]));
  expect(links.of(item(1))).toEqual({ branches: [], commits: [] });
});
