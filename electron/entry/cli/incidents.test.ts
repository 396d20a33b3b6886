import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { millrace } from "../../../e2e/fixtures/millrace-programs.ts";
import type { Incident } from "../../../shared/contract/incidents.ts";
import { monitorId, projectId } from "../../../shared/ids.ts";
import { observe } from "../../engine/alert/alert.ts";

/*
 * `millrace alerts …` and `millrace incidents …`, as they stand.
 */

let folder: string;
let shop: string;
let remove: () => void;
beforeEach(async () => {
  ({ folder, remove } = temporaryFolder());
  shop = join(folder, "shop");
  mkdirSync(shop);
  writeFileSync(join(shop, "millrace.yml"), 'version: 1\nname: shop\nstages: { a: { phase: test, run: "true" } }\n');
  expect((await ask("incidents", "list")).exitCode).toBe(2);
  expect((await ask("open")).exitCode).toBe(0);
});
afterEach(() => remove());

const ask = (...words: string[]) => millrace({ home: join(folder, "data"), cwd: shop }, ...words);
const json = async <T>(...words: string[]) => JSON.parse((await ask(...words, "--json")).output) as T;

function fire(): void {
  const store = openTestStore(join(folder, "data"));
  const rule = { after: 1, forMs: 0, latency: null, repeatMs: null, notify: ["inbox", "ops"], opensIncident: true };
  const about = { projectId: projectId(1), project: "shop", monitorId: monitorId(7), name: "home", rule, silencedUntil: null };
  const check = { isGood: false, durationMs: 4, detail: "connection\u001b[31m refused" };
  write(store, (tables) => observe(tables, about, { at: Date.now(), state: "down", check }));
  store.close();
}

test("alerts are listed, shown with who was told, and marked as read", async () => {
  expect((await ask("alerts", "list", "--open")).output).toBe("Nothing is wrong.\n");
  fire();
  expect((await ask("alerts", "list")).output).toMatch(/^\* {5}a1 .* home is down: connection␛\[31m refused \(holds\)\n$/);
  expect(await json("alerts", "list")).toMatchObject({ unread: 1, next: null, alerts: [{ id: "a1", incidentId: "i1", isRead: false }] });
  const shown = await ask("alerts", "show", "a1");
  expect(shown.output).toMatch(/Incident: i1\nTold:\n.* fired +inbox +delivered\n.* fired +ops +waiting\n$/);
  expect((await ask("alerts", "read", "a1")).output).toBe("All is read.\n");
  expect(await ask("alerts", "show", "a9")).toMatchObject({ exitCode: 2 });
  expect(await ask("alerts", "show", "nine")).toMatchObject({ exitCode: 2 });
});

test("an incident goes from open to resolved and is exported", async () => {
  const opened = await json<Incident>("incidents", "open", "no", "cart", "--severity", "critical");
  expect(opened).toMatchObject({ id: "i1", number: 1, title: "no cart", severity: "critical", state: "open" });
  expect(await json("incidents", "ack", "1")).toMatchObject({ state: "acknowledged" });
  expect(await ask("incidents", "ack", "1")).toMatchObject({ exitCode: 2, complaint: expect.stringContaining("was acknowledged by") });
  expect((await ask("incidents", "note", "i1", "looked", "at", "it")).exitCode).toBe(0);
  expect(await json("incidents", "resolve", "#1", "a bad index")).toMatchObject({ state: "resolved" });
  expect((await ask("incidents", "list", "--state", "open")).output).toBe("No incidents.\n");
  expect((await ask("incidents", "show", "1")).output).toMatch(
    /Nothing was deployed before it\.[\s\S]*note +looked at it[\s\S]*resolved +a bad index/,
  );
  expect((await ask("incidents", "export", "1")).output).toContain("## What it was\n\n> a bad index\n");
  expect(await json("incidents", "reopen", "1")).toMatchObject({ state: "acknowledged" });
  expect(await ask("incidents", "show", "7")).toMatchObject({ complaint: expect.stringContaining("shop has no incident 7.") });
});
