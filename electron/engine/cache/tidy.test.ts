import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CacheWorkshop, cachedStage, openCacheWorkshop } from "../../../e2e/fixtures/caches.ts";
import { hourMs } from "../../../shared/time.ts";
import { cacheFolder } from "../data-folder.ts";
import { clearCache, isCacheOverfull, listCache, measureCache, tidyCache } from "./cache.ts";
import { marksFolder } from "./cache-folder.ts";

let shop: CacheWorkshop;
beforeEach(() => {
  shop = openCacheWorkshop();
});
afterEach(() => shop.close());

const start = Date.now() + hourMs;
const sizeBytes = 100_000;

/** Runs a stage with an input of its own; its outputs are large, and the same for the same `shared`. */
async function use(name: string, atMs: number, own = name): Promise<string> {
  shop.write({ [`${name}/in`]: name });
  const run = shop.begin(atMs);
  const { answer } = await run.stage(cachedStage(name, { inputs: [`${name}/in`], outputs: [`${name}/out`] }), () => {
    shop.write({ [`${name}/out/own`]: own.padEnd(sizeBytes, own), [`${name}/out/shared`]: "s".repeat(sizeBytes) });
    return "";
  });
  run.finish();
  return answer.kind;
}

function blobs(): number {
  const folder = join(cacheFolder(shop.store.folder), "blobs");
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.includes("/")).length;
}

/** So late that nothing is left alone because it is new. */
const late = () => Date.now() + 10 * hourMs;

function names(): string[] {
  const rows = listCache(shop.store, null);
  if (!rows.ok) throw new Error(rows.failure.message);
  return rows.value.map(({ stage }) => stage);
}

test("what was not used for longest goes first, and what others need stays; what is shared counts once", async () => {
  for (const [place, name] of ["a", "b", "c", "d"].entries()) await use(name, start + place * 1_000);
  expect(await use("a", start + 9_000)).toBe("hit");
  expect(names()).toEqual(["a", "d", "c", "b"]);
  expect([isCacheOverfull(shop.store, 6 * sizeBytes), isCacheOverfull(shop.store, 4 * sizeBytes)]).toEqual([false, true]);
  // Five blobs: one of each stage's own, and the one that they share.
  expect(blobs()).toBe(5);
  const tidied = await tidyCache(shop.store, late, 4 * sizeBytes);
  expect(tidied).toMatchObject({ ok: true, value: { removedEntries: 2 } });
  expect([names(), blobs()]).toEqual([["a", "d"], 3]);
  expect(isCacheOverfull(shop.store, 4 * sizeBytes)).toBe(false);
  rmSync(join(shop.projectPath, "a/out"), { recursive: true });
  expect([await use("a", start + 20_000), await use("b", start + 20_000)]).toEqual(["hit", "miss"]);
});

test("within the limit nothing goes but what nobody needs, and that not at once", async () => {
  await use("a", start);
  const orphan = join(cacheFolder(shop.store.folder), "blobs", "00", "00".repeat(32));
  await use("b", start);
  mkdirSync(join(orphan, ".."), { recursive: true });
  writeFileSync(orphan, "nobody's");
  await tidyCache(shop.store, () => Date.now(), 1e12);
  expect(existsSync(orphan)).toBe(true);
  utimesSync(orphan, 1, 1);
  await tidyCache(shop.store, () => Date.now(), 1e12);
  expect([existsSync(orphan), names().length]).toEqual([false, 2]);
});

test("a result that is being put back stays", async () => {
  await use("a", start);
  await use("b", start + 1_000);
  const mark = { root: shop.projectPath, stage: "a", variant: "", outputs: ["a/out"], pid: process.pid };
  writeFileSync(join(marksFolder(shop.store.folder), "left"), JSON.stringify(mark));
  await tidyCache(shop.store, late, 0);
  expect(names()).toEqual(["a"]);
});

test("clearing takes one project's results, or all, and gives their room back", async () => {
  await use("a", start);
  const before = await measureCache(shop.store);
  expect(before).toBeGreaterThan(2 * sizeBytes);
  const cleared = await clearCache(shop.store, () => Date.now(), shop.projectId);
  expect(cleared).toMatchObject({ ok: true, value: { removedEntries: 1 } });
  expect([names(), await use("a", start + 1_000)]).toEqual([[], "miss"]);
  await clearCache(shop.store, () => Date.now(), null);
  expect(await measureCache(shop.store)).toBeLessThan(10_000);
});

test("a cache folder that was removed by hand is an empty cache", async () => {
  await use("a", start);
  rmSync(cacheFolder(shop.store.folder), { recursive: true });
  await tidyCache(shop.store, late, 1e12);
  expect(names()).toEqual([]);
  expect(await use("a", start + 1_000)).toBe("miss");
  expect(await use("a", start + 2_000)).toBe("hit");
});
