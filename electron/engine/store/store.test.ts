import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newRun, openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { smallDisk } from "../../../e2e/fixtures/small-disk.ts";
import { databaseFile } from "../data-folder.ts";
import { migrations } from "./migrations/migrations.ts";
import { setAside } from "./set-aside.ts";
import { openStore } from "./store.ts";

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
});
afterEach(() => remove());

const options = { now: () => Date.UTC(2026, 10, 23, 16, 12, 5) };

function failureOf(opened: ReturnType<typeof openStore>): { code: string; message: string } {
  if (opened.ok) throw new Error("It was opened.");
  return opened.failure;
}

/** A history with one run in it, closed. */
function makeHistory(): string {
  const store = openTestStore(folder);
  write(store, (tables) => {
    const project = tables.projects.open("/work/shop", "shop", 1);
    const run = newRun(project.id);
    const { id } = tables.runs.insert(run, 2);
    tables.stageRuns.insert(project.id, id, run.stages);
  });
  store.close();
  return databaseFile(folder);
}

describe("opening a history", () => {
  test("creates folder and file at the newest version", () => {
    const deep = join(folder, "a", "b");
    openTestStore(deep).close();
    const database = new Sqlite(databaseFile(deep), { readonly: true });
    expect([database.pragma("user_version", { simple: true }), database.pragma("journal_mode", { simple: true })]).toEqual([
      migrations.at(-1)?.version,
      "wal",
    ]);
    database.close();
  });

  test("keeps what is there", () => {
    makeHistory();
    const store = openTestStore(folder, { check: true });
    expect(store.notice).toBeNull();
    expect(store.read(({ runs }) => runs.page({}, null, 10).runs.length)).toEqual({ ok: true, value: 1 });
    store.close();
  });

  test("refuses a file from the future by name and leaves it as it is", () => {
    const file = makeHistory();
    const future = new Sqlite(file);
    future.pragma("user_version = 99990");
    future.pragma("wal_checkpoint(truncate)");
    future.close();
    const before = readFileSync(file);
    const problem = failureOf(openStore(folder, options));
    expect(problem.code).toBe("store-from-the-future");
    expect(problem.message).toContain("99990");
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test("sets a file aside that is no database, and begins anew", () => {
    const file = databaseFile(folder);
    writeFileSync(file, "not a database, but as long as a few pages of one. ".repeat(200));
    const store = openTestStore(folder, options);
    expect(store.notice).toContain("millrace.sqlite.damaged-20261123T161205");
    expect(readdirSync(folder).filter((name) => name.includes("damaged"))).toEqual(["millrace.sqlite.damaged-20261123T161205"]);
    expect(store.read(({ runs }) => runs.active())).toEqual({ ok: true, value: [] });
    store.close();
  });

  test("sets what stands beside a damaged file aside with it, under a name that is free", () => {
    const file = databaseFile(folder);
    for (const suffix of ["", "-wal", "-shm", ".damaged-20261123T161205"]) writeFileSync(file + suffix, suffix);
    const target = setAside(file, options.now());
    expect(target).toBe(`${file}.damaged-20261123T161205-2`);
    expect(["", "-wal", "-shm"].map((suffix) => readFileSync(target + suffix, "utf8"))).toEqual(["", "-wal", "-shm"]);
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  test("finds damage in the middle of a small file when asked to look", () => {
    const file = makeHistory();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 4096, bytes.length - 4096);
    writeFileSync(file, bytes);
    const store = openTestStore(folder, { ...options, check: true });
    expect(store.notice).not.toBeNull();
    store.close();
  });

  test("tells damage that is met later as a failure, not as an exception, and sets the file aside the next time", () => {
    const file = makeHistory();
    const database = new Sqlite(file);
    const { page: place } = database.prepare("select rootpage as page from sqlite_schema where name = 'run'").get() as { page: number };
    database.close();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, (place - 1) * 4096, place * 4096);
    writeFileSync(file, bytes);
    const store = openTestStore(folder);
    const page = store.read(({ runs }) => runs.page({}, null, 10));
    expect(page.ok ? "" : page.failure.code).toBe("store-damaged");
    store.close();
    const next = openTestStore(folder, options);
    expect(next.notice).toContain("damaged-20261123T161205");
    next.close();
  });

  test("says so when another program keeps the file locked", () => {
    const file = makeHistory();
    const other = new Sqlite(file);
    other.pragma("locking_mode = exclusive");
    other.exec("begin exclusive; update project set name = 'mine'; commit;");
    expect(failureOf(openStore(folder, { ...options, lockWaitMs: 20 })).code).toBe("store-locked");
    other.close();
    openTestStore(folder).close();
  });

  test("answers a lock that lasts too long as a failure and works again after it", () => {
    const file = makeHistory();
    const store = openTestStore(folder, { lockWaitMs: 20 });
    const other = new Sqlite(file);
    other.exec("begin immediate");
    const locked = store.write(({ settings }) => settings.change({ theme: "dark" }, 1));
    expect(locked.ok ? "" : locked.failure.code).toBe("store-locked");
    other.exec("rollback");
    expect(store.write(({ settings }) => settings.change({ theme: "dark" }, 1)).ok).toBe(true);
    other.close();
    store.close();
  });

  test("says so when the folder cannot be made or is no folder", () => {
    writeFileSync(join(folder, "file"), "");
    expect(failureOf(openStore(join(folder, "file", "data"), options)).code).toBe("store-unavailable");
    mkdirSync(databaseFile(folder));
    expect(failureOf(openStore(folder, options)).code).toBe("store-unavailable");
  });
});

test("who asks a closed history gets a failure: work that still waits must not break the end", () => {
  const store = openTestStore(folder);
  store.close();
  expect([store.read(() => 1), store.write(() => 1)]).toMatchObject(Array(2).fill({ ok: false, failure: { code: "store-unavailable" } }));
});

test("a disk without room makes writes fail as disk-full; what was written before stays", (context) => {
  const disk = smallDisk(1024 * 1024);
  if (disk === null) return context.skip("this user may not mount a small disk");
  const store = openTestStore(disk.folder);
  try {
    const project = write(store, ({ projects }) => projects.open("/work/shop", "shop", 1));
    let written = 0;
    let code = "";
    while (code === "" && written < 10_000) {
      const run = store.write(({ runs }) => runs.insert(newRun(project.id, { subject: "x".repeat(2_000) }), 2));
      if (run.ok) written += 1;
      else code = run.failure.code;
    }
    const newest = store.read(({ runs }) => runs.page({}, null, 1).runs[0]?.number);
    expect({ code, newest }).toEqual({ code: "disk-full", newest: { ok: true, value: written } });
  } finally {
    store.close();
    disk.remove();
  }
});
