import { expect, test } from "vitest";
import type { StageRun } from "./contract/schemas.ts";
import { currentStages, groupStages, lookOf, mergeLooks, tellingOf, titleOf } from "./stage-groups.ts";
import type { Status } from "./status.ts";

const run = (name: string, variant = "", attempt = 1, status: Status = "passed", mayFail = false) =>
  ({ name, variant, attempt, status, mayFail, phase: "test" }) as StageRun;

test("stage runs are grouped by stage and variant in the plan's order, with every attempt", () => {
  const stages = [run("lint"), run("unit", "1"), run("unit", "2"), run("pack"), run("unit", "2", 3), run("unit", "2", 2)];
  const told = groupStages(stages).map(({ name, variants }) => [
    name,
    variants.map(({ variant, attempts, current }) => [variant, attempts.map(({ attempt }) => attempt), current.attempt]),
  ]);
  expect(told).toEqual([
    ["lint", [["", [1], 1]]],
    [
      "unit",
      [
        ["1", [1], 1],
        ["2", [1, 2, 3], 3],
      ],
    ],
    ["pack", [["", [1], 1]]],
  ]);
  expect(currentStages(stages).map(({ name, variant, attempt }) => [name, variant, attempt])).toEqual([
    ["lint", "", 1],
    ["unit", "1", 1],
    ["unit", "2", 3],
    ["pack", "", 1],
  ]);
});

test("only a failure can be allowed", () => {
  expect([lookOf(run("a", "", 1, "failed", true)), lookOf(run("a", "", 1, "failed")), lookOf(run("a", "", 1, "errored", true))]).toEqual([
    ...["allowed", "failed", "errored"],
  ]);
});

test.each<[string, readonly [Status, boolean][], ReturnType<typeof mergeLooks>, number]>([
  ["none", [], null, -1],
  [
    "a failure among passes",
    [
      ["passed", false],
      ["failed", false],
    ],
    "failed",
    1,
  ],
  [
    "an allowed failure among passes",
    [
      ["passed", false],
      ["failed", true],
    ],
    "allowed",
    1,
  ],
  [
    "an allowed failure while another runs",
    [
      ["failed", true],
      ["running", false],
    ],
    "running",
    1,
  ],
  [
    "an allowed failure beside one that is not",
    [
      ["failed", true],
      ["failed", false],
    ],
    "failed",
    1,
  ],
  [
    "passed and skipped",
    [
      ["skipped", false],
      ["passed", false],
    ],
    "passed",
    1,
  ],
])("of %s one look is made, and one variant tells it", (_, parts, look, place) => {
  const variants = parts.map(([status, mayFail]) => ({ status, mayFail }));
  expect(mergeLooks(variants)).toBe(look);
  expect(variants.indexOf(tellingOf(variants) ?? { status: "queued", mayFail: false })).toBe(place);
});

test("a variant is called after its stage", () => {
  expect([titleOf(run("lint")), titleOf(run("unit", "1/2"))]).toEqual(["lint", "unit 1/2"]);
});
