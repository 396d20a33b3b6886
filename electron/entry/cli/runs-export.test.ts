import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { millrace, programFile } from "../../../e2e/fixtures/millrace-programs.ts";
import { commitAll, makeRepository } from "../../../e2e/fixtures/repository.ts";

let home: string;
let cwd: string;
let remove: () => void;
beforeEach(() => {
  const made = temporaryFolder();
  remove = made.remove;
  home = join(realpathSync(made.folder), "home");
  cwd = join(realpathSync(made.folder), "shop");
  mkdirSync(cwd);
});
afterEach(() => remove());

const ask = (...words: string[]) => millrace({ home, cwd }, ...words);

function pipeline(stages: Readonly<Record<string, object>>): Record<string, string> {
  return { "millrace.yml": JSON.stringify({ version: 1, name: "shop", stages }) };
}

test("a run is one page with its cause, its stages and what they said, and never over a file that is there", async () => {
  makeRepository(cwd, {
    ...pipeline({
      lint: { phase: "code", run: "printf '\\033[32mtidy\\033[0m\\n'" },
      unit: { phase: "test", needs: ["lint"], run: "echo 'src/wheel.js:4:17: error: no water'; exit 3" },
    }),
  });
  await ask("run");
  expect(await ask("runs", "export", "1", "page.html")).toMatchObject({ exitCode: 0, output: `${join(cwd, "page.html")}\n` });
  const page = readFileSync(join(cwd, "page.html"), "utf8");
  expect(page).toContain("<title>Run 1 of shop: failed</title>");
  expect(page).toMatch(/<strong>unit<\/strong> failed after [\d.]+ m?s: exit code 3\. No run on main has passed yet\./);
  expect(page).toContain('<b>1</b><span class="green">tidy</span>');
  expect(page).toMatch(/<span id="r1\.2-1" class="bad"><b>1<\/b>src\/wheel\.js:4:17: error: no water<\/span>/);
  expect(await ask("runs", "export", "1", "page.html")).toMatchObject({
    exitCode: 2,
    complaint: expect.stringContaining("is there already"),
  });
  const named = JSON.parse((await ask("runs", "export", "1", "--json")).output) as { path: string };
  expect(named.path).toBe(join(cwd, "shop-run-1.html"));
  expect((await ask("runs", "export", "1", "-")).output).toMatch(/^<!doctype html>/);
});

test("what is hostile in a run is text in its page", async () => {
  const hostile =
    "<script>alert(1)</script></style></pre></title><img src=x onerror=alert(2)>\"'&\\033]8;;javascript:alert(3)\\007x\\033]8;;\\007";
  makeRepository(cwd, {
    "shout.sh": `printf '${hostile.replaceAll("'", "'\\''")}\\n'; printf '\\342\\200\\256gnp.exe \\377\\376 \\001\\n'\n`,
    ...pipeline({ shout: { phase: "build", run: 'sh shout.sh # <b>"x"</b>' } }),
  });
  commitAll(cwd, hostile, { "more.txt": "" });
  await ask("run");
  const page = (await ask("runs", "export", "1", "-")).output;
  expect(page).not.toMatch(/<script|<img|onerror=alert\(2\)>|href="[^#]|<b>"x"/);
  expect(page).toContain("&#60;script&#62;alert(1)&#60;/script&#62;&#60;/style&#62;");
  expect(/[\p{Cc}\u202e]/u.exec(page.replaceAll("\n", ""))).toBeNull();
  expect(page.match(/<style>/g)).toHaveLength(1);
});

test("values of secrets are masked also where nobody gave them to a stage, and where colours are within them", async () => {
  const value = "hunter2-and-more";
  makeRepository(cwd, {
    "leak.sh": `echo ${value}; printf 'hunter2-\\033[31mand-more\\033[0m\\n'; echo ${Buffer.from(value).toString("base64")}\n`,
    ...pipeline({ leak: { phase: "build", run: "sh leak.sh" } }),
  });
  await ask("run");
  await keep("TOKEN", value);
  const page = (await ask("runs", "export", "1", "-")).output;
  expect(page.match(/\*\*\*/g)).toHaveLength(3);
  expect(page).not.toContain("hunter2");
  expect(page).not.toContain("and-more");
  expect(page).not.toContain(Buffer.from(value).toString("base64").replace(/=+$/, ""));
});

test("of a long log the ends are told and what is left out, and the page stays small", async () => {
  writeFileSync(join(cwd, "count.sh"), "i=0; while [ $i -lt 60 ]; do seq 1 5000; i=$((i+1)); done\n");
  makeRepository(cwd, pipeline({ long: { phase: "build", run: "sh count.sh" } }));
  await ask("run");
  const { exitCode } = await ask("runs", "export", "1", "long.html");
  expect(exitCode).toBe(0);
  const page = readFileSync(join(cwd, "long.html"), "utf8");
  expect(page).toContain("299600 lines are left out here");
  expect(page).toContain("<b>300000</b>5000</span>");
  expect(statSync(join(cwd, "long.html")).size).toBeLessThan(100_000);
});

test("a run that is not there leaves no file", async () => {
  makeRepository(cwd, pipeline({ lint: { phase: "code", run: "true" } }));
  await ask("run");
  const before = readdirSync(cwd);
  expect((await ask("runs", "export", "7", "page.html")).exitCode).toBe(2);
  expect(readdirSync(cwd)).toEqual(before);
});

async function keep(name: string, value: string): Promise<void> {
  const env = { ...process.env, MILLRACE_HOME: home };
  const child = spawn(process.execPath, [programFile("command line"), "secrets", "set", name], {
    cwd,
    env,
    stdio: ["pipe", "ignore", "inherit"],
  });
  child.stdin.end(value);
  expect(await new Promise((resolve) => child.on("exit", resolve))).toBe(0);
}
