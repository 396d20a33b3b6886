import fc from "fast-check";
import { expect, test } from "vitest";
import { projectId, runId } from "../../../shared/ids.ts";
import { statuses } from "../../../shared/status.ts";
import { runWith } from "../test-data.ts";
import { appendPage, applyRuns, daysText, filterOf, isNarrowed, parseRunsQuery, type RunList } from "./run-list.ts";
import { countOf, questionsOf, stripParts } from "./stage-strips.ts";

const project = projectId(1);
const none = parseRunsQuery({});

test("reads filters from an address and ignores what it does not know", () => {
  const query = parseRunsQuery({ status: "failed", branch: "main", trigger: "cli", since: "2026-10-07", until: "2026-10-08", other: "x" });
  expect(query).toEqual({ ...none, status: "failed", branch: "main", trigger: "cli", sinceDay: 20_733, untilDay: 20_734 });
  expect(filterOf(project, query)).toEqual({
    ...{ projectId: project, status: "failed", branch: "main", trigger: "cli" },
    ...{ fromMs: Date.parse("2026-10-07T00:00:00Z"), toMs: Date.parse("2026-10-09T00:00:00Z") },
  });
  expect(
    filterOf(project, parseRunsQuery({ status: "ended", whole: "yes", searches: "no", stage: "unit", stageStatus: "passed" })),
  ).toEqual({
    ...{ projectId: project, isFinished: true, isWhole: true, isOrdinary: true, stage: "unit", stageStatus: "passed" },
  });
  expect([isNarrowed(query), isNarrowed(none), isNarrowed(parseRunsQuery({ whole: "yes" }))]).toEqual([true, false, true]);
  expect(parseRunsQuery({ status: "wet", trigger: "", until: "tomorrow", branch: "", stage: "", stageStatus: "failed" })).toEqual(none);
});

test("days are written as short as they can be", () => {
  const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
  expect([
    daysText(day("2026-10-08"), day("2026-10-08")),
    daysText(day("2026-10-08"), day("2026-11-02")),
    daysText(day("2025-10-08"), day("2026-11-02")),
    daysText(day("2026-10-08"), null),
    daysText(null, day("2026-10-08")),
  ]).toEqual(["8 Oct 2026", "8 Oct to 2 Nov 2026", "8 Oct 2025 to 2 Nov 2026", "Since 8 Oct 2026", "Until 8 Oct 2026"]);
});

const noStages = () => [];
const run = (row: number, status: (typeof statuses)[number] = "passed") =>
  runWith({ id: runId(row), number: row, status, createdAt: row * 10 });

test("new runs come in at the top, known ones change in their place, others leave", () => {
  const list: RunList = { runs: [run(5), run(4), run(3)], next: { createdAt: 30, id: runId(3) } };
  const filter = filterOf(project, none);
  const grown = applyRuns(list, [run(6, "running"), run(4, "failed"), run(1)], filter, noStages);
  // Run 1 belongs to a page that was not read yet.
  expect(grown.runs.map(({ number, status }) => [number, status])).toEqual([
    [6, "running"],
    [5, "passed"],
    [4, "failed"],
    [3, "passed"],
  ]);
  const failed = applyRuns({ ...list, runs: [run(4, "failed")] }, [run(4, "canceled")], { ...filter, status: "failed" }, noStages);
  expect(failed.runs).toEqual([]);
  expect(applyRuns(list, [runWith({ id: runId(9), projectId: projectId(2) })], filter, noStages)).toBe(list);
  expect(applyRuns(list, [run(8)], { ...filter, fromMs: 10, toMs: 80 }, noStages)).toBe(list);
  const ofUnit = { ...filter, stage: "unit", stageStatus: "passed", isFinished: true } as const;
  const stages = () => [{ name: "unit", status: "passed" } as const];
  expect(applyRuns(list, [run(8)], ofUnit, noStages)).toBe(list);
  expect(applyRuns(list, [run(8), run(9, "running")], ofUnit, stages).runs[0]?.number).toBe(8);
  expect(applyRuns(list, [{ ...run(8), trigger: "culprit" }], { ...filter, isOrdinary: true }, noStages)).toBe(list);
});

test("the lowest run that was read comes back when it matches again", () => {
  const list: RunList = { runs: [run(5), run(4), run(2)], next: { createdAt: 20, id: runId(2) } };
  const filter = { ...filterOf(project, none), status: "passed" } as const;
  const without = applyRuns(list, [run(2, "running")], filter, noStages);
  expect(without.runs.map(({ number }) => number)).toEqual([5, 4]);
  const again = applyRuns(without, [run(2), run(1)], filter, noStages);
  expect(again.runs.map(({ number }) => number)).toEqual([5, 4, 2]);
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
        list = applyRuns(list, [run(entry.row, entry.status)], filter, noStages);
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
  const few = [
    { status: "passed", mayFail: false, count: 1 },
    { status: "failed", mayFail: false, count: 1 },
  ] as const;
  expect(stripParts(few)).toEqual([
    { look: "passed", share: 0.5 },
    { look: "failed", share: 0.5 },
  ]);
  const allowed = { status: "failed", mayFail: true, count: 2 } as const;
  const skipped = { status: "skipped", mayFail: false, count: 762 } as const;
  const many = [{ status: "passed", mayFail: false, count: 1_234 } as const, ...few, allowed, skipped];
  expect(stripParts(many).map(({ look }) => look)).toEqual(["failed", "allowed", "passed", "skipped"]);
  expect([countOf(many), countOf(many, "passed")]).toEqual([2_000, 1_235]);
});

test("a page is one question about its stages, unless its runs are giants", () => {
  const runs = (count: number, stageCount: number) => Array.from({ length: count }, (_, index) => ({ id: runId(index + 1), stageCount }));
  const sizes = (count: number, stageCount: number) => questionsOf(runs(count, stageCount)).map(({ length }) => length);
  expect([sizes(0, 6), sizes(100, 6), sizes(5, 2_000), sizes(600, 0), sizes(2, 9_000)]).toEqual([[], [100], [2, 2, 1], [500, 100], [1, 1]]);
});
