import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { valueIn } from "../../../../e2e/fixtures/deploy-shop.ts";
import { openTestStore, temporaryFolder, write } from "../../../../e2e/fixtures/history.ts";
import { beginRun } from "../../../../e2e/fixtures/inbox.ts";
import { commitAll, git, makeRepository, setPerson } from "../../../../e2e/fixtures/repository.ts";
import type { PlanItem } from "../../../../shared/contract/plan.ts";
import { testId } from "../../../../shared/ids.ts";
import { createAncestryReader } from "../../ancestry/ancestry.ts";
import { createTurns } from "../../code/code.ts";
import { noteOf } from "../../plan/plan.ts";
import { createLinkService } from "./links.ts";
import { createPlanService } from "./plans.ts";

function open(options: { isWatched?: boolean; isTrusted?: boolean } = {}) {
  const { folder, remove } = temporaryFolder();
  const repository = setPerson(makeRepository(join(folder, "shop")));
  const store = openTestStore(join(folder, "data"));
  const { id } = write(store, ({ projects }) => projects.open(repository, "shop", 1));
  if (options.isTrusted !== false) write(store, ({ projects }) => projects.trust(id, true, 1));
  const told = { count: 0, next: Promise.withResolvers<void>() };
  const onChange = () => {
    told.count += 1;
    told.next.resolve();
    told.next = Promise.withResolvers();
  };
  const service = createPlanService({
    ...{ store, turns: createTurns(), prompts: null, now: Date.now, onChange: options.isWatched === true ? onChange : null },
    links: createLinkService(store, createAncestryReader(noteOf)),
  });
  onTestFinished(() => {
    service.close();
    store.close();
    remove();
  });
  const project = { projectId: id };
  const plan = join(repository, ".millrace", "plan");
  return {
    ...{ repository, plan, service, project, told, store },
    add: async (title: string, fields = {}) => valueIn(await service.add({ ...project, title, ...fields })),
    board: async () => valueIn(await service.board(project)),
    fileOf: (key: string) => join(plan, `${key}.md`),
  };
}

const columnsOf = (items: readonly PlanItem[]) => items.map(({ title, column }) => `${column}: ${title}`);

test("items are added, moved, changed, commented, put away and found, each in its own file", async () => {
  const { service, project, add, board, fileOf, plan } = open();
  expect(await board()).toMatchObject({
    isThere: false,
    items: [],
    me: "Mara <mara@example.org>",
    people: ["Mara <mara@example.org>", "Mara <mara@example.org>"].slice(0, 1),
  });
  const login = await add("Fix the login: now", { labels: ["bug"], description: "- [x] find\n- [ ] mend" });
  const search = await add("Search");
  const speed = await add("Speed", { column: "Next", estimate: 3 });
  expect([login.number, search.number, speed.number]).toEqual([1, 2, 3]);
  expect(login.key).toMatch(/^fix-the-login-now-[0-9a-z]{6}$/);
  expect(columnsOf((await board()).items)).toEqual(["Backlog: Fix the login: now", "Backlog: Search", "Next: Speed"]);
  valueIn(await service.move({ ...project, key: speed.key, column: "Backlog", before: search.key }));
  valueIn(await service.change({ ...project, key: login.key, fields: { milestone: "1.0", column: "Done" } }));
  valueIn(await service.comment({ ...project, key: login.key, text: "It was the cookie." }));
  const seen = await board();
  expect(columnsOf(seen.items)).toEqual(["Backlog: Speed", "Backlog: Search", "Done: Fix the login: now"]);
  expect(seen).toMatchObject({ labels: ["bug"], milestones: ["1.0"], uncommitted: 3, repairs: [], problems: [] });
  expect(seen.items[2]).toMatchObject({ comments: 1, tasks: { done: 1, all: 2 }, milestone: "1.0", moved: null, commits: 0 });
  const detail = valueIn(await service.get({ ...project, key: login.key }));
  expect(detail).toMatchObject({
    path: `.millrace/plan/${login.key}.md`,
    comments: [{ author: "Mara <mara@example.org>", text: "It was the cookie." }],
  });
  expect(await service.change({ ...project, key: login.key, fields: { title: "x" }, fingerprint: "other" })).toMatchObject({
    failure: { code: "plan-stale" },
  });
  valueIn(await service.setArchived({ ...project, key: login.key, isArchived: true }));
  expect(await board()).toMatchObject({ archived: 1, items: [{ title: "Speed" }, { title: "Search" }] });
  expect(valueIn(await service.archive(project)).items).toMatchObject([{ title: "Fix the login: now", isArchived: true }]);
  const found = async (text: string) => valueIn(await service.search({ ...project, text, limit: 10 })).items.map(({ title }) => title);
  expect(await found("COOKIE mend")).toEqual(["Fix the login: now"]);
  expect(await found("#3")).toEqual(["Speed"]);
  expect(await found("s")).toEqual(
    ["Search", "Speed", "Fix the login: now"].toSorted((a, b) => Number(a[0] !== "S") - Number(b[0] !== "S")),
  );
  expect(readdirSync(plan).toSorted()).toEqual([login.key, search.key, speed.key].map((key) => `${key}.md`).toSorted());
  expect(readFileSync(fileOf(speed.key), "utf8")).toMatch(/^---\nnumber: 3\n\nformerly:\n\ntitle: Speed\n\ncolumn: Backlog\n/);
});

test("every change can be taken back as long as nobody changed the file again", async () => {
  const { service, project, add, board, fileOf } = open();
  const { key, undoId } = await add("Search");
  const before = readFileSync(fileOf(key), "utf8");
  const changed = valueIn(await service.change({ ...project, key, fields: { title: "Find", labels: ["a"] } }));
  const removed = valueIn(await service.remove({ ...project, key }));
  expect((await board()).items).toEqual([]);
  valueIn(await service.undo({ ...project, undoId: removed.undoId }));
  valueIn(await service.undo({ ...project, undoId: changed.undoId }));
  expect(readFileSync(fileOf(key), "utf8")).toBe(before);
  writeFileSync(fileOf(key), before.replace("Search", "By hand"));
  expect(await service.undo({ ...project, undoId })).toMatchObject({ failure: { code: "plan-stale" } });
  expect((await board()).items).toMatchObject([{ title: "By hand" }]);
  expect(await service.undo({ ...project, undoId: "u99" })).toMatchObject({ failure: { code: "plan-refused" } });
});

test("a removed item that others know leaves its number, and nothing else", async () => {
  const { service, project, repository, add, board, fileOf } = open();
  const first = await add("One", { description: "secret" });
  valueIn(await service.commit(project));
  expect(git(repository, "show", "--stat", "--format=%s")).toMatch(/^chore\(plan\): One\n\n \.millrace\/plan\/one-/);
  expect(await service.commit(project)).toMatchObject({ failure: { code: "code-impossible" } });
  const removed = valueIn(await service.remove({ ...project, key: first.key }));
  expect(readFileSync(fileOf(first.key), "utf8")).toMatch(/^---\nnumber: 1\n\nremoved: \S+\n---\n$/);
  expect(await board()).toMatchObject({ items: [], problems: [] });
  expect((await add("Two")).number).toBe(2);
  expect(await service.get({ ...project, key: first.key })).toMatchObject({ failure: { code: "not-found" } });
  expect(await service.change({ ...project, key: first.key, fields: { title: "x" } })).toMatchObject({ failure: { code: "not-found" } });
  valueIn(await service.undo({ ...project, undoId: removed.undoId }));
  expect((await board()).items.map(({ title }) => title)).toEqual(["One", "Two"]);
});

test("the commit holds the plan's files and nothing else", async () => {
  const { service, project, repository, add } = open();
  writeFileSync(join(repository, "other.txt"), "mine");
  writeFileSync(join(repository, "a.txt"), "changed");
  git(repository, "add", "a.txt");
  await add("One");
  const { commit } = valueIn(await service.commit(project));
  expect(commit).toBe(git(repository, "rev-parse", "HEAD"));
  expect(git(repository, "show", "--name-only", "--format=")).toMatch(/^\.millrace\/plan\/one-[0-9a-z]{6}\.md$/);
  expect(git(repository, "status", "--porcelain")).toBe("M  a.txt\n?? other.txt");
});

test("the commit leaves what an editor left behind, says what it is about, and names no item", async () => {
  const { service, project, repository, add, plan, board } = open();
  const { key } = await add("Fix #7: the login");
  for (const name of [`.${key}.md.swp`, `${key}.md~`, `${key}.md.orig`, `#${key}.md#`]) writeFileSync(join(plan, name), "left");
  symlinkSync("nowhere", join(plan, `.#${key}.md`));
  expect(await board()).toMatchObject({ uncommitted: 1 });
  valueIn(await service.commit(project));
  expect(git(repository, "show", "--name-only", "--format=%s").split(/\n+/)).toEqual([
    "chore(plan): Fix 7: the login",
    `.millrace/plan/${key}.md`,
  ]);
  await add("One");
  await add("Two");
  valueIn(await service.setColumns({ ...project, columns: (await board()).columns.slice(0, 3) }));
  valueIn(await service.commit(project));
  expect(git(repository, "log", "-1", "--format=%s")).toBe("chore(plan): 2 items and the columns");
  expect(await board()).toMatchObject({ uncommitted: 0 });
});

test("what has two sides to choose from is not committed", async () => {
  const { service, project, repository, add, fileOf } = open();
  const { key } = await add("One");
  const text = readFileSync(fileOf(key), "utf8");
  writeFileSync(fileOf(key), text.replace("title: One", "<<<<<<< a\ntitle: One\n=======\ntitle: Other\n>>>>>>> b"));
  const head = git(repository, "rev-parse", "HEAD");
  expect(await service.commit(project)).toMatchObject({ failure: { message: "Item #1 has two sides that git could not merge." } });
  expect(git(repository, "rev-parse", "HEAD")).toBe(head);
});

test("columns are one's own, and the file of the board keeps what else is in it", async () => {
  const { service, project, plan, add, board } = open();
  await add("One", { column: "Done" });
  const column = (name: string, facts = {}) => ({ name, rule: null, isDone: false, limit: null, ...facts });
  writeFileSync(
    join(plan, "board.yml"),
    "# ours\ncolumns:\n  - Ideas # all of them\n  - name: Live\n    when: deployed\n    environment: production\n",
  );
  expect((await board()).columns).toEqual([column("Ideas"), column("Live", { rule: { when: "deployed", environment: "production" } })]);
  expect((await board()).items).toMatchObject([{ column: "Ideas" }]);
  const columns = [column("Work", { limit: 3 }), column("Live", { rule: { when: "landed" }, isDone: true })];
  valueIn(await service.setColumns({ ...project, columns }));
  expect((await board()).columns).toEqual(columns);
  expect(readFileSync(join(plan, "board.yml"), "utf8")).toBe(
    "# ours\ncolumns:\n  - name: Work\n    limit: 3\n  - name: Live\n    when: landed\n    done: true\n",
  );
  expect(await service.move({ ...project, key: (await board()).items[0]?.key ?? "", column: "Ideas", before: null })).toMatchObject({
    failure: { code: "plan-refused", hint: "There are Work, Live." },
  });
  writeFileSync(join(plan, "board.yml"), "columns:\n  - name: A\n    when: sometimes\n");
  expect(await board()).toMatchObject({
    problems: [{ path: ".millrace/plan/board.yml", line: 2, message: expect.stringContaining("expected one of") }],
  });
  expect(await service.setColumns({ ...project, columns })).toMatchObject({ failure: { code: "plan-refused" } });
});

test("what is no item is told with its place, never followed, never written over", async () => {
  const { service, project, plan, repository, add, board } = open();
  const { key } = await add("One");
  const outside = join(repository, "outside.md");
  const item = readFileSync(join(plan, `${key}.md`));
  writeFileSync(outside, item);
  const odd: Record<string, Buffer | string> = {
    "binary.md": Buffer.from([0x2d, 0x2d, 0x2d, 0x0a, 0xff, 0xfe]),
    "huge.md": Buffer.alloc(1024 * 1024 + 1, "a"),
    "plain.md": "# Not an item\n",
    "twice.md": "---\ntitle: a\ntitle: b\n---\n",
    "line\nfeed.md": item,
    ".hidden.md": "---\n",
    "notes.txt": "nothing",
    "mark.md": `\ufeff${item.toString("utf8").replaceAll("\n", "\r\n")}`,
  };
  for (const [name, content] of Object.entries(odd)) writeFileSync(join(plan, name), content);
  symlinkSync(outside, join(plan, "link.md"));
  mkdirSync(join(plan, "folder.md"));
  const seen = await board();
  expect(seen.problems.map(({ path, line, message }) => `${path.slice(".millrace/plan/".length)}:${line} ${message}`).toSorted()).toEqual([
    "binary.md:2 it is not in UTF-8",
    "folder.md:0 it is no file",
    "huge.md:0 it is larger than 1 MiB, and is not read",
    "link.md:0 it is a link, which is not followed",
    "plain.md:1 expected `---`, where the item's fields begin",
    "twice.md:3 `title` stands here a second time; the first is in line 2",
  ]);
  expect(seen.items).toHaveLength(3);
  for (const name of ["binary", "huge", "plain", "twice", "link", "folder"]) {
    expect(await service.change({ ...project, key: name, fields: { title: "x" } })).toMatchObject({ failure: { code: "plan-refused" } });
    expect(await service.comment({ ...project, key: name, text: "x" })).toMatchObject({ ok: false });
    expect(await service.remove({ ...project, key: name })).toMatchObject({ ok: false });
  }
  expect(readFileSync(outside)).toEqual(item);
  for (const [name, content] of Object.entries(odd)) expect(readFileSync(join(plan, name)).equals(Buffer.from(content))).toBe(true);
});

test("a file that is far too large hides no other one", async () => {
  const { plan, add, board } = open();
  await add("Zebra");
  const file = join(plan, "a.md");
  writeFileSync(file, "");
  truncateSync(file, 300 * 1024 * 1024);
  expect(await board()).toMatchObject({ items: [{ title: "Zebra" }], problems: [{ message: "it is larger than 1 MiB, and is not read" }] });
});

test("a plan whose folder leads out of the project is neither read nor written", async () => {
  const { service, project, repository, board } = open();
  const elsewhere = join(repository, "..", "elsewhere");
  mkdirSync(elsewhere);
  mkdirSync(join(repository, ".millrace"));
  symlinkSync(elsewhere, join(repository, ".millrace", "plan"));
  expect(await board()).toMatchObject({ items: [], problems: [{ path: ".millrace/plan" }] });
  expect(await service.add({ ...project, title: "x" })).toMatchObject({ failure: { code: "plan-refused" } });
  expect(readdirSync(elsewhere)).toEqual([]);
});

test("a file keeps its mode, and one that cannot be written stays as it is", async () => {
  const { service, project, plan, add, fileOf } = open();
  const { key } = await add("One");
  chmodSync(fileOf(key), 0o600);
  valueIn(await service.change({ ...project, key, fields: { title: "Two" } }));
  expect(statSync(fileOf(key)).mode & 0o777).toBe(0o600);
  expect(readdirSync(plan)).toEqual([`${key}.md`]);
});

test("an item by hand gets its number with the first change, and what has no rank comes last", async () => {
  const { service, project, plan, add, board } = open();
  await add("One");
  for (const [name, text] of Object.entries({
    a: "---\ntitle: A\ncreated: 2026-01-02\n---\n",
    b: "---\ncreated: 2026-01-01\n---\n# Say b\n",
  }))
    writeFileSync(join(plan, `${name}.md`), text);
  expect((await board()).items.map(({ title, number }) => [title, number])).toEqual([
    ["One", 1],
    ["Say b", null],
    ["A", null],
  ]);
  expect(valueIn(await service.comment({ ...project, key: "a", text: "hi" }))).toMatchObject({ number: 2 });
  valueIn(await service.move({ ...project, key: "a", column: "Backlog", before: "b" }));
  expect((await board()).items.map(({ title, number }) => [title, number])).toEqual([
    ["One", 1],
    ["A", 2],
    ["Say b", null],
  ]);
});

test("nothing is made an item twice", async () => {
  const { service, project, add } = open();
  const source = { kind: "comment", path: "a.ts", line: 3, sum: "abc" } as const;
  const { number } = await add("One", { source });
  expect(await service.add({ ...project, title: "Two", source: { ...source, line: 9 } })).toMatchObject({
    failure: { code: "plan-refused", message: `Item #${number} was made of it already.` },
  });
});

test("changes are told while somebody looks, also the first of all and those of a plan that git brings", async () => {
  const { repository, plan, add, board, told } = open({ isWatched: true });
  await board();
  const first = told.next.promise;
  await add("One");
  await first;
  expect((await board()).items).toHaveLength(1);
  const second = told.next.promise;
  writeFileSync(join(plan, "by-hand.md"), "---\ntitle: By hand\n---\n");
  expect((await board()).items).toHaveLength(2);
  await second;
  commitAll(repository, "plan");
  git(repository, "switch", "--quiet", "--orphan", "empty");
  expect(existsSync(plan)).toBe(false);
  expect(await board()).toMatchObject({ items: [] });
  git(repository, "switch", "--quiet", "main");
  expect((await board()).items).toHaveLength(2);
});

test("a folder that is gone, and a project that is not trusted, say so", async () => {
  const { service, project, add } = open({ isTrusted: false });
  await add("One");
  expect(await service.commit(project)).toMatchObject({ failure: { code: "not-trusted" } });
  expect(await service.board({ projectId: "p99" as never })).toMatchObject({ failure: { code: "not-found" } });
});

test("the item that was made from something is found again, in the archive as well", async () => {
  const { service, project, add, store } = open();
  const facts = { projectId: project.projectId, title: "Down", severity: "major", openedBy: "Ada", monitorId: null } as const;
  const incident = write(store, ({ incidents }) => incidents.open(facts, 5));
  const comment = { kind: "comment", path: "door.js", line: 3, sum: "abc" } as const;
  const of = async (source: Parameters<typeof service.ofSource>[0]["source"]) =>
    valueIn(await service.ofSource({ ...project, source })).item?.title ?? null;
  await add("Not made from anything");
  const { key } = await add("Paint the door", { source: comment });
  await add("Mend the lock", { source: { kind: "incident", incidentId: incident } });
  expect(await of({ ...comment, line: 9 })).toBe("Paint the door");
  expect(await of({ ...comment, sum: "other" })).toBeNull();
  expect(await of({ kind: "incident", incidentId: incident })).toBe("Mend the lock");
  expect(await of({ kind: "test", testId: "t1" as never })).toBeNull();
  valueIn(await service.setArchived({ ...project, key, isArchived: true }));
  expect(await of(comment)).toBe("Paint the door");
});

test("what an item was made from means the same on every computer, or nothing", async () => {
  const [ada, bob] = [open(), open()];
  const openIncident = ({ store, project }: typeof ada, title: string, at: number) => {
    const facts = { projectId: project.projectId, title, severity: "major", openedBy: "Ada", monitorId: null } as const;
    return write(store, ({ incidents }) => incidents.open(facts, at));
  };
  const newTest = ({ store, project }: typeof ada, name: string, key: number) =>
    write(store, (tables) => {
      beginRun(tables, project.projectId, { unit: "passed" }, {}, 1);
      const { tests } = tables;
      const stageRow = tests.stageRow(project.projectId, "unit") ?? 0;
      const identity = { suitePath: [], className: null, name, file: null, line: null };
      return testId(tests.insert(stageRow, new Uint8Array(16).fill(key), identity));
    });
  const sources = {
    incident: { kind: "incident", incidentId: openIncident(ada, "Down", 1_000) },
    test: { kind: "test", testId: newTest(ada, "opens", 1) },
  } as const;
  const { key: down } = await ada.add("Mend it", { source: sources.incident });
  const { key: flaky } = await ada.add("Steady it", { source: sources.test });
  expect(valueIn(await ada.service.get({ ...ada.project, key: down })).source).toEqual(sources.incident);
  expect(valueIn(await ada.service.get({ ...ada.project, key: flaky })).source).toEqual(sources.test);

  // The same ids are other things at Bob's.
  openIncident(bob, "Slow", 2_000);
  newTest(bob, "shuts", 2);
  const same = newTest(bob, "opens", 1);
  cpSync(ada.plan, bob.plan, { recursive: true });
  expect(valueIn(await bob.service.get({ ...bob.project, key: down })).source).toBeNull();
  expect(valueIn(await bob.service.get({ ...bob.project, key: flaky })).source).toEqual({ kind: "test", testId: same });
  expect(valueIn(await bob.service.ofSource({ ...bob.project, source: { kind: "test", testId: same } })).item?.title).toBe("Steady it");
});

test("items go with a column that gets another name, and those of none that is there are told", async () => {
  const { service, project, plan, add, board } = open();
  const { key } = await add("Door", { column: "Doing" });
  await add("Roof", { column: "Next" });
  const columns = (await board()).columns.map((column) =>
    column.name === "Doing" ? { ...column, name: "In work", formerly: ["Doing"] } : column,
  );
  valueIn(await service.setColumns({ ...project, columns }));
  expect(columnsOf((await board()).items)).toEqual(["Next: Roof", "In work: Door"]);
  expect(await board()).toMatchObject({ columns, strays: [] });
  expect(readFileSync(join(plan, "board.yml"), "utf8")).toContain("formerly: [ Doing ]");
  // Within its column it goes on being moved as before.
  valueIn(await service.move({ ...project, key, column: "In work", before: null }));
  writeFileSync(join(plan, "hand.md"), "---\ntitle: Hand\ncolumn: in WORK\n---\n");
  writeFileSync(join(plan, "lost.md"), "---\ntitle: Lost\ncolumn: Nowhere\n---\n");
  expect(columnsOf((await board()).items)).toEqual(["Backlog: Lost", "Next: Roof", "In work: Door", "In work: Hand"]);
  expect((await board()).strays).toEqual([{ column: "Nowhere", items: 1 }]);
});

test("what was taken back can be made again", async () => {
  const { service, project, add, board } = open();
  const { key } = await add("Door");
  const moved = valueIn(await service.move({ ...project, key, column: "Doing", before: null }));
  const back = valueIn(await service.undo({ ...project, undoId: moved.undoId }));
  expect(columnsOf((await board()).items)).toEqual(["Backlog: Door"]);
  valueIn(await service.undo({ ...project, undoId: back.undoId }));
  expect(columnsOf((await board()).items)).toEqual(["Doing: Door"]);
});
