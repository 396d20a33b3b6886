import { afterEach, beforeEach, expect, test } from "vitest";
import { DeployShop, valueIn } from "../../../../e2e/fixtures/deploy-shop.ts";
import { commitAll, git, setPerson, writeFiles } from "../../../../e2e/fixtures/repository.ts";

let shop: DeployShop;

beforeEach(async () => {
  shop = new DeployShop();
  setPerson(shop.project);
  await shop.startEngine();
  await shop.openProject();
});

afterEach(() => shop.close());

const add = async (title: string) => valueIn(await shop.engine.plan.add({ projectId: shop.projectId, title }));
const start = (key: string, branch?: string) => shop.engine.plan.start({ projectId: shop.projectId, key, branch });
const itemOf = async (key: string) =>
  valueIn(await shop.engine.plan.board({ projectId: shop.projectId })).items.find((one) => one.key === key);
const branchNow = () => git(shop.project, "branch", "--show-current");

test("an item that is started has a branch of its name, stands where a branch moves it, and is the one's who started it", async () => {
  const { key, number } = await add("Open a door!");
  const started = valueIn(await start(key));
  expect([started.branch, branchNow()]).toEqual([`${number}-open-a-door`, `${number}-open-a-door`]);
  expect(await itemOf(key)).toMatchObject({
    column: "Doing",
    moved: { branch: started.branch },
    assignee: expect.stringContaining("Mara"),
  });
  valueIn(await shop.engine.plan.undoMove({ projectId: shop.projectId, key }));
  expect(await itemOf(key)).toMatchObject({ column: "Backlog", moved: null });
  valueIn(await shop.engine.plan.undo({ projectId: shop.projectId, undoId: valueIn(await start(key)).undoId }));
});

test("a branch that is there is gone to, and one that would not name the item is refused", async () => {
  const { key, number } = await add("Open a door");
  git(shop.project, "branch", `fix/${number}-door`);
  expect(valueIn(await start(key, `fix/${number}-door`)).branch).toBe(`fix/${number}-door`);
  expect(branchNow()).toBe(`fix/${number}-door`);
  expect(await start(key, "door")).toMatchObject({ ok: false, failure: { code: "plan-refused" } });
  expect(await start(key, `${number}-a..b`)).toMatchObject({ ok: false, failure: { code: "code-impossible" } });
  expect(await start("nowhere-aaaaaa")).toMatchObject({ ok: false, failure: { code: "not-found" } });
});

test("an item moves on with its commit, and by no more than what is so", async () => {
  const { key, number } = await add("Open a door");
  const commit = commitAll(shop.project, `feat: a door (#${number})`, { "door.txt": "open\n" });
  expect(await itemOf(key)).toMatchObject({ column: "Done", commits: 1, moved: { commit } });
  shop.release("1.0.0", { commit, at: Date.now() + 10_000 });
  expect(await itemOf(key)).toMatchObject({ column: "Released", moved: { text: "released in v1.0.0" } });
  const passport = valueIn(await shop.engine.passports.get({ projectId: shop.projectId, revision: commit }));
  expect(passport.items).toMatchObject([{ key, number, column: "Released", by: "message" }]);
});

test("a comment in the code becomes one item, once, wherever its line is by then", async () => {
  commitAll(shop.project, "chore: code", { "door.ts": "// TODO: oil the hinges\n" });
  const comments = async () => valueIn(await shop.engine.plan.codeComments({ projectId: shop.projectId })).comments;
  const [comment] = await comments();
  if (comment === undefined) throw new Error("There is no comment.");
  const { path, line, sum, text } = comment;
  const source = { kind: "comment" as const, path, line, sum };
  const { key } = valueIn(await shop.engine.plan.add({ projectId: shop.projectId, title: text, source }));
  writeFiles(shop.project, { "door.ts": "one\ntwo\n// TODO: oil the hinges\n" });
  expect(await comments()).toMatchObject([{ line: 3, item: key }]);
  expect(await shop.engine.plan.add({ projectId: shop.projectId, title: text, source })).toMatchObject({ ok: false });
});

test("a project that is not trusted has no branch made and no file looked through", async () => {
  const { key } = await add("Open a door");
  valueIn(await shop.engine.projects.trust({ projectId: shop.projectId, trusted: false }));
  expect(await start(key)).toMatchObject({ ok: false, failure: { code: "not-trusted" } });
  expect(await shop.engine.plan.codeComments({ projectId: shop.projectId })).toMatchObject({ ok: false, failure: { code: "not-trusted" } });
});
