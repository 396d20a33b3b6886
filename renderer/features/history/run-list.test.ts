import fc from "fast-check";
import { expect, test } from "vitest";
import { projectId, runId } from "../../../shared/ids.ts";
import { statuses } from "../../../shared/status.ts";
import { runWith } from "../test-data.ts";
import { appendPage, applyRuns, filterOf, isNarrowed, parseRunsQuery, type RunList, startOf } from "./run-list.ts";
import { stripParts } from "./stage-strips.ts";

const project = projectId(1);
const none = parseRunsQuery({});

test("reads filters from an address and ignores what it does not know", () => {
  const query = parseRunsQuery({ status: "failed", branch: "main", trigger: "cli", until: "2026-10-08", other: "x" });
  expect(query).toEqual({ status: "failed", branch: "main", trigger: "cli", untilDay: 20_734 });
  expect(filterOf(project, query)).toEqual({ projectId: project, status: "failed", branch: "main", trigger: "cli" });
  expect(startOf(query)?.createdAt).toBe(Date.parse("2026-10-09T00:00:00Z"));
  expect([isNarrowed(query), isNarrowed(none)]).toEqual([true, false]);
  expect(parseRunsQuery({ status: "wet", trigger: "", until: "tomorrow", branch: "" })).toEqual(none);
});

const run = (row: number, status: (typeof statuses)[number] = "passed") =>
  runWith({ id: runId(row), number: row, status, createdAt: row * 10 });

test("new runs come in at the top, known ones change in their place, others leave", () => {
  const list: RunList = { runs: [run(5), run(4), run(3)], next: { createdAt: 30, id: runId(3) } };
  const filter = filterOf(project, none);
  const grown = applyRuns(list, [run(6, "running"), run(4, "failed"), run(1)], filter, null);
  // Run 1 belongs to a page that was not read yet.
  expect(grown.runs.map(({ number, status }) => [number, status])).toEqual([
    [6, "running"],
    [5, "passed"],
    [4, "failed"],
    [3, "passed"],
  ]);
  const failed = applyRuns({ ...list, runs: [run(4, "failed")] }, [run(4, "canceled")], { ...filter, status: "failed" }, null);
  expect(failed.runs).toEqual([]);
  expect(applyRuns(list, [runWith({ id: runId(9), projectId: projectId(2) })], filter, null)).toBe(list);
  expect(applyRuns(list, [run(8)], filter, { createdAt: 60, id: runId(1) })).toBe(list);
});

test("pages and notices in any order make the list that a fresh reading would", () => {
  const step = fc.oneof(
    fc.record({ row: fc.integer({ min: 1, max: 30 }), status: fc.constantFrom(...statuses) }),
    fc.constant("page" as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.constantFrom(undefined, "passed" as const, "failed" as const), (steps, status) => {
      const filter = status === undefined ? { projectId: project } : { projectId: project, status };
      const stored = new Map(Array.from({ length: 20 }, (_, index) => [index + 1, run(index + 1)]));
      const page = (before: RunList["next"]) => {
        const runs = [...stored.values()]
          .filter((entry) => (status === undefined || entry.status === status) && (before === null || entry.createdAt < before.createdAt))
          .sort((one, other) => other.createdAt - one.createdAt);
        const shown = runs.slice(0, 6);
        const last = shown[shown.length - 1];
        return { runs: shown, next: runs.length > shown.length && last !== undefined ? { createdAt: last.createdAt, id: last.id } : null };
      };
      let list = appendPage({ runs: [], next: null }, page(null));
      for (const entry of steps) {
        if (entry === "page") {
          if (list.next !== null) list = appendPage(list, page(list.next));
          continue;
        }
        stored.set(entry.row, run(entry.row, entry.status));
        list = applyRuns(list, [run(entry.row, entry.status)], filter, null);
      }
      while (list.next !== null) list = appendPage(list, page(list.next));
      const fresh = [...stored.values()]
        .filter((entry) => status === undefined || entry.status === status)
        .sort((one, other) => other.createdAt - one.createdAt);
      expect(list.runs.map(({ number }) => number)).toEqual(fresh.map(({ number }) => number));
    }),
  );
});

test("a bar keeps the plan's order while it has room, then the worst comes first", () => {
  expect(stripParts(["passed", "failed"])).toEqual([
    { status: "passed", share: 0.5 },
    { status: "failed", share: 0.5 },
  ]);
  const many = Array.from({ length: 2_000 }, (_, index) => (index === 1_234 ? ("failed" as const) : ("passed" as const)));
  expect(stripParts(many).map(({ status }) => status)).toEqual(["failed", "passed"]);
});
