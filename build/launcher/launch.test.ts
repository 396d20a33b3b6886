import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isNewEnough, packagedNode } from "./packaged-node.cjs";

const program = "process.stdout.write(process.version + ' ' + process.argv.slice(2).join(',') + '\\n');\n";
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-launch-"));
  mkdirSync(join(folder, "out"));
  writeFileSync(join(folder, "package.json"), '{ "type": "commonjs" }');
  copyFileSync(join(import.meta.dirname, "launch.cjs"), join(folder, "out", "tool.js"));
  copyFileSync(join(import.meta.dirname, "packaged-node.cjs"), join(folder, "out", "packaged-node.cjs"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function writeProgram(text: string): string {
  writeFileSync(join(folder, "out", "tool.main.js"), text);
  return join(folder, "out", "tool.js");
}

/** A Node of this machine that is too old for Millrace; `null` when there is none. */
function oldNode(): string | null {
  const files = (process.env.PATH ?? "").split(delimiter).map((place) => join(place, "node"));
  return files.filter(existsSync).find((file) => !isNewEnough(spawnSync(file, ["--version"], { encoding: "utf8" }).stdout.trim())) ?? null;
}

/** Puts this test's own Node where the optional package would have put one. */
function installPackagedNode(): void {
  const real = packagedNode(import.meta.dirname);
  if (real === null) return;
  const place = join(folder, "node_modules", real.split("node_modules")[1] ?? "");
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(process.execPath, place);
}

test("a Node that is new enough runs the program itself", () => {
  const result = spawnSync(process.execPath, [writeProgram(program), "a b", "c"], { encoding: "utf8" });
  expect(result.stdout).toBe(`${process.version} a b,c\n`);
});

test("an old Node hands over to the packaged one, arguments and exit code included", (context) => {
  const old = oldNode();
  if (old === null) return context.skip("no Node older than 24 on this machine");
  if (packagedNode(import.meta.dirname) === null) return context.skip("no packaged Node for this platform");
  installPackagedNode();
  const result = spawnSync(old, [writeProgram(`${program}process.exitCode = 7;`), "a b", "c"], { encoding: "utf8" });
  expect([result.stdout, result.status]).toEqual([`${process.version} a b,c\n`, 7]);
});

test("an old Node without a packaged one says what is missing", (context) => {
  const old = oldNode();
  if (old === null) return context.skip("no Node older than 24 on this machine");
  const result = spawnSync(old, [writeProgram(program)], { encoding: "utf8" });
  expect([result.status, result.stdout]).toEqual([3, ""]);
  expect(result.stderr).toContain("Millrace needs Node 24 or newer");
});

test("a signal for the old Node ends the program, and the old Node with the same signal", async (context) => {
  const old = oldNode();
  if (old === null) return context.skip("no Node older than 24 on this machine");
  installPackagedNode();
  const child = spawn(old, [writeProgram("console.log('up'); setInterval(() => {}, 1000);")], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([null, "SIGTERM"]);
});
