import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkedStage, makeOutputs, outputsMadeOf } from "../../../e2e/fixtures/cached-outputs.ts";
import { beginRun, type CacheWorkshop, cachedStage, openCacheWorkshop, pictureOf } from "../../../e2e/fixtures/caches.ts";
import { openTestStore, write } from "../../../e2e/fixtures/history.ts";
import { smallDisk } from "../../../e2e/fixtures/small-disk.ts";
import { cacheFolder } from "../data-folder.ts";
import { clearCache } from "./cache.ts";
import { draftsFolder, marksFolder } from "./cache-folder.ts";

let shop: CacheWorkshop;
beforeEach(() => {
  shop = openCacheWorkshop();
  shop.write({ "src/a.ts": "one" });
});
afterEach(() => shop.close());

const childEntry = join(import.meta.dirname, "../../../e2e/fixtures/cache-child.ts");

interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<{ readonly exitCode: number | null; readonly output: string }>;
  readonly begun: Promise<void>;
  /** How many turns it has taken. */
  turns(): number;
}

function startChild(turns: number, inputs: string, ...more: string[]): Child {
  const options = ["--data", shop.store.folder, "--project", shop.projectPath, "--turns", String(turns), "--inputs", inputs];
  const child = spawn(process.execPath, [childEntry, ...options, ...more], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
      resolve();
    });
  }
  const ended = once(child, "close").then(([exitCode]) => {
    resolve();
    return { exitCode, output };
  });
  return { process: child, ended, begun, turns: () => output.split("\n").length - 1 };
}

/** Whatever happened before: the stage's outputs are those of its input after this turn, from the cache or made. */
async function expectRightOutputs(): Promise<string> {
  const run = shop.begin();
  const { answer } = await run.stage(checkedStage, () => {
    makeOutputs(shop.projectPath);
    return "";
  });
  run.finish();
  expect(pictureOf(join(shop.projectPath, "dist"))).toEqual(outputsMadeOf(shop.read("src/a.ts")));
  return answer.kind;
}

/** More in a long run. */
const kills = Number(process.env.MILLRACE_KILLS ?? 8);

test(`killed at ${kills} moments while it keeps and brings back, a process leaves nothing that is taken for good`, async () => {
  const kinds: string[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    const child = startChild(1_000, "one,two,three", "--alone");
    await child.begun;
    await sleep((kill * 37) % 120);
    child.process.kill("SIGKILL");
    const { output } = await child.ended;
    expect(output).not.toMatch(/WRONG|Error/);
    kinds.push(await expectRightOutputs());
  }
  expect(kinds).toContain("hit");
  // And nothing is left in the project once the stage was restored or run again.
  rmSync(join(shop.projectPath, "dist"), { recursive: true });
  expect(await expectRightOutputs()).toBe("hit");
  expect(readdirSync(shop.projectPath).sort()).toEqual(["dist", "src"]);
  expect(readdirSync(marksFolder(shop.store.folder))).toEqual([]);
});

test("two processes keep and bring back the same results in two checkouts while the cache is cleared, and both are right", async () => {
  const other = join(shop.folder, "checkout");
  mkdirSync(join(other, "src"), { recursive: true });
  const children = [startChild(30, "one,two", "--alone"), startChild(30, "one,two", "--alone", "--project", other)];
  let isOver = false;
  const ended = Promise.all(children.map((child) => child.ended)).finally(() => {
    isOver = true;
  });
  // Seldom enough for results to be brought back between two clearings.
  for (let clearedAt = 0; !isOver; await sleep(5)) {
    const turns = children.reduce((sum, child) => sum + child.turns(), 0);
    if (turns < clearedAt + 13) continue;
    clearedAt = turns;
    expect((await clearCache(shop.store, () => Date.now(), null)).ok).toBe(true);
  }
  for (const { exitCode, output } of await ended) {
    expect([exitCode, output.match(/WRONG|Error.*/)]).toEqual([0, null]);
    expect(output).toMatch(/hit/);
  }
});

test("two processes bring back different results of one stage in one project, and never leave a mixture", async () => {
  for (const input of ["one", "two"]) {
    shop.write({ "src/a.ts": input });
    await expectRightOutputs();
  }
  const children = [startChild(30, "one,two", "--hits"), startChild(30, "two,one", "--hits")];
  for (const { exitCode, output } of await Promise.all(children.map(({ ended }) => ended))) {
    expect([exitCode, output.match(/WRONG|Error.*/)]).toEqual([0, null]);
  }
  const left = JSON.stringify(pictureOf(join(shop.projectPath, "dist")));
  expect(["one", "two"].map((input) => JSON.stringify(outputsMadeOf(input)))).toContain(left);
});

describe("a result that is not what was kept", () => {
  const harms: readonly [string, (file: string) => void][] = [
    ["cut short", (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
    ["emptied", (file) => truncateSync(file, 0)],
    ["changed in one byte", (file) => poison(file)],
    ["missing", (file) => rmSync(file)],
  ];

  function poison(file: string): void {
    const content = readFileSync(file);
    content.writeUInt8((content.readUInt8(0) + 1) % 256, 0);
    writeFileSync(file, content);
  }

  test.each(harms)("because a file of it is %s is removed, and the stage runs before anything is touched", async (_, harm) => {
    await expectRightOutputs();
    rmSync(join(shop.projectPath, "dist"), { recursive: true });
    const folders = [join(cacheFolder(shop.store.folder), "blobs"), join(cacheFolder(shop.store.folder), "entries")];
    const files = folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)));
    for (const file of files.filter((place) => existsSync(place) && statSync(place).isFile() && statSync(place).size > 0)) {
      harm(file);
      const run = shop.begin();
      const answer = await run.cache.lookup(run.request(checkedStage));
      run.finish();
      expect(answer.kind).toBe("miss");
      expect(existsSync(join(shop.projectPath, "dist"))).toBe(false);
      if (answer.kind === "miss") expect(answer.why).toMatch(/was damaged: .* It was removed\.|is not in the cache any more/);
      expect(await expectRightOutputs()).toBe("miss");
      rmSync(join(shop.projectPath, "dist"), { recursive: true });
      expect(await expectRightOutputs()).toBe("hit");
      rmSync(join(shop.projectPath, "dist"), { recursive: true });
    }
  });

  test("because its index of files is damaged only costs time", async () => {
    await expectRightOutputs();
    const folder = join(cacheFolder(shop.store.folder), "index");
    for (const [, harm] of harms) {
      for (const name of readdirSync(folder)) harm(join(folder, name));
      expect(await expectRightOutputs()).toBe("hit");
    }
  });
});

test("nothing is written through a link that took a folder's place", async () => {
  const stage = cachedStage("build", { outputs: ["packages/a/dist/*.js"] });
  const work = () => {
    shop.write({ "packages/a/dist/out.js": "made" });
    return "";
  };
  await shop.begin().stage(stage, work);
  rmSync(join(shop.projectPath, "packages"), { recursive: true });
  mkdirSync(join(shop.folder, "elsewhere/a/dist"), { recursive: true });
  symlinkSync(join(shop.folder, "elsewhere"), join(shop.projectPath, "packages"));
  const { answer, why } = await shop.begin().stage(stage, () => "");
  expect([answer.kind, why]).toEqual(["miss", expect.stringContaining("is a link or a file now")]);
  expect(readdirSync(join(shop.folder, "elsewhere/a/dist"))).toEqual([]);
});

test("outputs that were being put back when a process was killed are not what others depend on", async () => {
  const pack = cachedStage("pack", { inputs: ["dist/**"], outputs: [] });
  await expectRightOutputs();
  await shop.begin().stage(pack, () => "");
  const mark = { root: shop.projectPath, stage: "build", variant: "", outputs: ["dist"], pid: 2 ** 22 + 1 };
  writeFileSync(join(marksFolder(shop.store.folder), "left"), JSON.stringify(mark));
  const mixed = await shop.begin().stage(pack, () => "");
  expect([mixed.answer.kind, mixed.why]).toEqual([
    "off",
    "Ran because the outputs of build, on which it depends, are a mixture: putting them back was cut short.",
  ]);
});

test("a full disk: nothing half kept counts, and the stage's outputs stay as they are", async () => {
  const disk = smallDisk(3 * 1024 * 1024);
  if (disk === null) return;
  try {
    const store = openTestStore(join(disk.folder, "data"));
    const id = write(store, ({ projects }) => projects.open(shop.projectPath, "project", 1)).id;
    writeFileSync(join(disk.folder, "filler"), Buffer.alloc(1_500_000, 1));
    const run = beginRun(store, id, shop.projectPath, Date.now() + 60_000);
    const turn = () =>
      run.stage(checkedStage, () => {
        makeOutputs(shop.projectPath);
        writeFileSync(join(shop.projectPath, "dist/huge"), Buffer.alloc(2_000_000, 2));
        return "";
      });
    expect((await turn()).kept).toMatchObject({ isKept: false, why: "Its result was not kept: the disk is full." });
    expect(statSync(join(shop.projectPath, "dist/huge")).size).toBe(2_000_000);
    expect(readdirSync(draftsFolder(store.folder))).toEqual([]);
    rmSync(join(disk.folder, "filler"));
    expect((await turn()).answer.kind).toBe("miss");
    run.finish();
    store.close();
  } finally {
    disk.remove();
  }
});

test("a full disk under the project: the stage runs instead, and nothing of the attempt is left", async () => {
  const disk = smallDisk(1024 * 1024);
  if (disk === null) return;
  try {
    await expectRightOutputs();
    mkdirSync(join(disk.folder, "src"));
    writeFileSync(join(disk.folder, "src/a.ts"), "one");
    writeFileSync(join(disk.folder, "filler"), Buffer.alloc(700_000, 1));
    const run = beginRun(shop.store, shop.projectId, disk.folder, Date.now() + 60_000);
    const answer = await run.cache.lookup(run.request(checkedStage));
    expect(answer).toMatchObject({ kind: "miss", why: "Ran because the result of run 1 could not be put back: the disk is full." });
    expect(readdirSync(disk.folder).sort()).toEqual(["filler", "src"]);
    expect(readdirSync(marksFolder(shop.store.folder))).toEqual([]);
  } finally {
    disk.remove();
  }
});
