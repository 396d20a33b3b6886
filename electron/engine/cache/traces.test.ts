import { mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { Pace } from "./pace.ts";
import { ProjectTree } from "./project-tree.ts";
import { Trace } from "./trace.ts";
import { Traces } from "./traces.ts";

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  mkdirSync(join(folder, "src/deep"), { recursive: true });
  writeFileSync(join(folder, "src/a.ts"), "a");
});
afterEach(() => remove());

const file = () => join(folder, "traces");
const later = () => Date.now() + 60_000;

/** What a stage with these inputs and a missing output looks at. */
async function look(): Promise<Trace> {
  const trace = new Trace();
  const tree = new ProjectTree(folder, "/nowhere").traced(trace);
  for (const path of (await tree.find(["src/**/*.ts", "dist"], { pace: new Pace(), followsLinks: false })).items.keys()) tree.state(path);
  return trace;
}

function ask(traces: Traces, digest = "digest"): Promise<string | null> {
  return traces.keyOf("stage", digest, new ProjectTree(folder, "/nowhere"), new Pace());
}

test.each<[string, (place: (path: string) => string) => void, string | null]>([
  ["nothing happened", () => {}, "key"],
  ["something happened elsewhere", (place) => writeFileSync(place("other"), ""), "key"],
  ["a file was edited", (place) => writeFileSync(place("src/a.ts"), "b"), null],
  ["a file came along", (place) => writeFileSync(place("src/deep/new.ts"), ""), null],
  ["a folder came along", (place) => mkdirSync(place("src/more")), null],
  ["what was missing is there", (place) => mkdirSync(place("dist")), null],
])("when %s", async (_, change, expected) => {
  const traces = new Traces(file());
  traces.note("stage", "digest", "key", await look(), later());
  traces.save();
  change((path) => join(folder, path));
  expect([await ask(new Traces(file())), await ask(new Traces(file()), "another digest")]).toEqual([expected, null]);
});

test("what may still change without a trace is not remembered, nor what links lead to", async () => {
  const traces = new Traces(file());
  traces.note("stage", "digest", "key", await look(), Date.now());
  const followed = await look();
  followed.isWhole = false;
  traces.note("stage", "digest", "key", followed, later());
  expect(await ask(traces)).toBeNull();
});

test("a damaged file is an empty one", async () => {
  const traces = new Traces(file());
  traces.note("stage", "digest", "key", await look(), later());
  traces.save();
  const whole = readFileSync(file(), "utf8");
  writeFileSync(file(), whole.replace('"key"', '"kez"'));
  expect(await ask(new Traces(file()))).toBeNull();
  writeFileSync(file(), whole);
  truncateSync(file(), whole.length - 10);
  expect(await ask(new Traces(file()))).toBeNull();
});
