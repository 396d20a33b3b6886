import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openGit } from "./gateway.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-read-"));
  execFileSync("git", ["init", "--quiet"], { cwd: folder });
  const many = Array.from({ length: 20_000 }, (_, index) => {
    const message = `commit ${index} ${"ä".repeat(40)}`;
    return `commit refs/heads/main\ncommitter M <m@x.org> ${index} +0000\ndata ${Buffer.byteLength(message)}\n${message}\n`;
  });
  execFileSync("git", ["fast-import", "--quiet"], { cwd: folder, input: many.join("\n") });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function git() {
  const opened = await openGit(folder, { isTrusted: true });
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

test("what is read in pieces is what the command prints", async () => {
  const command = ["log", "main", "--format=%H %s"];
  let text = "";
  const reading = (await git()).read(command);
  let next = await reading.next();
  for (; next.done !== true; next = await reading.next()) text += next.value;
  expect(next.value).toEqual({ ok: true, value: undefined });
  expect(text).toBe(execFileSync("git", command, { cwd: folder, encoding: "utf8", maxBuffer: 1e8 }));
});

test("a command that nobody reads on waits, and ends when it is left", async () => {
  const reading = (await git()).read(["log", "main", "--format=%H %s"]);
  const first = await reading.next();
  expect(first.done).toBe(false);
  expect(await reading.return({ ok: true, value: undefined })).toMatchObject({ done: true });
});

test("a signal ends it while it is read, and a refusal is told", async () => {
  const stop = new AbortController();
  const reading = (await git()).read(["log", "main", "--format=%H %s"], stop.signal);
  await reading.next();
  stop.abort();
  let next = await reading.next();
  while (next.done !== true) next = await reading.next();
  expect(next.value).toMatchObject({ ok: false, failure: { code: "git-stopped" } });
  expect(await (await git()).read(["log", "nowhere"]).next()).toMatchObject({ done: true, value: { failure: { code: "git-failed" } } });
});
