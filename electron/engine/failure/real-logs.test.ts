import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openTestStore, temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { stageRunId } from "../../../shared/ids.ts";
import { readFailure } from "./failure.ts";

const recorded = join(import.meta.dirname, "../../../e2e/fixtures/problems");
const names = readdirSync(recorded).filter((name) => name.endsWith(".txt"));

const { folder, remove } = temporaryFolder();
const store = openTestStore(folder);
afterAll(() => {
  store.close();
  remove();
});

async function signatureIn(log: string, root: string): Promise<string> {
  const logPath = join(folder, "log");
  writeFileSync(logPath, log);
  return (await readFailure(store, { id: stageRunId(1, 1), reason: "exit-code", exitCode: null, detail: null, logPath, roots: [root] }))
    .text;
}

/** As the same tool would have written it on another day, from another folder, with lines moved. */
function onAnotherDay(log: string): string {
  return log
    .replaceAll("/srv/shop", "/home/mara/checkouts/1a2b3c4d5e/shop")
    .replaceAll(/0x[0-9a-f]+/g, "0xdeadbeef")
    .replaceAll(/\d\d:\d\d:\d\d/g, "23:59:58")
    .replaceAll(/(?<=[:(])\d+(?=[:),])/g, (figure) => String(Number(figure) + 11))
    .replaceAll(/\b\d+(?:\.\d+)?(?= ?(?:ms|s|seconds)\b)/g, "77.25");
}

test.each(names)("the failure in %s is the same on another day, from another folder", async (name) => {
  const log = readFileSync(join(recorded, name), "utf8");
  expect(await signatureIn(onAnotherDay(log), "/home/mara/checkouts/1a2b3c4d5e/shop")).toBe(await signatureIn(log, "/srv/shop"));
});

test("failures of different tools and messages are different, in colour or not", async () => {
  const signatures = new Map<string, string[]>();
  for (const name of names) {
    const text = await signatureIn(readFileSync(join(recorded, name), "utf8"), "/srv/shop");
    signatures.set(text, [...(signatures.get(text) ?? []), name]);
  }
  expect([...signatures.values()].filter((alike) => alike.length > 1)).toEqual([
    ["eslint-colour.txt", "eslint-stylish.txt"],
    ["gcc-colour.txt", "gcc.txt"],
    ["tsc-pretty.txt", "tsc.txt"],
  ]);
});

test("however long a log is, its end is what counts", async () => {
  const end = "Error: no water\n";
  expect(await signatureIn(`${"x".repeat(2_000_000)}\n${end}`, "/srv/shop")).toBe(await signatureIn(end, "/srv/shop"));
  expect(await signatureIn("Error: ".repeat(200_000), "/srv/shop")).toMatch(/^lines\n.*Error: Error: /);
});
