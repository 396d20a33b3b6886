import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KeptServices } from "../../../e2e/fixtures/kept-services.ts";
import { millrace, startProgram } from "../../../e2e/fixtures/millrace-programs.ts";

/*
 * Services from a terminal: their host is a process of its own.
 */

let kept: KeptServices;
beforeEach(() => {
  kept = new KeptServices();
});
afterEach(() => kept.close());

const run = (...words: string[]) => millrace({ home: kept.home, cwd: kept.project }, ...words);

test("services are started, told and ended; --wait says by its exit code whether all are well", async () => {
  kept.describe({
    web: { run: "echo up; exec sleep 1000", needs: ["db"] },
    db: { run: "exec sleep 1001" },
    bad: { run: "exit 4", restart: "never", ready: { log: "never" } },
  });
  const started = await run("services", "start", "web", "--wait", "--json");
  expect([
    started.exitCode,
    JSON.parse(started.output).services.map(({ name, state }: { name: string; state: string }) => [name, state]),
  ]).toEqual([0, [["web", "ready"]]]);
  const listed = await run("services", "list");
  expect(listed.output.split("\n").map((line) => line.split(/\s+/).slice(0, 2).join(" "))).toEqual([
    "web ready",
    "db ready",
    "bad stopped",
    "",
  ]);
  const bad = await run("services", "start", "bad", "--wait");
  expect([bad.exitCode, bad.output]).toEqual([1, expect.stringContaining("ended with exit code 4")]);
  const status = await run("services", "status", "web");
  expect([status.exitCode, status.output]).toEqual([0, expect.stringContaining("run: echo up")]);
  expect((await run("services", "restart", "nobody")).exitCode).toBe(2);
  const stopped = await run("services", "stop");
  expect([stopped.exitCode, kept.running()]).toEqual([0, []]);
  expect((await run("services", "status", "web")).exitCode).toBe(1);
});

test("a log is told byte for byte over all its files, its last lines, and what comes", async () => {
  kept.describe({ web: { run: 'for i in 1 2 3; do echo "$1$i of $$"; done; exec sleep 1000' } });
  for (let round = 1; round <= 2; round += 1) {
    await kept.restart();
    await kept.until(([web]) => web?.startNumber === round && web.life.state === "ready");
  }
  for (let isAll = false; !isAll; ) isAll = (await run("services", "logs", "web")).output.split("\n").length === 7;
  expect((await run("services", "logs", "web", "--lines", "4")).output).toMatch(/^3 of \d+\n1 of \d+\n2 of \d+\n3 of \d+\n$/);
  const following = startProgram(
    "command line",
    { home: kept.home, cwd: kept.project },
    "services",
    "logs",
    "web",
    "--lines",
    "1",
    "--follow",
  );
  await following.untilLines(1);
  await kept.restart();
  await following.untilLines(4);
  following.child.kill("SIGINT");
  const { exitCode, output } = await following.ended;
  expect([exitCode, output]).toEqual([0, expect.stringMatching(/^3 of \d+\n1 of \d+\n2 of \d+\n3 of \d+\n$/)]);
});

test("logs of several are told line by line with their names, and followed together", async () => {
  const talk = (word: string) => ({ run: `printf '${word} 1\\n${word} 2\\n'; exec sleep 1000` });
  kept.describe({ web: talk("page"), db: talk("row"), idle: { run: "true" } });
  await kept.start("web", "db");
  const all = "web  | page 1\nweb  | page 2\ndb   | row 1\ndb   | row 2\n";
  for (let told = ""; told !== all; ) told = (await run("services", "logs")).output;
  expect((await run("services", "logs", "db", "web", "--lines", "1")).output).toBe("db  | row 2\nweb | page 2\n");
  expect((await run("services", "logs", "web", "nobody")).exitCode).toBe(2);
  const following = startProgram("command line", { home: kept.home, cwd: kept.project }, "services", "logs", "-f", "web", "db");
  await following.untilLines(4);
  await kept.restart("db");
  await following.untilLines(6);
  following.child.kill("SIGINT");
  const { exitCode, output } = await following.ended;
  expect([exitCode, output.split("\n").toSorted()]).toEqual([
    0,
    ["", "db  | row 1", "db  | row 1", "db  | row 2", "db  | row 2", "web | page 1", "web | page 2"],
  ]);
});

test("services are listed also while the file cannot be read", async () => {
  kept.describe({ web: { run: "exec sleep 1000" } });
  await kept.start("web");
  await kept.untilState("web", "ready");
  writeFileSync(join(kept.project, "millrace.yml"), "services: {");
  const { exitCode, output } = await run("services", "list");
  expect([exitCode, output]).toEqual([2, expect.stringMatching(/^web +ready .*\nmillrace.yml:1:11: /)]);
});
