import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findProblems, type LogProblems } from "./find-problems.ts";

const recordings = join(import.meta.dirname, "../../../e2e/fixtures/problems");
const folder = mkdtempSync(join(tmpdir(), "millrace-problems-"));
afterAll(() => rmSync(folder, { recursive: true }));

function problemsIn(path: string, limit = 1_000): Promise<LogProblems> {
  return findProblems({ path, indexPath: join(folder, "none.idx"), limit, timeLimitMs: 60_000, now: () => performance.now() });
}

// What a person reads in the recordings, which `record.sh` made with the real tools.
const expected: Readonly<Record<string, readonly string[]>> = JSON.parse(readFileSync(join(recordings, "expected.json"), "utf8"));

test.each(readdirSync(recordings).filter((name) => name.endsWith(".txt")))("finds what a real tool complains about: %s", async (name) => {
  const { problems, isComplete } = await problemsIn(join(recordings, name));
  const found = problems.map(({ path, line, column, severity, code, message, logLine }) =>
    [`${path}:${line}:${column ?? ""}`, severity, code ?? "", message, `log line ${logLine}`].join(" | "),
  );
  expect(found).toEqual(expected[name.replace(".txt", "")]);
  expect(isComplete).toBe(true);
});

test("each problem is told once, with how often it is said; beyond the limit they are counted", async () => {
  const path = join(folder, "1.log");
  const lines = Array.from({ length: 5_000 }, (_, place) => `src/a.c:${(place % 50) + 1}:1: error: no water`);
  writeFileSync(path, lines.join("\n"));
  const all = await problemsIn(path);
  expect(all.problems).toHaveLength(50);
  expect(all.problems[0]).toMatchObject({ line: 1, count: 100, logLine: 1 });
  expect(await problemsIn(path, 7)).toMatchObject({ total: 50, isComplete: true });
});

test("a line of many pieces is one line", async () => {
  const path = join(folder, "2.log");
  writeFileSync(path, `first\n${"x".repeat(3_000_000)} src/a.c:1:1: error: no\nsrc/b.c:2:2: error: yes`);
  expect((await problemsIn(path)).problems).toMatchObject([{ path: "src/b.c", logLine: 3 }]);
});

test("a missing log has none", async () => {
  expect(await problemsIn(join(folder, "missing.log"))).toEqual({ problems: [], total: 0, isComplete: true });
});
