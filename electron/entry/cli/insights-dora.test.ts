import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { millrace } from "../../../e2e/fixtures/millrace-programs.ts";
import { commitAll, git, makeRepository } from "../../../e2e/fixtures/repository.ts";
import type { Dora, DoraDeployment } from "../../../shared/contract/dora.ts";
import { dayMs } from "../../../shared/time.ts";

/*
 * `millrace insights dora`, in a project that has tags only.
 */

let folder: string;
let shop: string;
let remove: () => void;
const dates = ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"] as const;
beforeEach(async () => {
  ({ folder, remove } = temporaryFolder());
  shop = join(folder, "shop");
  const begin = Date.now() - 20 * dayMs;
  const at = (day: number) => {
    for (const name of dates) process.env[name] = new Date(begin + day * dayMs).toISOString();
  };
  at(0);
  makeRepository(shop);
  git(shop, "tag", "v1.0.0");
  at(2);
  commitAll(shop, "feat: cart", { "cart.txt": "1" });
  at(5);
  commitAll(shop, "feat: search", { "search.txt": "1" });
  git(shop, "tag", "v1.1.0");
  at(5.5);
  commitAll(shop, "fix: search", { "search.txt": "2" });
  git(shop, "tag", "v1.1.1");
  for (const name of dates) delete process.env[name];
  expect((await millrace({ home: join(folder, "data"), cwd: shop }, "open")).exitCode).toBe(0);
});
afterEach(() => remove());

const ask = (...words: string[]) => millrace({ home: join(folder, "data"), cwd: shop }, "insights", "dora", ...words);

test("the keys and the rows behind them are told to people and to programs", async () => {
  const { output } = await ask();
  expect(output).toContain("tags v*");
  expect(output).toMatch(/Deployment frequency +1\.0 per month +Medium +3 deployments on 3 of 90 days/);
  expect(output).toMatch(/Lead time for changes +0 ms +Elite +median of 3 commits, P90 3 d 0 h/);
  expect(output).toMatch(/Change failure rate +33\.3 % +Low +1 of 3/);
  expect(output).toMatch(/Time to recover +12 h 00 m +High +median of 1/);
  expect(output).toContain("v1.0.0 is the first tag that is known: what it brought is not counted.");
  const keys = JSON.parse((await ask("--days", "30", "--json")).output) as Dora;
  expect([keys.frequency.deployments, keys.failures.failed, keys.sources]).toEqual([3, 1, { environments: [], tags: 3 }]);
  const rows = JSON.parse((await ask("--rows", "deployments", "--failed", "--json")).output) as { deployments: DoraDeployment[] };
  expect(rows.deployments.map(({ name, failures }) => [name, failures.map(({ text }) => text)])).toEqual([
    ["v1.1.0", ["v1.1.1 followed after 12 h 00 m and is only a patch"]],
  ]);
  expect((await ask("--rows", "changes")).output).toMatch(/3 d 0 h {2}[0-9a-f]{7} {2}in v1\.1\.0, .* feat: cart \(Mara\)\n/);
});

test("the weeks and the rows are tables in a file, too", async () => {
  expect((await ask("--csv")).output).toMatch(/^from,to,deployments,leadMedianMs,failed,recoveryMedianMs\r\n\d{4}-\d\d-\d\d,/);
  const rows = (await ask("--rows", "deployments", "--csv")).output.trimEnd().split("\r\n");
  expect([rows[0], rows.length]).toEqual([expect.stringMatching(/^deploymentId,runId,name,commit,servedAt,/), 4]);
  expect((await ask("--rows", "changes", "--csv")).output).toMatch(/^commit,subject,author,committedAt,deployment,/);
  expect((await ask("--csv", "--json")).exitCode).toBe(2);
});

test("a rule is tried out, and kept only when that is asked", async () => {
  expect((await ask("--rule", "hotfix=1h tags=v1.1*")).output).toMatch(/tags v1\.1\*[^\n]*a hotfix within 1 h\n[\s\S]*0\.0 %/);
  expect((await ask()).output).toContain("tags v*");
  expect((await ask("--rule", "hotfix=none", "--keep")).output).toContain("0.0 %");
  expect((await ask()).output).toContain("0.0 %");
});

test("what nobody can mean is refused with the way out", async () => {
  expect(await ask("--rule", "hotfix=soon")).toMatchObject({
    exitCode: 2,
    complaint: expect.stringContaining('does not know "hotfix=soon"'),
  });
  expect(await ask("--days", "7")).toMatchObject({ exitCode: 2 });
  expect(await ask("--rows", "stages")).toMatchObject({ exitCode: 2 });
  expect(await ask("--keep")).toMatchObject({ exitCode: 2 });
});
