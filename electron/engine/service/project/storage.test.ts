import { afterEach, beforeEach, expect, test } from "vitest";
import { type CacheWorkshop, cachedStage, openCacheWorkshop } from "../../../../e2e/fixtures/caches.ts";
import { ok } from "../../../../shared/result.ts";
import { hourMs } from "../../../../shared/time.ts";
import { createHousekeeping } from "../../retention/retention.ts";
import { createStorageService } from "./storage.ts";

let shop: CacheWorkshop;
beforeEach(() => {
  shop = openCacheWorkshop();
});
afterEach(() => shop.close());

const sizeBytes = 100_000;

test("emptying the cache frees what results of stages take, says how much, and is nothing to do the second time", async () => {
  const run = shop.begin(Date.now() + hourMs);
  await run.stage(cachedStage("pack", { outputs: ["out/pack"] }), () => {
    shop.write({ "out/pack": "p".repeat(sizeBytes) });
    return "";
  });
  run.finish();
  const unlimited = { logsDays: null, artifactsDays: null, runsDays: null, runsPerProject: null, bytes: null, artifactBytes: null };
  const keeping = createHousekeeping(
    shop.store,
    () => ok(unlimited),
    () => Date.now(),
  );
  const storage = createStorageService(shop.store, keeping, () => Date.now());
  try {
    const [cleared, use, again] = [await storage.clearCache(), await storage.diskUse(), await storage.clearCache()];
    expect(cleared).toMatchObject({ ok: true, value: { removedEntries: 1 } });
    expect(cleared.ok && cleared.value.freedBytes).toBeGreaterThanOrEqual(sizeBytes);
    expect(use.ok && use.value.cacheBytes).toBeLessThan(sizeBytes);
    expect(again).toMatchObject({ ok: true, value: { removedEntries: 0 } });
  } finally {
    keeping.close();
  }
});
