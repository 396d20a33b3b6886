import { realpathSync } from "node:fs";
import { expect, test } from "vitest";
import { cachedStage, openCacheWorkshop } from "../../../e2e/fixtures/caches.ts";
import { millrace } from "../../../e2e/fixtures/millrace-programs.ts";

test("millrace cache says what is kept and how much room it takes, and removes it", async () => {
  const shop = openCacheWorkshop();
  try {
    shop.write({ "src/a.ts": "a" });
    const run = shop.begin();
    await run.stage(cachedStage("build", {}), () => {
      shop.write({ "dist/out.js": "o".repeat(50_000) });
      return "";
    });
    run.finish();
    const ask = (...words: string[]) =>
      millrace({ home: shop.store.folder, cwd: realpathSync(shop.projectPath) }, "cache", ...words, "--json");
    const listed = JSON.parse((await ask("list")).output);
    expect(listed.entries).toMatchObject([{ stage: "build", variant: "", runId: "r1", projectId: "p1" }]);
    const size = JSON.parse((await ask("size")).output);
    expect([size.bytes > 50_000, size.maxBytes, size.entries]).toEqual([true, 5 * 1024 ** 3, 1]);
    expect(JSON.parse((await ask("clear")).output)).toMatchObject({ removedEntries: 1 });
    expect(JSON.parse((await ask("list", "--all")).output)).toEqual({ entries: [] });
    const elsewhere = await millrace({ home: shop.store.folder, cwd: shop.folder }, "cache", "clear", "--json");
    expect([elsewhere.exitCode, JSON.parse(elsewhere.complaint).error.code]).toEqual([2, "usage"]);
  } finally {
    shop.close();
  }
});
