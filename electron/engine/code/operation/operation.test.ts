import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { OperationEvent } from "../../../../shared/contract/code/shared.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import type { CodeFailure } from "../code-failure.ts";
import { type Operation, type OperationTools, operate } from "./operation.ts";
import { createTurns } from "./turns.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function git(folder: string, ...args: string[]): string {
  return execFileSync("git", ["-c", "user.name=Mara", "-c", "user.email=mara@example.org", ...args], { cwd: folder, encoding: "utf8" });
}

function repository(): string {
  const folder = mkdtempSync(join(tmpdir(), "millrace-operation-"));
  folders.push(folder);
  git(folder, "init", "--quiet", "--initial-branch=main");
  git(folder, "config", "user.name", "Mara");
  git(folder, "config", "user.email", "mara@example.org");
  writeFileSync(join(folder, "a.txt"), "one\n");
  git(folder, "add", ".");
  git(folder, "commit", "--quiet", "-m", "feat: first");
  return folder;
}

function writeHook(folder: string, name: string, script: string): void {
  const file = join(folder, ".git", "hooks", name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

async function readAll(operation: Operation): Promise<{ events: OperationEvent[]; end: Result<undefined, CodeFailure> }> {
  const events: OperationEvent[] = [];
  for (;;) {
    const next = await operation.next();
    if (next.done === true) return { events, end: next.value };
    events.push(next.value);
  }
}

const commit = async ({ act }: OperationTools) => {
  const ended = await act(["commit", "--allow-empty", "-m", "feat: second"]);
  return ended.ok ? ok({ text: "Committed." }) : ended;
};

test("tells the lines of git and of its hooks as they come, and where HEAD is at the end", async () => {
  const folder = repository();
  writeHook(folder, "pre-commit", "printf 'half a \\033[31mline'; sleep 0.1; echo ' in red'; cat");
  const { events, end } = await readAll(operate({ folder, turns: createTurns(), prompts: null }, commit));
  expect(end).toEqual(ok(undefined));
  expect(events[0]).toEqual({ type: "line", text: "half a line in red" });
  expect(events.at(-1)).toEqual({ type: "done", text: "Committed.", commit: git(folder, "rev-parse", "HEAD").trim(), hasConflicts: false });
});

test("a refusal is a failure with all that git printed, and nothing is done", async () => {
  const folder = repository();
  writeHook(folder, "pre-commit", "echo 'lint: 3 faults' >&2; exit 1");
  const { events, end } = await readAll(operate({ folder, turns: createTurns(), prompts: null }, commit));
  expect(end).toMatchObject({ ok: false, failure: { code: "git-failed", output: expect.stringContaining("lint: 3 faults") } });
  expect(events).toEqual([{ type: "line", text: "lint: 3 faults" }]);
});

test("leaving ends git and what it started, without a lock left behind", async () => {
  const folder = repository();
  writeHook(folder, "pre-commit", `trap '' TERM INT; echo started; while :; do echo beat >> "${folder}/beats"; sleep 0.05; done`);
  const operation = operate({ folder, turns: createTurns(), prompts: null }, commit);
  expect(await operation.next()).toMatchObject({ value: { type: "line", text: "started" } });
  await operation.return(ok(undefined));
  const beats = readFileSync(join(folder, "beats"), "utf8");
  await sleep(200);
  expect(readFileSync(join(folder, "beats"), "utf8")).toBe(beats);
  expect(existsSync(join(folder, ".git", "index.lock"))).toBe(false);
});

test("a signal ends it, too, and what is left is told", async () => {
  const folder = repository();
  writeHook(folder, "pre-commit", "echo started; sleep 100");
  const stop = new AbortController();
  const operation = operate({ folder, turns: createTurns(), prompts: null, signal: stop.signal }, commit);
  await operation.next();
  const rest = readAll(operation);
  await sleep(20);
  stop.abort();
  expect(await rest).toEqual({
    events: [],
    end: { ok: false, failure: { code: "git-stopped", message: "git commit was stopped. Nothing is half done.", hint: "" } },
  });
});

test("operations in one repository wait for each other, in others they do not", async () => {
  const [folder, other] = [repository(), repository()];
  const turns = createTurns();
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const work = (name: string, wait: Promise<void>) => async () => {
    order.push(`${name} begins`);
    await wait;
    order.push(`${name} ends`);
    return ok({ text: name });
  };
  const first = readAll(operate({ folder, turns, prompts: null }, work("first", gate.promise)));
  while (order.length === 0) await sleep(5);
  const second = readAll(operate({ folder, turns, prompts: null }, work("second", Promise.resolve())));
  await readAll(operate({ folder: other, turns, prompts: null }, work("other", Promise.resolve())));
  gate.resolve();
  const { events } = (await Promise.all([second, first]))[0];
  expect(order).toEqual(["first begins", "other begins", "other ends", "first ends", "second begins", "second ends"]);
  expect(events.map(({ type }) => type)).toEqual(["progress", "done"]);
});
