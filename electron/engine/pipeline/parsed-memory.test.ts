import { readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { parsePipeline } from "./parse-pipeline.ts";
import { parsedMemory } from "./parsed-memory.ts";
import { loadPipeline } from "./pipeline.ts";

const text = `version: 1
name: Shop
stages:
  "2": { phase: build, run: make, env: { LEVEL: 1.10 } }
  "1": { phase: test, needs: ["2"], run: make test }
`;

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
});
afterEach(() => remove());

const memoryOf = (project: string, build?: string) => parsedMemory(join(folder, "data"), project, build);

test("a text that has not changed is remembered as it was parsed, for that folder and build alone", async () => {
  const parsed = parsePipeline(text, "millrace.yml");
  await memoryOf("/work/shop", "one").remember(text, parsed);
  expect(await memoryOf("/work/shop", "one").recall(text)).toEqual(parsed);
  expect(JSON.stringify(await memoryOf("/work/shop", "one").recall(text))).toBe(JSON.stringify(parsed));
  expect(await memoryOf("/work/shop", "one").recall(`${text}# more`)).toBeNull();
  expect(await memoryOf("/work/shop", "two").recall(text)).toBeNull();
  expect(await memoryOf("/work/other", "one").recall(text)).toBeNull();
});

test("a file with problems is not remembered, and from the sources nothing is", async () => {
  await memoryOf("/work/shop", "one").remember("version: 2", parsePipeline("version: 2", "millrace.yml"));
  await memoryOf("/work/shop").remember(text, parsePipeline(text, "millrace.yml"));
  expect(readdirSync(folder)).toEqual([]);
});

test("what a power cut left of it is parsed again, and so is what could not be written", async () => {
  const memory = memoryOf("/work/shop", "one");
  await memory.remember(text, parsePipeline(text, "millrace.yml"));
  const [file = ""] = readdirSync(join(folder, "data/cache/pipelines"));
  truncateSync(join(folder, "data/cache/pipelines", file), 20);
  expect(await memory.recall(text)).toBeNull();
  writeFileSync(join(folder, "taken"), "a file and no folder");
  const nowhere = parsedMemory(join(folder, "taken"), "/work/shop", "one");
  await nowhere.remember(text, parsePipeline(text, "millrace.yml"));
  expect(await nowhere.recall(text)).toBeNull();
});

test("a project's pipeline is the same whether it is remembered or read", async () => {
  writeFileSync(join(folder, "millrace.yml"), text);
  const memory = memoryOf(folder, "one");
  const read = await loadPipeline(folder, memory);
  expect(await memory.recall(text)).not.toBeNull();
  expect(await loadPipeline(folder, memory)).toEqual(read);
  expect(read).toEqual(await loadPipeline(folder));
});
