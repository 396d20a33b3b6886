import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { millrace, programFile } from "../../../e2e/fixtures/millrace-programs.ts";

/*
 * `millrace runbooks …`, as it stands, with real runs.
 */

const pipeline = `version: 1
name: shop
stages: { a: { phase: test, run: "true" } }
runbooks:
  greet:
    description: Says hello.
    run: 'echo "hello $WHO, $TIMES times at $LEVEL"'
    parameters:
      WHO: { type: text, pattern: '[a-z ]+' }
      TIMES: { type: number, whole: true, min: 1, max: 9, default: 2 }
      LEVEL: { type: choice, choices: [low, high], default: low }
  wipe: { run: 'exit 4', confirm: shop, limit: { perHour: 1 } }
  login: { run: 'echo "token is $TOKEN"', parameters: { TOKEN: { type: secret } } }
`;

let folder: string;
let shop: string;
let remove: () => void;
beforeEach(async () => {
  ({ folder, remove } = temporaryFolder());
  shop = join(folder, "shop");
  execFileSync("mkdir", [shop]);
  writeFileSync(join(shop, "millrace.yml"), pipeline);
  expect(await runbooks("list")).toMatchObject({ exitCode: 2, complaint: expect.stringContaining("No project was opened") });
  expect((await millrace({ home: join(folder, "data"), cwd: shop }, "open")).exitCode).toBe(0);
});
afterEach(() => remove());

const runbooks = (...words: string[]) => millrace({ home: join(folder, "data"), cwd: shop }, "runbooks", ...words);

test("a runbook runs with its parameters as variables, and is kept as a run of its own", async () => {
  const ran = await runbooks("run", "greet", "WHO=ada $(id)");
  expect(ran).toMatchObject({ exitCode: 2, complaint: expect.stringContaining("WHO must match [a-z ]+.") });
  const greeted = await runbooks("run", "greet", "WHO=ada lovelace", "LEVEL=high");
  expect({ exitCode: greeted.exitCode, complaint: greeted.complaint }).toEqual({ exitCode: 0, complaint: "" });
  expect(greeted.output).toContain("hello ada lovelace, 2 times at high");
  const listed = JSON.parse((await runbooks("list", "--json")).output) as { runbooks: { name: string; lastRun: object | null }[] };
  expect(listed.runbooks[0]).toMatchObject({ name: "greet", lastRun: { number: 1, status: "passed", trigger: "runbook" } });
  expect((await runbooks("list")).output).toContain("  TIMES  whole number from 1 up to 9, else 2");
});

test("what is missing, unknown or out of bounds is refused by name, and nothing runs", async () => {
  for (const [words, told] of [
    [["run", "greet"], "WHO is missing."],
    [["run", "greet", "WHO=a", "TIMES=10"], "TIMES must be at most 9."],
    [["run", "greet", "WHO=a", "LEVEL=mid"], "LEVEL must be one of low, high."],
    [["run", "greet", "WHO=a", "AGE=1"], "greet has no parameter AGE."],
    [["run", "gret"], "Did you mean greet?"],
    [["run", "greet", "WHO"], "is no PARAMETER=VALUE"],
    [["run", "login", "TOKEN=abc"], "TOKEN is a secret"],
  ] as const)
    expect(await runbooks(...words)).toMatchObject({ exitCode: 2, complaint: expect.stringContaining(told) });
  const { output } = await millrace({ home: join(folder, "data"), cwd: shop }, "runs", "list", "--json");
  expect(JSON.parse(output)).toMatchObject({ runs: [] });
});

test("it runs once confirmed, and no more often than its limit says", async () => {
  expect(await runbooks("run", "wipe")).toMatchObject({ exitCode: 2, complaint: expect.stringContaining("Type shop to run it.") });
  expect((await runbooks("run", "wipe", "--confirm", "shop")).exitCode).toBe(1);
  expect(await runbooks("run", "wipe", "--confirm", "shop")).toMatchObject({
    exitCode: 2,
    complaint: expect.stringContaining("wipe may run once in an hour, and did."),
  });
});

test("the value of a secret parameter reaches the command, and nothing that is kept", async () => {
  const output = execFileSync(process.execPath, [programFile("command line"), "runbooks", "run", "login"], {
    cwd: shop,
    env: { ...process.env, MILLRACE_HOME: join(folder, "data") },
    input: "sesame-open-4711\n",
    encoding: "utf8",
  });
  expect(output).toContain("token is ***");
  const files = readdirSync(join(folder, "data"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) expect(readFileSync(join(file.parentPath, file.name)).includes("sesame-open-4711")).toBe(false);
});
