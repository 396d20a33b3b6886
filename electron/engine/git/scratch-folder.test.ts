import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { makeRepository, writeFiles } from "../../../e2e/fixtures/repository.ts";
import { readWorkingTreeHash } from "./git.ts";

let folder: string;
let remove: () => void;
let scratch: string;
let repository: string;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  scratch = join(folder, "scratch");
  mkdirSync(scratch);
  repository = makeRepository(join(folder, "shop"));
  writeFiles(repository, { "a.txt": "changed\n" });
  vi.stubEnv("TMPDIR", scratch);
});
afterEach(() => {
  vi.unstubAllEnvs();
  remove();
});

const longAgo = new Date("2001-01-01");

test("what somebody left who was killed while looking at changed files is removed by the next who looks, once it is old", async () => {
  const script = `import { openWorkingTree } from ${JSON.stringify(join(import.meta.dirname, "git.ts"))};
    await openWorkingTree(${JSON.stringify(repository)});
    console.log("looked");
    setInterval(() => {}, 1_000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
  const left = readdirSync(scratch);
  expect(left).toEqual([expect.stringMatching(/^millrace-tree-/)]);
  expect(readdirSync(join(scratch, left[0] ?? "", "objects")).length).toBeGreaterThan(0);
  // Its owner may be looking still.
  await readWorkingTreeHash(repository);
  expect(readdirSync(scratch)).toEqual(left);
  utimesSync(join(scratch, left[0] ?? ""), longAgo, longAgo);
  await readWorkingTreeHash(repository);
  expect(readdirSync(scratch)).toEqual([]);
});

test("nothing else in the temporary folder is touched, however old, nor what a link of such a name leads to", async () => {
  const precious = join(folder, "precious");
  writeFiles(scratch, { "millrace-tree-file": "a file", "others/a.txt": "a" });
  writeFiles(precious, { "a.txt": "a" });
  symlinkSync(precious, join(scratch, "millrace-tree-link"));
  for (const path of [precious, join(scratch, "others"), join(scratch, "millrace-tree-file")]) utimesSync(path, longAgo, longAgo);
  await readWorkingTreeHash(repository);
  expect([readdirSync(scratch).sort(), existsSync(join(precious, "a.txt"))]).toEqual([
    ["millrace-tree-file", "millrace-tree-link", "others"],
    true,
  ]);
});
