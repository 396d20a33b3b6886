import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openTestStore, temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { addRun } from "../../../e2e/fixtures/inbox.ts";
import { millrace } from "../../../e2e/fixtures/millrace-programs.ts";
import { projectId } from "../../../shared/ids.ts";

test("what is broken is listed, read, put off and muted from the command line, and rules are set", async () => {
  const { folder, remove } = temporaryFolder();
  const shop = join(folder, "shop");
  mkdirSync(shop);
  writeFileSync(join(shop, "millrace.yml"), 'version: 1\nname: shop\nstages: { a: { phase: test, run: "true" } }\n');
  const ask = (...words: string[]) => millrace({ home: join(folder, "data"), cwd: shop }, ...words);
  expect((await ask("open")).exitCode).toBe(0);
  expect((await ask("inbox", "list")).output).toBe("Nothing is broken.\n");
  const store = openTestStore(join(folder, "data"));
  addRun(store, projectId(1), Date.now(), { "unit\u001b[31m": "failed" }, { commit: "4".repeat(40), subject: "fix: cart", author: "ada" });
  addRun(store, projectId(1), Date.now(), { "unit\u001b[31m": "failed" });
  store.close();
  expect((await ask("inbox", "list")).output).toMatch(/^\* +1 .*unit.* fails on main since 4444444 \(2 times\)\n$/);
  expect((await ask("inbox", "list")).output).not.toContain("\u001b");
  expect(JSON.parse((await ask("inbox", "list", "--json")).output)).toMatchObject({
    entries: [{ id: 1, kind: "stage", branch: "main", times: 2, isRead: false, runId: "r2", stageRunId: "r2.1", project: "shop" }],
    ...{ next: null, unread: 1, wakesAt: null },
  });
  expect((await ask("inbox", "read", "1")).output).toBe("All is read.\n");
  expect((await ask("inbox", "read", "1", "--unread")).output).toBe("1 not read yet.\n");
  expect((await ask("inbox", "snooze", "1", "--for", "2h")).output).toBe("All is read.\n");
  expect((await ask("inbox", "list", "--which", "snoozed")).output).toContain("put off until");
  expect((await ask("inbox", "mute", "1", "--json")).output).toBe('{"unread":0}\n');
  expect((await ask("inbox", "list", "--which", "muted")).output).toContain("muted");
  expect((await ask("inbox", "list", "--which", "all", "--csv")).output).toMatch(/^id,project,kind,subject,branch,.*\r\n1,shop,stage,/);
  const elsewhere = (...words: string[]) => millrace({ home: join(folder, "data"), cwd: folder }, ...words);
  expect((await elsewhere("inbox", "list", "--all-projects", "--which", "muted")).output).toContain("shop: unit");
  expect((await elsewhere("inbox", "mute", "1", "--end")).exitCode).toBe(0);
  expect((await elsewhere("inbox", "list")).exitCode).not.toBe(0);
  expect(await ask("inbox", "read", "99")).toMatchObject({ exitCode: 2 });
  expect((await ask("inbox", "rules")).output).toBe("shop  default\n");
  expect((await ask("inbox", "rules", "change")).output).toBe("shop  change\n");
  expect([await ask("inbox", "rules", "often"), await ask("inbox", "read", "x1")]).toMatchObject([{ exitCode: 2 }, { exitCode: 2 }]);
  remove();
});
