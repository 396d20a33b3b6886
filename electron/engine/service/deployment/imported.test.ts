import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DeployShop } from "../../../../e2e/fixtures/deploy-shop.ts";
import { openTestStore, temporaryFolder, write } from "../../../../e2e/fixtures/history.ts";
import { endOf, exporting, linesOf, taken, writeLines } from "../../../../e2e/fixtures/history-files.ts";
import { addRichHistory } from "../../../../e2e/fixtures/rich-history.ts";

/*
 * What comes from a file starts nothing, whatever it says of itself.
 */

let shop: DeployShop;
let folder: string;
let remove: () => void;
beforeEach(async () => {
  ({ folder, remove } = temporaryFolder());
  shop = new DeployShop();
  await shop.startEngine();
  await shop.openProject();
});
afterEach(() => {
  shop.close();
  remove();
});

test("a release and a green run from a file go nowhere by themselves, not even without files that could be missing", async () => {
  const source = openTestStore(join(folder, "from"));
  const project = write(source, ({ projects }) => projects.open("/work/from", "shop", 1).id);
  addRichHistory(source, project, { runs: 3, fromMs: Date.now() });
  const path = join(folder, "file");
  taken(await exporting(source, project, path));
  source.close();
  const lines = linesOf(path).map((line) => (line.startsWith('{"release":') ? line.replace(/"files":\[[^\]]*\]/, '"files":[]') : line));
  writeLines(
    path,
    lines.filter((line) => !/^\{"(deployment|environment)":/.test(line)).map((line) => line.replace('"deployments":1', '"deployments":0')),
  );

  shop.environments({ staging: { auto: true }, preview: { auto: "green" } });
  taken(await endOf(shop.engine.sharing.importHistory({ projectId: shop.projectId, path })));
  await pause(2_000);
  expect(await shop.deployments("staging", 0)).toEqual([]);
  expect(await shop.deployments("preview", 0)).toEqual([]);
  const releases = taken(await shop.engine.releases.list({ projectId: shop.projectId, limit: 50 }));
  expect(releases.releases.map(({ version, kind }) => [version, kind])).toEqual([["1.2.0", "release"]]);
});
