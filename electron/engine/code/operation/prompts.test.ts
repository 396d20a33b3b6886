import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type GitServer, serveOverHttp, serveOverSsh } from "../../../../e2e/fixtures/git-server.ts";
import { commitAll, git, makeRepository } from "../../../../e2e/fixtures/repository.ts";
import { whyNoSsh } from "../../../../e2e/fixtures/ssh-server.ts";
import type { OperationEvent } from "../../../../shared/contract/code/shared.ts";
import type { Result } from "../../../../shared/result.ts";
import type { CodeFailure } from "../code-failure.ts";
import { fetchRemotes } from "../history/remotes.ts";
import { type Operation, operate } from "./operation.ts";
import { createPromptDesk, type PromptDesk } from "./prompts.ts";
import { createTurns } from "./turns.ts";

let base: string;
let folder: string;
let desk: PromptDesk;
let server: GitServer | null = null;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "millrace-prompts-"));
  makeRepository(join(base, "theirs"));
  git(base, "clone", "--quiet", "--bare", "theirs", "theirs.git");
  folder = makeRepository(join(base, "mine"));
  desk = createPromptDesk({ executable: process.execPath, file: join(import.meta.dirname, "../../../entry/ask.ts") });
});
afterEach(async () => {
  desk.close();
  await server?.close();
  server = null;
  rmSync(base, { recursive: true, force: true });
});

interface Heard {
  readonly events: OperationEvent[];
  readonly prompts: { text: string; isSecret: boolean }[];
  readonly end: Result<undefined, CodeFailure>;
}

/** Reads an operation, and answers what it asks by the first fitting beginning; what fits none is given up. */
async function listen(operation: Operation, answers: Readonly<Record<string, string | null>>): Promise<Heard> {
  const events: OperationEvent[] = [];
  const prompts: Heard["prompts"] = [];
  for (;;) {
    const next = await operation.next();
    if (next.done === true) return { events, prompts, end: next.value };
    events.push(next.value);
    if (next.value.type !== "prompt") continue;
    const { promptId, text, isSecret } = next.value;
    prompts.push({ text, isSecret });
    const [, answer = null] = Object.entries(answers).find(([beginning]) => text.includes(beginning)) ?? [];
    expect(desk.answer(promptId, answer)).toBe(true);
  }
}

function fetching(signal?: AbortSignal): Operation {
  return operate({ folder, turns: createTurns(), prompts: desk, signal }, (tools) => fetchRemotes(tools, { isPruned: true }));
}

test("the name and the password of a server of the web are asked for, and let us in", async () => {
  server = await serveOverHttp(base, { name: "mara", password: "pass word'\"" });
  git(folder, "remote", "add", "origin", server.address("theirs.git"));
  const { prompts, end, events } = await listen(fetching(), { Username: "mara", Password: "pass word'\"" });
  expect(end).toEqual({ ok: true, value: undefined });
  expect(prompts.map(({ text, isSecret }) => [text.split(" ")[0], isSecret])).toEqual([
    ["Username", false],
    ["Password", true],
  ]);
  expect(git(folder, "rev-parse", "origin/main")).toBe(git(join(base, "theirs"), "rev-parse", "main"));
  expect(JSON.stringify(events)).not.toContain("pass word");
  expect(readFileSync(join(folder, ".git", "config"), "utf8")).not.toContain("pass");
});

test("a wrong password and a given up question are told, with what git said", async () => {
  server = await serveOverHttp(base, { name: "mara", password: "right" });
  git(folder, "remote", "add", "origin", server.address("theirs.git"));
  const wrong = await listen(fetching(), { Username: "mara", Password: "wrong" });
  expect(wrong.end).toMatchObject({ ok: false, failure: { code: "git-failed", message: "The other side did not let us in." } });
  const givenUp = await listen(fetching(), { Username: "mara" });
  expect(givenUp.prompts).toHaveLength(2);
  expect(givenUp.end).toMatchObject({ ok: false, failure: { message: "The other side did not let us in." } });
});

test("a question of an operation that has ended cannot be answered, and nobody is left who asks", async () => {
  server = await serveOverHttp(base, { name: "mara", password: "right" });
  git(folder, "remote", "add", "origin", server.address("theirs.git"));
  const stop = new AbortController();
  const operation = fetching(stop.signal);
  let promptId = "";
  for (let next = await operation.next(); promptId === "" && next.done !== true; next = await operation.next()) {
    if (next.value.type !== "prompt") continue;
    promptId = next.value.promptId;
    stop.abort();
  }
  for (let next = await operation.next(); next.done !== true; ) next = await operation.next();
  expect(desk.answer(promptId, "mara")).toBe(false);
});

test("a helper of the person's own is asked first, and then nobody else", async () => {
  server = await serveOverHttp(base, { name: "mara", password: "right" });
  git(folder, "remote", "add", "origin", server.address("theirs.git"));
  git(folder, "config", "credential.helper", "!f() { echo username=mara; echo password=right; }; f");
  expect(await listen(fetching(), {})).toMatchObject({ prompts: [], end: { ok: true } });
});

test.skipIf(whyNoSsh() !== null)(
  `the passphrase of a key, and whether to trust a server, are asked for${whyNoSsh() === null ? "" : ` (skipped: ${whyNoSsh()})`}`,
  async () => {
    const made = await serveOverSsh(base, join(base, "home"), { passphrase: "open sesame", isKnown: false });
    server = made;
    git(folder, "remote", "add", "origin", made.address("theirs.git"));
    git(folder, "config", "core.sshCommand", made.command);
    const { prompts, end } = await listen(fetching(), { continue: "yes", passphrase: "open sesame" });
    expect(end).toEqual({ ok: true, value: undefined });
    expect(prompts.map(({ text, isSecret }) => [/yes\/no|passphrase/.exec(text)?.[0], isSecret])).toEqual([
      ["yes/no", false],
      ["passphrase", true],
    ]);
    commitAll(join(base, "theirs"), "feat: second");
    git(join(base, "theirs"), "push", "--quiet", "../theirs.git", "main");
    const wrong = await listen(fetching(), {});
    expect(wrong.end).toMatchObject({ ok: false, failure: { code: "git-failed", message: "The other side did not let us in." } });
  },
);

test("a stranger without the operation's token is not heard, and all is gone in the end", async () => {
  const told: OperationEvent[] = [];
  const door = await desk.open((event) => told.push(event));
  if (!door.ok) throw new Error(door.failure.message);
  const { MILLRACE_ASK: place = "", GIT_ASKPASS: script = "" } = door.value.variables;
  const { connect } = await import("node:net");
  const socket = connect(place, () => socket.write(`${JSON.stringify({ token: "guess", text: "Password?", kind: "" })}\n`));
  await new Promise((resolve) => socket.once("close", resolve));
  expect(told).toEqual([]);
  expect(readdirSync(dirname(script)).sort()).toEqual(["ask", "s"]);
  door.value.close();
  desk.close();
  await new Promise((resolve) => setImmediate(resolve));
  expect(existsSync(dirname(script))).toBe(false);
});
