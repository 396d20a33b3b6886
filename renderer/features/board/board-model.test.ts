import { expect, test } from "vitest";
import type { StageHistory } from "../../../shared/contract/pipelines.ts";
import type { Status } from "../../../shared/status.ts";
import { buildColumns, type Column, factText, filterColumns, noFilter, summarizePhase } from "./board-model.ts";
import { moveFrom } from "./columns/card-navigation.ts";
import { historyOf, stageOf, stageRunOf } from "./test-data.ts";

function columnOf(statuses: Readonly<Record<string, Status | null>>): Column {
  const cards = Object.entries(statuses).map(([name, status]) => ({
    stage: stageOf(name, "test"),
    history: status === null ? null : historyOf(name, stageRunOf(name, status)),
    because: "",
  }));
  return { phase: "test", cards };
}

test("there are always eight columns, in the order of the current, with the pipeline's order inside", () => {
  const stages = [stageOf("unit", "test"), stageOf("lint", "code"), stageOf("e2e", "test")];
  const histories = new Map<string, StageHistory>();
  const columns = buildColumns(stages, histories).map(({ phase, cards }) => [phase, cards.map((card) => card.stage.name)]);
  expect(columns).toEqual([
    ["plan", []],
    ["code", ["lint"]],
    ["build", []],
    ["test", ["unit", "e2e"]],
    ["release", []],
    ["deploy", []],
    ["operate", []],
    ["monitor", []],
  ]);
});

test("columns and cards in which nothing changed stay the same objects", () => {
  const stages = [stageOf("lint", "code"), stageOf("unit", "test"), stageOf("e2e", "test", ["unit"])];
  const histories = new Map([["unit", historyOf("unit", stageRunOf("unit", "running"))]]);
  const before = buildColumns(stages, histories);
  expect(buildColumns(stages, new Map(histories), before)).toEqual(before);
  const after = buildColumns(stages, new Map([["unit", historyOf("unit", stageRunOf("unit", "passed"))]]), before);
  const same = after.map((column, index) => (column === before[index] ? "same" : column.phase));
  expect(same).toEqual(["same", "same", "same", "test", "same", "same", "same", "same"]);
  expect(after[3]?.cards.map((card, row) => card === before[3]?.cards[row])).toEqual([false, true]);
});

test.each<[string, Readonly<Record<string, Status | null>>, Status | null, string]>([
  ["no stages", {}, null, "nothing yet"],
  ["never run", { unit: null, e2e: null }, null, "2 not run yet"],
  ["one green", { unit: "passed" }, "passed", "unit passed"],
  ["all green", { unit: "passed", e2e: "passed", lint: "passed" }, "passed", "3 stages passed"],
  ["one runs", { unit: "running", e2e: "passed", lint: "passed" }, "running", "unit running, 2 passed"],
  ["one broke while another runs", { unit: "failed", e2e: "running", lint: "passed" }, "failed", "unit failed, 1 running"],
  ["two broke", { unit: "failed", e2e: "failed", lint: "passed" }, "failed", "2 failed, 1 passed"],
  ["one waits for approval", { unit: "waiting", e2e: "passed" }, "waiting", "unit waits for approval"],
  ["some skipped", { unit: "passed", e2e: "skipped" }, "passed", "unit passed"],
])("a phase with %s is summed up in one fact", (_, statuses, status, fact) => {
  const summary = summarizePhase(columnOf(statuses));
  expect([summary.status, factText(summary.fact)]).toEqual([status, fact]);
});

test("what waits for a person comes before what runs, and an allowed failure is no fault of its phase", () => {
  expect(summarizePhase(columnOf({ unit: "waiting", e2e: "running" }))).toMatchObject({
    status: "waiting",
    fact: { stage: "unit", words: "waits for approval", rest: "" },
  });
  const stages = [stageOf("lint", "test"), stageOf("unit", "test")];
  const histories = new Map([
    ["lint", historyOf("lint", stageRunOf("lint", "failed", 7, { mayFail: true }))],
    ["unit", historyOf("unit", stageRunOf("unit", "passed"))],
  ]);
  const column = buildColumns(stages, histories).find(({ phase }) => phase === "test");
  expect(column && summarizePhase(column)).toMatchObject({ status: "passed", fact: { stage: "lint", words: "failed, allowed", rest: "" } });
});

test("the filter narrows by name, by command and by state, and keeps all eight columns", () => {
  const columns = [columnOf({ unit: "failed", "unit:browser": "passed", e2e: null })];
  const names = (filter: Parameters<typeof filterColumns>[1]) =>
    filterColumns(columns, filter).flatMap((column) => column.cards.map((card) => card.stage.name));
  expect(names({ ...noFilter, text: "UNIT" })).toEqual(["unit", "unit:browser"]);
  expect(names({ ...noFilter, text: "npm run e2e" })).toEqual(["e2e"]);
  expect(names({ ...noFilter, state: "failed" })).toEqual(["unit"]);
  expect(names({ ...noFilter, state: "not-run" })).toEqual(["e2e"]);
  expect(filterColumns(columns, noFilter)).toBe(columns);
});

test("keys walk down a column into the next, sideways over empty phases, and stop at the ends", () => {
  const stages = [
    stageOf("lint", "code"),
    stageOf("types", "code"),
    stageOf("unit", "test"),
    stageOf("ship", "deploy"),
    stageOf("tag", "deploy"),
  ];
  const columns = buildColumns(stages, new Map());
  expect(moveFrom(columns, "types", "down")).toBe("unit");
  expect(moveFrom(columns, "unit", "up")).toBe("types");
  expect(moveFrom(columns, "types", "right")).toBe("unit");
  expect(moveFrom(columns, "tag", "left")).toBe("unit");
  expect(moveFrom(columns, "tag", "down")).toBeNull();
  expect(moveFrom(columns, "lint", "up")).toBeNull();
  expect(moveFrom(columns, "gone", "down")).toBe("lint");
  expect(moveFrom(columns, null, "last")).toBe("lint");
  expect(moveFrom([], null, "down")).toBeNull();
});
