import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { root } from "../../../build/bootstrap/root.mjs";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { exporting, taken } from "../../../e2e/fixtures/history-files.ts";
import { lookAtHistory } from "../../../e2e/fixtures/history-look.ts";
import { addRichHistory } from "../../../e2e/fixtures/rich-history.ts";
import { databaseFile } from "../data-folder.ts";
import { openDatabase } from "../store/database.ts";
import { sweepImports } from "./archive.ts";

const kills = 20;

/** How many rows each table has. */
function countRows(folder: string): unknown {
  const opened = openDatabase(databaseFile(folder), { cacheMiB: 1, mapMiB: 0, maxCheckedBytes: 0, lockWaitMs: 5_000 });
  if (!opened.ok) throw new Error(opened.failure.message);
  const tables = opened.value.all<{ name: string }>("select name from sqlite_schema where type = 'table'");
  const counts = tables.map(({ name }) => [name, opened.value.one(`select count(*) as count from ${name}`)]);
  opened.value.close();
  return counts;
}

function begin(data: string, file: string) {
  const child = spawn(process.execPath, [join(root, "e2e/fixtures/import-child.ts"), "--data", data, "--file", file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { child, begun: once(child.stdout, "data"), ended: once(child, "exit") };
}

test("killed at any moment, an import leaves nothing, or all of it", { timeout: 240_000 }, async () => {
  const { folder, remove } = temporaryFolder();
  const source = openTestStore(join(folder, "from"));
  const from = write(source, ({ projects }) => projects.open("/work/from", "shop", 1).id);
  addRichHistory(source, from, { runs: 150, fromMs: Date.UTC(2026, 2, 1) });
  const file = join(folder, "file");
  taken(await exporting(source, from, file));
  const whole = lookAtHistory(source, from);
  source.close();

  const makeProject = (name: string) => {
    const store = openTestStore(join(folder, name));
    write(store, ({ projects }) => projects.open("/work/to", "shop", 1));
    store.close();
    return join(folder, name);
  };
  // How long it takes here, today.
  const first = begin(makeProject("first"), file);
  await first.begun;
  const startedAt = performance.now();
  await first.ended;
  const tookMs = performance.now() - startedAt;

  let data = makeProject("0");
  let all = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const before = countRows(data);
    const { child, begun, ended } = begin(data, file);
    await begun;
    await sleep((tookMs * (kill + 0.5)) / kills);
    child.kill("SIGKILL");
    await ended;
    const store = openTestStore(data);
    await sweepImports(store, Date.now());
    expect(existsSync(join(data, "imports")) ? readdirSync(join(data, "imports")) : []).toEqual([]);
    const project = taken(store.read(({ projects }) => projects.list()))[0]?.id;
    if (project === undefined) throw new Error("The project is gone.");
    const runs = taken(store.read((tables) => tables.runs.page({ projectId: project }, null, 1))).runs;
    if (runs.length > 0) {
      expect(lookAtHistory(store, project)).toEqual(whole);
      expect(taken(store.read(({ imports }) => imports.all()))).toEqual([]);
      all += 1;
      data = makeProject(String(kill + 1));
    } else {
      expect(countRows(data)).toEqual(before);
      expect(readdirSync(data)).not.toContain("runs");
    }
    store.close();
  }
  expect(all).toBeLessThan(kills);
  remove();
});
