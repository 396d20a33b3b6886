import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../../e2e/fixtures/history.ts";
import { addRun } from "../../../../e2e/fixtures/inbox.ts";
import { git, writeProject } from "../../../../e2e/fixtures/project.ts";
import { monitorId, type ProjectId } from "../../../../shared/ids.ts";
import { hourMs } from "../../../../shared/time.ts";
import { observe } from "../../alert/alert.ts";
import type { Store } from "../../store/store.ts";
import { createAlertService } from "../operate/alerts.ts";
import { createInboxService, type InboxPage, type InboxService } from "./inbox.ts";

let remove: () => void;
let store: Store;
let inbox: InboxService;
let project: string;
let shop: ProjectId;
let now: number;

beforeEach(() => {
  const made = temporaryFolder();
  remove = made.remove;
  store = openTestStore(join(made.folder, "data"));
  project = join(made.folder, "shop");
  writeProject(project, { files: { price: "1\n" } });
  shop = write(store, ({ projects }) => {
    const { id } = projects.open(project, "shop", 1);
    projects.trust(id, true, 1);
    return id;
  });
  now = 1_000;
  inbox = createInboxService(store, () => now);
});

afterEach(() => {
  store.close();
  remove();
});

function commit(price: string) {
  writeFileSync(join(project, "price"), `${price}\n`);
  git(project, "commit", "--quiet", "--all", `--message=feat: ${price}`);
  return { commit: git(project, "rev-parse", "HEAD").trim(), subject: `feat: ${price}`, author: "Ada" };
}

async function list(changes: Partial<Parameters<InboxService["list"]>[0]> = {}): Promise<InboxPage> {
  const listed = await inbox.list({ which: "open", before: null, limit: 50, ...changes });
  if (!listed.ok) throw new Error(listed.failure.message);
  return listed.value;
}

const titles = async (changes: Parameters<typeof list>[0] = {}) => (await list(changes)).entries.map(({ title }) => title);

test("it is told since which commit a stage is broken, and how many before it may have been it", async () => {
  addRun(store, shop, 10, { unit: "passed" }, commit("2"));
  commit("3");
  commit("4");
  const red = commit("5");
  addRun(store, shop, 20, { unit: "failed" }, red);
  expect(await titles()).toEqual([`unit fails on main since ${red.commit.slice(0, 7)} or 2 commits before it`]);
  addRun(store, shop, 30, { lint: "passed" }, { ...red, selection: ["lint"] });
  const next = commit("6");
  addRun(store, shop, 40, { lint: "failed" }, { ...next, selection: ["lint"] });
  addRun(store, shop, 50, { types: "failed" }, { ...next, selection: ["types"], dirty: true });
  expect(await titles()).toEqual([
    `types fails on main since ${next.commit.slice(0, 7)} with changed files`,
    `lint fails on main since ${next.commit.slice(0, 7)}`,
    `unit fails on main since ${red.commit.slice(0, 7)} or 2 commits before it`,
  ]);
});

test("commits that are not in the repository any more, and projects that are not trusted, are told without a count", async () => {
  addRun(store, shop, 10, { unit: "passed" }, { commit: "1".repeat(40), subject: "", author: "" });
  addRun(store, shop, 20, { unit: "failed" }, commit("2"));
  expect((await titles())[0]).toMatch(/since [0-9a-f]{7}$/);
  write(store, ({ projects }) => projects.trust(shop, false, 2));
  addRun(store, shop, 30, { lint: "passed" }, commit("3"));
  commit("4");
  addRun(store, shop, 40, { lint: "failed" }, commit("5"));
  expect((await titles())[0]).toMatch(/^lint fails on main since [0-9a-f]{7}$/);
});

test("what is broken on a branch that is gone is over", async () => {
  addRun(store, shop, 10, { unit: "failed" }, { branch: "topic" });
  addRun(store, shop, 20, { unit: "failed" });
  expect(await titles()).toEqual(["unit fails on main"]);
  expect((await list({ which: "ended" })).entries).toMatchObject([
    { title: "unit failed on topic", branch: "topic", ending: "its branch is no more" },
  ]);
});

test("of very much that is over with its branch each answer ends a part, so that none waits long", async () => {
  const ends = Object.fromEntries(Array.from({ length: 2_500 }, (_, place) => [`stage-${place}`, "failed" as const]));
  addRun(store, shop, 10, ends, { branch: "topic" });
  const unread = async () => (await list({ limit: 1 })).unread;
  expect([await unread(), await unread()]).toEqual([500, 0]);
});

test("pages follow each other without a gap, and nothing of a removed project is told", async () => {
  const ends = Object.fromEntries(Array.from({ length: 25 }, (_, place) => [`stage-${place}`, "failed" as const]));
  addRun(store, shop, 10, ends);
  const seen: string[] = [];
  for (let page = await list({ limit: 10 }); ; page = await list({ limit: 10, before: page.next })) {
    seen.push(...page.entries.map(({ subject }) => subject));
    if (page.next === null) break;
  }
  expect([seen.length, new Set(seen).size]).toEqual([25, 25]);
  write(store, ({ projects }) => projects.remove(shop, 2));
  expect(await list()).toEqual({ entries: [], next: null, unread: 0, wakesAt: null });
});

test("what ended three months ago is forgotten, but not what is muted", async () => {
  for (const stage of ["unit", "lint"]) {
    addRun(store, shop, 10, { [stage]: "failed" });
    addRun(store, shop, 20, { [stage]: "passed" });
  }
  inbox.mute({ ids: [2], isMuted: true });
  now += 91 * 24 * hourMs;
  expect([await titles({ which: "ended" }), await titles({ which: "muted" })]).toEqual([[], ["lint failed on main"]]);
});

test("what is put off comes back in time, and is said when", async () => {
  addRun(store, shop, 10, { unit: "failed" });
  const id = (await list()).entries[0]?.id ?? 0;
  inbox.snooze({ ids: [id], untilMs: now + hourMs });
  expect(await list()).toMatchObject({ entries: [], unread: 0, wakesAt: now + hourMs });
  expect(await titles({ which: "snoozed" })).toEqual(["unit fails on main"]);
  now += hourMs;
  expect(await list()).toMatchObject({ entries: [{ id }], unread: 1, wakesAt: null });
});

test("an alert is read in the inbox and in the list of alerts alike", async () => {
  const rule = { after: 1, forMs: 0, latency: null, repeatMs: null, notify: ["inbox"], opensIncident: false };
  const about = { projectId: shop, project: "shop", monitorId: monitorId(7), name: "home", rule, silencedUntil: null };
  const check = { isGood: false, durationMs: 4, detail: "refused" };
  write(store, (tables) => observe(tables, about, { at: now, state: "down", check }));
  const alerts = createAlertService(store, () => now);
  const id = (await list()).entries[0]?.id ?? 0;
  inbox.read({ ids: [id], isRead: true });
  expect(alerts.list({ onlyOpen: false, limit: 5 })).toMatchObject({ value: { unread: 0 } });
  inbox.read({ ids: [id], isRead: false });
  expect(alerts.list({ onlyOpen: false, limit: 5 })).toMatchObject({ value: { unread: 1 } });
  alerts.read({ projectId: shop, alertIds: [] });
  expect(await list()).toMatchObject({ unread: 0 });
});

test("a run that was taken away leads nowhere", async () => {
  const run = addRun(store, shop, 10, { unit: "failed" });
  expect((await list()).entries).toMatchObject([{ runId: run, stageRunId: `${run}.1` }]);
  write(store, ({ keptRuns }) => keptRuns.deleteRun(run));
  expect((await list()).entries).toMatchObject([{ title: "unit fails on main", runId: null, stageRunId: null }]);
});
