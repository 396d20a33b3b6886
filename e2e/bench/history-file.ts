import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { exportHistory, importHistory } from "../../electron/engine/archive/archive.ts";
import { databaseFile } from "../../electron/engine/data-folder.ts";
import { openDatabase } from "../../electron/engine/store/database.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { openTestStore, write } from "../fixtures/history.ts";
import { endOf, taken } from "../fixtures/history-files.ts";
import { type BenchRow, median } from "./bench-row.ts";
import { longestWait } from "./longest-wait.ts";
import { millionStages, seedMillion } from "./seed-million.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const runs = 100_000;
const pairs = 3;
const { signal } = new AbortController();

/** A history of 100,000 runs as a file, against SQLite's own copy of the database; and how long others wait for an import. */
export function historyFile(): Promise<BenchRow[]> {
  return withTemporaryFolder(async (folder) => {
    const [from, file, copy] = [join(folder, "from"), join(folder, "file"), join(folder, "copy.sqlite")];
    seedMillion(from, { runs, projects: 1, until: Date.now(), days: 730 });
    const store = openTestStore(from);
    const project = taken(store.read(({ projects }) => projects.list()))[0]?.id as ProjectId;
    store.close();
    const exports: { ours: number; peer: number }[] = [];
    const imports: { ours: number; peer: number }[] = [];
    let waitMs = 0;
    for (let pair = 0; pair < pairs; pair += 1) {
      exports.push({ ours: await exported(from, project, file), peer: copied(databaseFile(from), copy) });
      const taking = await importedInto(join(folder, "to"), file);
      imports.push({ ours: taking.ms, peer: copied(databaseFile(from), copy) });
      waitMs = Math.max(waitMs, taking.waitMs);
    }
    const what = `${runs} runs with ${runs * millionStages.length} stage runs`;
    return [
      pairedRow(`${what} exported, against VACUUM INTO`, exports, 30),
      pairedRow(`${what} imported, against VACUUM INTO`, imports, 40),
      sizeRow("bytes a run in the file, against the database", statSync(file).size / runs, statSync(databaseFile(from)).size / runs, 0.3),
      pairedRow(
        "longest wait of another writer during the import, against all of it",
        [{ ours: waitMs, peer: median(imports.map(({ ours }) => ours)) }],
        0.25,
      ),
    ];
  });
}

async function exported(folder: string, id: ProjectId, path: string): Promise<number> {
  const startedAt = performance.now();
  const wish = { folder, project: { id, name: "shop" }, path, withLogs: true, isForced: true, secrets: new Map<string, string>() };
  taken(await endOf(exportHistory({ ...wish, millrace: "bench", now: Date.now(), signal })));
  return performance.now() - startedAt;
}

async function importedInto(folder: string, path: string): Promise<{ readonly ms: number; readonly waitMs: number }> {
  const store = openTestStore(folder);
  const projectId = write(store, ({ projects }) => projects.open("/work/shop", "shop", 1).id);
  const waiting = longestWait(databaseFile(folder));
  const startedAt = performance.now();
  taken(await endOf(importHistory({ store, projectId, path, now: Date.now(), signal })));
  const ms = performance.now() - startedAt;
  const waitMs = await waiting.end();
  store.close();
  rmSync(folder, { recursive: true });
  return { ms, waitMs };
}

function copied(file: string, copy: string): number {
  rmSync(copy, { force: true });
  const opened = openDatabase(file, { cacheMiB: 16, mapMiB: 0, maxCheckedBytes: 0, lockWaitMs: 5_000 });
  const database = taken(opened);
  const startedAt = performance.now();
  database.run("vacuum into ?", copy);
  const tookMs = performance.now() - startedAt;
  database.close();
  return tookMs;
}

function pairedRow(name: string, values: readonly { readonly ours: number; readonly peer: number }[], atMost: number): BenchRow {
  const ratio = median(values.map(({ ours, peer }) => ours / peer));
  const seconds = (part: "ours" | "peer") => `${(median(values.map((value) => value[part])) / 1_000).toFixed(1)} s`;
  return { name, ours: seconds("ours"), peer: seconds("peer"), ratio, bar: `≤ ${atMost} ×`, isMet: ratio <= atMost };
}

function sizeRow(name: string, ours: number, peer: number, atMost: number): BenchRow {
  const ratio = ours / peer;
  return { name, ours: `${ours.toFixed(0)} B`, peer: `${peer.toFixed(0)} B`, ratio, bar: `≤ ${atMost} ×`, isMet: ratio <= atMost };
}
