import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { systemClock } from "../clock.ts";
import { WatchedProjects } from "./watched-projects.ts";

test("a file that has a fault when watching begins ends no alert; one that names the monitor no more does", async () => {
  const { folder, remove } = temporaryFolder();
  const shop = join(folder, "shop");
  mkdirSync(shop);
  const store = openTestStore(join(folder, "data"));
  const id = write(store, ({ projects, monitors, alerts }) => {
    const project = projects.open(shop, "shop", 1);
    projects.trust(project.id, true, 1);
    monitors.ensure(project.id, ["home"], 1);
    const [home] = monitors.ofProject(project.id);
    if (home === undefined) throw new Error("no monitor");
    const alert = { projectId: project.id, monitorId: home.id, monitor: "home", rule: "down" as const, isRead: false };
    alerts.fire({ ...alert, summary: "home is down", since: 1 }, 1);
    alerts.keepRule(home.id, JSON.stringify({ down: { since: 1, toldAt: 1, channels: [], tellings: 1 }, latency: null }));
    return home.id;
  });
  const open = () => store.read(({ alerts }) => alerts.open(id).length);
  const describe = (monitors: object) =>
    writeFileSync(join(shop, "millrace.yml"), JSON.stringify({ version: 1, stages: { build: { phase: "build", run: "true" } }, monitors }));
  describe({ home: { htttp: "http://127.0.0.1/" } });
  const watched = new WatchedProjects(store, systemClock, () => {});
  expect(await watched.read({ withFiles: true })).toEqual([]);
  expect(open()).toMatchObject({ value: 1 });
  describe({ home: { http: "http://127.0.0.1/" } });
  expect(await watched.read({ withFiles: true })).toMatchObject([{ row: { id } }]);
  expect(open()).toMatchObject({ value: 1 });
  describe({});
  expect(await watched.read({ withFiles: true })).toEqual([]);
  expect(open()).toMatchObject({ value: 0 });
  watched.close();
  store.close();
  remove();
});
