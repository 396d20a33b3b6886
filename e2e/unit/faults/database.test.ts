import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { newRun, openTestStore, temporaryFolder, write } from "../../fixtures/history.ts";
import { millrace, type ProgramEnd, startProgram } from "../../fixtures/millrace-programs.ts";
import { writeProject } from "../../fixtures/project.ts";
import { smallDisk } from "../../fixtures/small-disk.ts";
import { liesOfEvents, readRun, readRuns } from "../../fixtures/truth.ts";

/*
 * What can happen to the history's file, as whoever types commands meets it.
 */

// Every command is a process of its own: on a busy machine a dozen of them take a while.
vi.setConfig({ testTimeout: 180_000 });

const quick = "version: 1\nstages:\n  a: { phase: test, run: echo hello }\n";

let folder: string;
let home: string;
let file: string;
let project: string;
let remove: () => void;

beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  home = join(folder, "home");
  file = join(home, "millrace.sqlite");
  project = join(folder, "project");
  writeProject(project, { files: { "millrace.yml": quick }, isRepository: false });
});
afterEach(() => remove());

function command(...parameters: string[]): Promise<ProgramEnd> {
  return millrace({ home, cwd: project }, ...parameters);
}

/** The code of the one object that a command with `--json` complains with, and its exit code. */
function complaintOf({ exitCode, complaint }: ProgramEnd): { exitCode: number | null; code: string; hasHint: boolean } {
  const { code, message, hint } = JSON.parse(complaint).error;
  expect(message).toContain(home);
  return { exitCode, code, hasHint: hint !== "" };
}

async function listed(): Promise<string[]> {
  const list = await command("runs", "list", "--json");
  return JSON.parse(list.output).runs.map(({ id, status }: { id: string; status: string }) => `${id} ${status}`);
}

/** A history of some runs, all of them canceled before they started. */
function writeRuns(place: string, count: number): void {
  const store = openTestStore(place);
  const known = write(store, ({ projects }) => projects.open(project, "project", 1));
  for (let made = 0; made < count; made += 1) {
    write(store, ({ runs }) => {
      const { id } = runs.insert(newRun(known.id, { subject: "x".repeat(200) }), made);
      const end = { status: "canceled", reason: "canceled-by-user", startedAt: null, finishedAt: made, durationMs: null } as const;
      runs.change(id, end, made);
    });
  }
  store.close();
}

/** Whether SQLite itself finds nothing wrong. */
function isSound(path: string): boolean {
  const database = new DatabaseSync(path);
  try {
    return database.prepare("pragma integrity_check").get()?.integrity_check === "ok";
  } finally {
    database.close();
  }
}

describe("a disk that a stage fills", () => {
  test("ends the run as that, keeps the history whole and readable, and works again with room", async (context) => {
    const disk = smallDisk(8 * 1024 * 1024);
    if (disk === null) return context.skip("this user may not mount a small disk");
    home = join(disk.folder, "home");
    try {
      expect((await command("run")).exitCode).toBe(0);
      writeFileSync(join(project, "millrace.yml"), "version: 1\nstages:\n  flood: { phase: test, run: cat /dev/zero }\n");
      const flooded = await command("run", "--json");
      expect([flooded.exitCode, JSON.parse(flooded.output.trimEnd().split("\n").at(-1) ?? "")]).toMatchObject([
        3,
        { type: "run.finished", status: "errored", reason: "disk-full" },
      ]);
      const shown = await command("runs", "show", "2", "--json");
      expect(JSON.parse(shown.output).stages).toMatchObject([{ status: "errored", reason: "disk-full", detail: "The disk is full." }]);
      expect(await listed()).toEqual(["r2 errored", "r1 passed"]);
      expect((await command("logs", "1", "a")).output).toBe("hello\n");

      // Not a byte left: a run is refused with a reason, and leaves nothing that claims to have run.
      fill(disk.folder);
      const refused = await command("run", "--json");
      expect(complaintOf(refused)).toEqual({ exitCode: 3, code: "disk-full", hasHint: true });

      rmSync(join(disk.folder, "filler"));
      writeFileSync(join(project, "millrace.yml"), quick);
      expect((await command("run")).exitCode).toBe(0);
      const after = await listed();
      expect([after.at(0)?.split(" ")[1], after.slice(-2)]).toEqual(["passed", ["r2 errored", "r1 passed"]]);
      expect(isSound(join(home, "millrace.sqlite"))).toBe(true);
      const store = openTestStore(home);
      expect(readRuns(store).flatMap((id) => liesOfEvents(store, readRun(store, id)))).toEqual([]);
      store.close();
    } finally {
      disk.remove();
    }
  });

  function fill(place: string): void {
    try {
      execFileSync("sh", ["-c", `cat /dev/zero > '${place}/filler'`], { stdio: "ignore" });
    } catch {
      // It is full: that was the intention.
    }
  }
});

describe("a history that another program holds", () => {
  test("is waited for; then commands say so, and a run that goes on meanwhile is recorded after all", async () => {
    writeRuns(home, 1);
    writeFileSync(
      join(project, "millrace.yml"),
      "version: 1\nstages:\n  a: { phase: test, run: ': > begun; sleep 0.1' }\n  b: { phase: test, run: ': > second', needs: [a] }\n",
    );
    const running = startProgram("command line", { home, cwd: project }, "run", "--json");
    while (!existsSync(join(project, "begun"))) await sleep(5);
    const holder = new DatabaseSync(file);
    holder.exec("begin immediate");
    // Longer than anyone waits; what only reads is not kept from it.
    const [refused, list] = await Promise.all([command("run", "--json"), listed()]);
    expect(complaintOf(refused)).toEqual({ exitCode: 3, code: "store-locked", hasHint: true });
    expect(list).toEqual(["r2 running", "r1 canceled"]);
    expect(existsSync(join(project, "second"))).toBe(false);
    holder.exec("rollback");
    holder.close();
    expect((await running.ended).exitCode).toBe(0);
    expect(await listed()).toEqual(["r2 passed", "r1 canceled"]);
    const store = openTestStore(home);
    expect(readRuns(store).flatMap((id) => liesOfEvents(store, readRun(store, id)))).toEqual([]);
    store.close();
  });
});

describe("a damaged history", () => {
  test("is set aside whole when it is met, and a new one is begun", async () => {
    writeRuns(home, 40);
    const bytes = readFileSync(file);
    const middle = Math.floor(bytes.length / 2);
    for (let at = Math.floor(bytes.length / 4); at < middle + bytes.length / 4; at += 7) bytes[at] = 0xff & ~(bytes[at] ?? 0);
    writeFileSync(file, bytes);
    const met = await command("runs", "list", "--json");
    // Small damage is met by the first who reads that place; whoever comes next sets the file aside.
    if (met.exitCode !== 0) expect(complaintOf(met)).toEqual({ exitCode: 3, code: "store-damaged", hasHint: true });
    const next = met.exitCode === 0 ? met : await command("runs", "list", "--json");
    expect([next.exitCode, next.complaint]).toEqual([0, expect.stringContaining("is kept as")]);
    const aside = readdirSync(home).find((name) => /damaged-\w+$/.test(name)) ?? "";
    expect(readFileSync(join(home, aside)).equals(bytes)).toBe(true);
    expect((await command("run")).exitCode).toBe(0);
    expect(await listed()).toEqual(["r1 passed"]);
  });

  test("with a log cut off or flipped anywhere keeps all that was committed before", () => {
    const image = join(folder, "image");
    writeRuns(home, 3);
    const store = openTestStore(home);
    // Copied while it is open: what a crash leaves behind.
    const known = write(store, ({ projects }) => projects.open(project, "project", 1));
    for (let made = 0; made < 5; made += 1) write(store, ({ runs }) => runs.insert(newRun(known.id), 100 + made));
    cpSync(home, image, { recursive: true });
    store.close();
    const log = "millrace.sqlite-wal";
    const size = statSync(join(image, log)).size;
    const counts: number[] = [];
    for (let part = 0; part <= 24; part += 1) {
      for (const damage of ["cut", "flip"] as const) {
        const place = join(folder, `${damage}-${part}`);
        mkdirSync(place);
        for (const name of ["millrace.sqlite", log]) cpSync(join(image, name), join(place, name));
        const at = Math.min(size - 1, Math.floor((size * part) / 24));
        if (damage === "cut") truncateSync(join(place, log), at);
        else flip(join(place, log), at);
        const opened = openTestStore(place, { check: true });
        expect(opened.notice).toBeNull();
        const runs = readRuns(opened);
        expect(runs.flatMap((id) => liesOfEvents(opened, readRun(opened, id)))).toEqual([]);
        opened.close();
        expect(isSound(join(place, "millrace.sqlite"))).toBe(true);
        if (damage === "cut") counts.push(runs.length);
      }
    }
    expect(counts).toEqual([...counts].sort((one, other) => one - other));
    expect([counts[0], counts.at(-1)]).toEqual([3, expect.toBeOneOf([7, 8])]);
  });

  function flip(path: string, at: number): void {
    const bytes = readFileSync(path);
    bytes[at] = 0xff & ~(bytes[at] ?? 0);
    writeFileSync(path, bytes);
  }
});

describe("a history that this program may not use", () => {
  test("on a disk for reading only is named, and stays as it is", async (context) => {
    const disk = smallDisk(8 * 1024 * 1024);
    if (disk === null) return context.skip("this user may not mount a small disk");
    home = join(disk.folder, "home");
    file = join(home, "millrace.sqlite");
    try {
      writeRuns(home, 2);
      const bytes = readFileSync(file);
      execFileSync("mount", ["-o", "remount,ro", disk.folder]);
      for (const words of [["runs", "list"], ["run"]])
        expect(complaintOf(await command(...words, "--json"))).toEqual({ exitCode: 3, code: "store-unavailable", hasHint: true });
      expect(readFileSync(file).equals(bytes)).toBe(true);
      execFileSync("mount", ["-o", "remount,rw", disk.folder]);
      expect((await command("run")).exitCode).toBe(0);
      expect(await listed()).toEqual(["r3 passed", "r2 canceled", "r1 canceled"]);
    } finally {
      disk.remove();
    }
  });

  test("from the future is left as it is by every command, also while it runs nothing", async () => {
    writeRuns(home, 2);
    const database = new DatabaseSync(file);
    database.exec("pragma user_version = 9990");
    database.close();
    const bytes = readFileSync(file);
    for (const words of [["run"], ["runs", "show", "1"], ["logs", "1"], ["open"]])
      expect(complaintOf(await command(...words, "--json"))).toEqual({ exitCode: 3, code: "store-from-the-future", hasHint: true });
    expect(readFileSync(file).equals(bytes)).toBe(true);
    expect(readdirSync(home).filter((name) => name.includes("damaged"))).toEqual([]);
  });
});
