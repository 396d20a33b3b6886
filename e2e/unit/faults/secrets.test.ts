import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createEngine, type Engine } from "../../../electron/engine/engine.ts";
import type { Keychain } from "../../../electron/engine/secret/secret.ts";
import { ok } from "../../../shared/result.ts";
import { isTerminal } from "../../../shared/status.ts";
import { temporaryFolder } from "../../fixtures/history.ts";
import { programFile } from "../../fixtures/millrace-programs.ts";

/*
 * Secrets while processes die, meet and start each other: real programs, a real vault.
 */

let folder: string;
let project: string;
let home: string;
let keyPath: string;
let remove: () => void;
beforeEach(() => {
  const made = temporaryFolder();
  folder = realpathSync(made.folder);
  remove = made.remove;
  project = join(folder, "project");
  home = join(folder, "data");
  keyPath = join(folder, "keys", "secret.key");
  mkdirSync(project);
});
afterEach(() => {
  vi.unstubAllEnvs();
  remove();
});

interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly complaint: string;
}

function start(input: string, ...words: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const env = { ...process.env, MILLRACE_HOME: home, MILLRACE_KEY_FILE: keyPath };
  const child = spawn(process.execPath, [programFile("command line"), ...words], { cwd: project, env, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const closed = once(child, "close");
  const ended = Promise.all([closed, text(child.stdout), text(child.stderr)]).then(([[exitCode], out, complaint]) => ({
    exitCode,
    out,
    complaint,
  }));
  return { child, ended };
}

/** An engine whose key is this test's: it asks its own process where that is. */
async function startEngine(options: { readonly keychain?: Keychain }): Promise<Engine> {
  vi.stubEnv("MILLRACE_KEY_FILE", keyPath);
  const hostProgram = { executable: process.execPath, args: [programFile("run host")], environment: process.env };
  const created = await createEngine({ dataFolder: home, sampleFolder: folder, hostProgram, ...options });
  if (!created.ok) throw new Error(created.failure.message);
  return created.value;
}

const millrace = (input: string, ...words: string[]) => start(input, ...words).ended;

async function names(): Promise<string[]> {
  const { exitCode, out, complaint } = await millrace("", "secrets", "list", "--json");
  expect([exitCode, complaint]).toEqual([0, ""]);
  return (JSON.parse(out).secrets as { name: string }[]).map(({ name }) => name);
}

function pipeline(stages: string): void {
  writeFileSync(join(project, "millrace.yml"), `version: 1\nstages:\n${stages}`);
}

test("secrets are set, listed, given to a run of the terminal, and removed", async () => {
  pipeline('  say: { phase: build, secrets: [TOKEN, KEY], run: \'echo "[$TOKEN]" "$KEY"; test "$TOKEN" = "correct horse"\' }\n');
  expect(await millrace("correct horse\n", "secrets", "set", "TOKEN")).toEqual({ exitCode: 0, out: "TOKEN is set.\n", complaint: "" });
  expect((await millrace("", "secrets", "list")).out).toBe("TOKEN  set      for say\nKEY    not set  for say\n");
  const first = await millrace("", "run", "--json");
  expect([first.exitCode, first.out.includes("The secret KEY is not set.")]).toEqual([3, true]);
  await millrace("line one of it\nline two of it\n", "secrets", "set", "KEY");
  const second = await millrace("", "run");
  expect([second.exitCode, second.out.includes("[***] ***")]).toEqual([0, true]);
  expect(await millrace("", "secrets", "remove", "TOKEN")).toMatchObject({ exitCode: 0 });
  expect(await millrace("", "secrets", "remove", "TOKEN")).toMatchObject({
    exitCode: 2,
    complaint: expect.stringContaining("The secret TOKEN is not set."),
  });
  expect(await millrace("", "secrets", "list", "--json")).toMatchObject({
    out: `${JSON.stringify({
      secrets: [
        { name: "TOKEN", isSet: false, setFor: [], stages: ["say"], environments: [] },
        { name: "KEY", isSet: true, setFor: [], stages: ["say"], environments: [] },
      ],
      protection: { kind: "file", path: keyPath },
    })}\n`,
  });
});

test("a value as an argument is refused and not repeated", async () => {
  for (const words of [["TOKEN", "hunter22"], ["TOKEN=hunter22"], ["TOKEN", "--", "hunter22"]]) {
    const { exitCode, out, complaint } = await millrace("", "secrets", "set", ...words);
    expect([exitCode, out, complaint.includes("never given as an argument"), complaint.includes("hunter22")]).toEqual([2, "", true, false]);
  }
  expect(await millrace("abc\n", "secrets", "set", "TOKEN")).toMatchObject({
    exitCode: 2,
    complaint: expect.stringContaining("fewer than 4 characters"),
  });
});

test("an environment's secrets are its own", async () => {
  const environment = (name: string, secret: string) =>
    `  ${name}: { secrets: [${secret}], deploy: { type: directory, path: ~/nowhere } }\n`;
  pipeline(`  say: { phase: build, run: echo }\nenvironments:\n${environment("staging", "TOKEN")}${environment("production", "KEY")}`);
  expect(await millrace("for staging", "secrets", "set", "TOKEN", "--environment", "stagin")).toMatchObject({
    exitCode: 2,
    complaint: expect.stringContaining("Did you mean staging?"),
  });
  await millrace("for staging", "secrets", "set", "TOKEN", "--environment", "staging");
  await millrace("for all", "secrets", "set", "KEY");
  const list = async (...words: string[]) => (await millrace("", "secrets", "list", ...words)).out;
  expect(await list()).toBe("TOKEN  not set  for staging; set for staging by itself\nKEY    set      for production\n");
  expect(await list("--environment", "staging")).toBe("TOKEN  set          for staging\n");
  expect(await list("--environment", "production")).toBe("KEY  set for all  for production\n");
  expect(await millrace("", "secrets", "remove", "KEY", "--environment", "production")).toMatchObject({
    exitCode: 2,
    complaint: expect.stringContaining("The secret KEY is not set for production."),
  });
});

test("two processes that set different names at once both succeed, with one key", async () => {
  const wanted = ["A", "B", "C", "D", "E", "F"].map((letter) => `TOKEN_${letter}`);
  const ends = await Promise.all(wanted.map((name) => millrace(`value of ${name}`, "secrets", "set", name)));
  expect(ends.map(({ exitCode, complaint }) => [exitCode, complaint])).toEqual(wanted.map(() => [0, ""]));
  expect(await names()).toEqual(wanted);
}, 60_000);

test("a process that is killed while it sets leaves the old value or the new one, and nothing in the way", async () => {
  await millrace("the value before", "secrets", "set", "TOKEN");
  const { child, ended } = start("the value after", "secrets", "set", "TOKEN");
  const calm = performance.now();
  await ended;
  const wholeMs = performance.now() - calm;
  await millrace("the value before", "secrets", "set", "TOKEN");
  expect(child.exitCode).toBe(0);
  pipeline(
    '  say: { phase: build, secrets: [TOKEN], run: \'case "$TOKEN" in "the value before"|"the value after") ;; *) exit 9;; esac\' }\n',
  );
  for (const part of [0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 1]) {
    const attempt = start("the value after", "secrets", "set", "TOKEN");
    await sleep(wholeMs * part);
    attempt.child.kill("SIGKILL");
    await attempt.ended;
    expect(await names()).toEqual(["TOKEN"]);
  }
  // What a killed process had begun is taken away by the next one that writes.
  writeFileSync(join(home, "secrets", "999999999-abc.unfinished"), "half");
  expect(await millrace("the value after", "secrets", "set", "TOKEN")).toMatchObject({ exitCode: 0 });
  expect(readdirSync(join(home, "secrets")).every((name) => name.endsWith(".secret"))).toBe(true);
  expect(await millrace("", "run")).toMatchObject({ exitCode: 0 });
}, 120_000);

test("a run's own process gets a keychain's key unseen, and its stages get their secrets and not the key", async () => {
  const key = Buffer.alloc(32, 7).toString("base64");
  mkdirSync(join(folder, "keys"), { mode: 0o700 });
  writeFileSync(keyPath, JSON.stringify({ version: 1, keychain: "the Test Keychain", wrapped: "wrapped" }), { mode: 0o600 });
  const keychain: Keychain = { name: async () => "the Test Keychain", wrap: async () => ok("wrapped"), unwrap: async () => ok(key) };
  pipeline(
    '  say: { phase: build, secrets: [TOKEN], run: \'echo "[$TOKEN]"; tr "\\0" "\\n" < /proc/$PPID/environ > host-environment; tr "\\0" " " < /proc/$PPID/cmdline > host-arguments; env > own-environment\' }\n',
  );
  const engine = await startEngine({ keychain });
  const opened = await engine.projects.open({ path: project });
  if (!opened.ok) throw new Error(opened.failure.message);
  const projectId = opened.value.id;
  await engine.projects.trust({ projectId, trusted: true });
  expect(await engine.secrets.set({ projectId, name: "TOKEN", value: "correct horse" })).toEqual(ok(undefined));
  expect(await engine.secrets.list({ projectId })).toEqual(
    ok({
      secrets: [{ name: "TOKEN", isSet: true, setFor: [], stages: ["say"], environments: [] }],
      environments: [],
      protection: { kind: "keychain", name: "the Test Keychain" },
    }),
  );
  const started = await engine.runs.start({ projectId, stages: [], only: false });
  if (!started.ok) throw new Error(started.failure.message);
  const { runId } = started.value;
  await expect
    .poll(
      () => {
        const found = engine.runs.get({ runId });
        return found.ok && isTerminal(found.value.run.status) ? found.value.run.status : "under way";
      },
      { timeout: 30_000 },
    )
    .toBe("passed");
  engine.close();
  expect(readFileSync(join(home, "runs", runId, "1.log"), "utf8")).toBe("[***]\n");
  const seen = ["host-environment", "host-arguments"].map((file) => readFileSync(join(project, file), "utf8"));
  for (const text of seen)
    for (const hidden of [key, "correct horse", Buffer.alloc(32, 7).toString("hex")]) expect(text.includes(hidden)).toBe(false);
  const own = readFileSync(join(project, "own-environment"), "utf8");
  expect([own.includes("TOKEN=correct horse"), own.includes(key)]).toEqual([true, false]);
  expect(existsSync(keyPath)).toBe(true);
  // A terminal cannot ask the keychain, and says so instead of calling the secret missing.
  const terminal = await millrace("", "run", "--json");
  expect([terminal.exitCode, terminal.out.includes("which only the desktop application can ask")]).toEqual([3, true]);
}, 60_000);

test("secrets follow a project whose folder moved", async () => {
  await millrace("correct horse", "secrets", "set", "TOKEN");
  pipeline('  say: { phase: build, secrets: [TOKEN], run: \'test "$TOKEN" = "correct horse"\' }\n');
  const engine = await startEngine({});
  const opened = await engine.projects.open({ path: project });
  if (!opened.ok) throw new Error(opened.failure.message);
  const moved = join(folder, "moved");
  mkdirSync(moved);
  writeFileSync(join(moved, "millrace.yml"), readFileSync(join(project, "millrace.yml")));
  await engine.projects.relocate({ projectId: opened.value.id, path: moved });
  expect(await engine.secrets.list({ projectId: opened.value.id })).toMatchObject({
    ok: true,
    value: { secrets: [{ name: "TOKEN", isSet: true }] },
  });
  engine.close();
  expect((await millrace("", "secrets", "list")).out).toBe("TOKEN  not set  for say\n");
});
