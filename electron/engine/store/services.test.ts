import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import type { ProjectId, ServiceId } from "../../../shared/ids.ts";
import { planService } from "../../../shared/pipeline/planned-service.ts";
import type { Store, Tables } from "./store.ts";

let store: Store;
let project: ProjectId;
let web: ServiceId;
let remove: () => void;
beforeEach(() => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  store = openTestStore(temporary.folder);
  project = write(store, ({ projects }) => projects.open("/work/shop", "shop", 1).id);
  web = write(store, ({ services }) => {
    services.add(project, [planService("web", { run: "node web.js" }), planService("db", { run: "db" })], 2);
    return services.ofProject(project).find(({ name }) => name === "web")?.id as ServiceId;
  });
});
afterEach(() => {
  store.close();
  remove();
});

const change = <T>(action: (tables: Tables) => T) => write(store, action);
const service = () => change(({ services }) => services.get(web));

test("a service is known once, stopped at first, and what is asked of it waits for its host", () => {
  change(({ services }) => services.add(project, [planService("web", { run: "other" })], 3));
  expect(service()).toMatchObject({
    name: "web",
    plan: { run: "node web.js" },
    life: { state: "stopped", since: 2 },
    ask: null,
    process: null,
  });
  expect(change(({ services }) => services.needingHost())).toEqual([]);
  change(({ services }) => services.ask(web, "start", planService("web", { run: "other" }), 4));
  expect(service()).toMatchObject({ ask: "start", plan: { run: "node web.js" }, nextPlan: { run: "other" }, life: { isWanted: true } });
  expect(change(({ services, events }) => [services.needingHost(), events.after(0, 10).at(-1)])).toEqual([
    [project],
    { id: expect.any(Number), at: 4, type: "service", projectId: project, serviceId: web },
  ]);
});

test("a start takes the plan that was asked for, and is remembered with its end", () => {
  change(({ services }) => {
    services.ask(web, "start", planService("web", { run: "other" }), 4);
    services.heard(web);
    services.begin(web, { cookie: "s1@a", cause: "by a person", hasNewLog: true, logOffset: 0 }, 5);
    services.began(web, 4711, "boot/1");
    services.ready(web, 6);
    services.ready(web, 7);
  });
  expect(service()).toMatchObject({
    plan: { run: "other" },
    nextPlan: null,
    ask: null,
    process: { cookie: "s1@a", pid: 4711, identity: "boot/1" },
  });
  change(({ services }) => {
    services.ended(web, { at: 8, exitCode: 1, signal: null });
    services.begin(web, { cookie: "s1@b", cause: "ended with exit code 1", hasNewLog: false, logOffset: 9 }, 9);
    services.ended(web, null);
  });
  expect(service()).toMatchObject({ process: null, lastExit: { at: 8, exitCode: 1, signal: null }, startNumber: 2 });
  const told = { startedAt: 5, readyAt: 6, finishedAt: 8, exitCode: 1, signal: null, cause: "by a person" };
  expect(change(({ services }) => services.starts(web, 10))).toEqual([told]);
});

test("files of the log follow each other, and only the newest grows", () => {
  change(({ services }) => {
    services.begin(web, { cookie: "a", cause: "", hasNewLog: true, logOffset: 0 }, 5);
    services.noteUse([{ id: web, cpuPercent: 2.5, memoryBytes: 100, logBytes: 70 }]);
    services.nextLog(web, 60, 6);
  });
  const logs = () => change(({ services }) => services.logs(web).map(({ id, finishedAt, bytes }) => [id.split(".")[1], finishedAt, bytes]));
  expect(logs()).toEqual([
    ["2", null, 0],
    ["1", 6, 60],
  ]);
  expect(service()).toMatchObject({ cpuPercent: 2.5, memoryBytes: 100, logSequence: 2 });
  change(({ services }) => services.removeLogs(web, [1]));
  expect(logs()).toEqual([["2", null, 0]]);
});

test("there is one host: who replaces it must have seen the one before, and nobody leaves while something is asked", () => {
  const host = (action: (tables: Tables["services"]) => unknown) => change(({ services }) => action(services));
  expect(host((services) => services.claim(project, null, "/a"))).toBe(true);
  expect(host((services) => services.claim(project, null, "/b"))).toBe(false);
  expect(host((services) => services.claim(project, "/a", "/c"))).toBe(true);
  expect(host((services) => services.leave(project, "/a"))).toBe(false);
  host((services) => services.ask(web, "stop", null, 4));
  expect(host((services) => services.leave(project, "/c"))).toBe(false);
  host((services) => services.heard(web));
  expect(host((services) => [services.leave(project, "/c"), services.hosts()])).toEqual([true, []]);
});
