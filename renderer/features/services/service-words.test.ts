import { expect, test } from "vitest";
import type { Run } from "../../../shared/contract/schemas.ts";
import type { Service } from "../../../shared/contract/services.ts";
import { runId } from "../../../shared/ids.ts";
import { freeText } from "./runbooks/runbook-words.ts";
import { exitText, formatPercent, standingText, uptimeText } from "./service-words.ts";

const ready = { state: "ready", detail: "", nextStartAt: null, isCurrent: true, line: 4 } as Service;

test("where a service stands is a word, and why in a few more", () => {
  const cases: [Partial<Service>, readonly [string, string]][] = [
    [{}, ["Ready", ""]],
    [{ isCurrent: false }, ["Ready", "the file says otherwise by now"]],
    [{ line: 0 }, ["Ready", "no longer in the file"]],
    [{ state: "given-up", detail: "port 80 is taken", isCurrent: false }, ["Given up", "port 80 is taken"]],
    [
      { state: "backing-off", detail: "ended with exit code 1", nextStartAt: 13_400 },
      ["Backing off", "again in 4 s, ended with exit code 1"],
    ],
    [{ state: "backing-off", nextStartAt: 9_000 }, ["Backing off", "again in 0 s"]],
  ];
  for (const [change, words] of cases) expect(standingText({ ...ready, ...change }, 10_000)).toEqual(words);
});

test("figures of a service are as exact as they matter", () => {
  expect([0, 1.24, 9.94, 9.96, 186.2].map(formatPercent)).toEqual(["0.0 %", "1.2 %", "9.9 %", "10 %", "186 %"]);
  expect([null, 9_000, -3_000_000].map((startedAt) => uptimeText({ startedAt }, 10_000))).toEqual(["", "1 s", "50 m 10 s"]);
  expect(exitText({ exitCode: 1, signal: null })).toBe("exit code 1");
  expect(exitText({ exitCode: null, signal: "SIGKILL" })).toBe("SIGKILL");
  expect(exitText({ exitCode: null, signal: null })).toBe("nobody saw it end");
});

test("a runbook says why it cannot be run now, and until when", () => {
  const run = (status: Run["status"]) => ({ id: runId(1), number: 42, status }) as Run;
  expect(freeText({ freeAt: null, lastRun: null }, 0)).toBeNull();
  expect(freeText({ freeAt: 5, lastRun: run("failed") }, 10)).toBeNull();
  expect(freeText({ freeAt: 23_400, lastRun: run("passed") }, 10_000)).toBe("free again in 14 s");
  expect(freeText({ freeAt: 1_450_000, lastRun: run("passed") }, 10_000)).toBe("free again in 24 m 00 s");
  expect(freeText({ freeAt: 23_400, lastRun: run("running") }, 10_000)).toBe("run 42 is under way");
});
