import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findGraphProblems, selectStages } from "./graph.ts";
import { type PlannedStage, planPipeline } from "./plan.ts";

type Needs = Record<string, { needs: string[] }>;

/** Needs by stage, as text: `a: b c` says that a needs b and c. */
function graph(...lines: string[]): Needs {
  return Object.fromEntries(
    lines.map((line) => {
      const [name = "", needs = ""] = line.split(":");
      return [name, { needs: needs.split(" ").filter((need) => need !== "") }];
    }),
  );
}

function cycles(stages: Needs): string[] {
  return findGraphProblems(stages)
    .filter((problem) => problem.code === "cycle")
    .map((problem) => problem.names.join(" "));
}

/** Kahn's way, written apart from the code under test: whether all stages can be put into an order. */
function canBeSorted(stages: Needs): boolean {
  const left = new Map(
    Object.entries(stages).map(([name, stage]) => [name, new Set(stage.needs.filter((need) => Object.hasOwn(stages, need)))]),
  );
  for (let isMoving = true; isMoving; ) {
    isMoving = false;
    for (const [name, needs] of left) {
      if (needs.size > 0) continue;
      left.delete(name);
      for (const others of left.values()) others.delete(name);
      isMoving = true;
    }
  }
  return left.size === 0;
}

describe("findGraphProblems", () => {
  it("finds nothing in a graph that hangs together", () => {
    expect(findGraphProblems(graph("a:", "b: a", "c: a b"))).toEqual([]);
  });

  it("names a need that is no stage, with its place", () => {
    expect(findGraphProblems(graph("a: b", "c: a"))).toEqual([{ code: "missing-need", path: ["stages", "a", "needs", 0], names: ["b"] }]);
  });

  it("names a need that stands twice, at its second place", () => {
    expect(findGraphProblems(graph("a:", "b: a a"))).toEqual([{ code: "repeated-need", path: ["stages", "b", "needs", 1], names: ["a"] }]);
  });

  it("takes no name of JavaScript's own objects for a stage", () => {
    expect(findGraphProblems(graph("a: constructor toString")).map((problem) => problem.code)).toEqual(["missing-need", "missing-need"]);
  });

  it("sees stages named like parts of JavaScript's objects", () => {
    expect(cycles(graph("constructor: hasOwnProperty", "hasOwnProperty: constructor"))).toEqual(["constructor hasOwnProperty constructor"]);
  });

  it("tells a stage that needs itself", () => {
    expect(findGraphProblems(graph("a: a"))).toEqual([{ code: "cycle", path: ["stages", "a", "needs", 0], names: ["a", "a"] }]);
  });

  it("tells a cycle once, from its first stage, the shortest way", () => {
    expect(findGraphProblems(graph("x:", "a: x c", "b: a", "c: b a"))).toEqual([
      { code: "cycle", path: ["stages", "a", "needs", 1], names: ["a", "c", "a"] },
    ]);
  });

  it("tells one cycle for each knot", () => {
    expect(cycles(graph("a: b", "b: a", "c: d a", "d: c", "e: d"))).toEqual(["a b a", "c d c"]);
  });

  it("takes a knot of a thousand stages that all need each other in stride", () => {
    const names = Array.from({ length: 1000 }, (_, index) => `s${index}`);
    const stages = Object.fromEntries(names.map((name) => [name, { needs: names.filter((other) => other !== name) }]));
    expect(cycles(stages)).toEqual(["s0 s1 s0"]);
  });

  it("follows a chain of 100,000 stages, straight and closed to a ring", () => {
    const length = 100_000;
    const stages = Object.fromEntries(Array.from({ length }, (_, index) => [`s${index}`, { needs: index === 0 ? [] : [`s${index - 1}`] }]));
    expect(findGraphProblems(stages)).toEqual([]);
    stages.s0 = { needs: [`s${length - 1}`] };
    expect(findGraphProblems(stages)[0]?.names.length).toBe(length + 1);
  });

  it("finds a cycle exactly when the stages cannot be put into an order", () => {
    const stagesArbitrary = fc
      .array(fc.array(fc.nat(11), { maxLength: 4 }), { minLength: 1, maxLength: 12 })
      .map((lists): Needs => Object.fromEntries(lists.map((needs, index) => [`s${index}`, { needs: needs.map((need) => `s${need}`) }])));
    fc.assert(
      fc.property(stagesArbitrary, (stages) => {
        const found = findGraphProblems(stages).filter((problem) => problem.code === "cycle");
        expect(found.length > 0).toBe(!canBeSorted(stages));
        for (const { names, path } of found) {
          expect(names[0]).toBe(names.at(-1));
          expect(new Set(names).size).toBe(names.length - 1);
          for (const [index, name] of names.slice(0, -1).entries()) expect(stages[name]?.needs).toContain(names[index + 1]);
          expect(stages[String(path[1])]?.needs[Number(path[3])]).toBe(names[1]);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("selectStages", () => {
  const plan = planPipeline({
    version: 1,
    stages: {
      a: { phase: "build", run: "a" },
      b: { phase: "build", needs: ["a"], run: "b" },
      c: { phase: "test", needs: ["b"], run: "c" },
      d: { phase: "test", run: "d" },
    },
  }).stages;
  const names = (stages: readonly PlannedStage[]) => stages.map((stage) => `${stage.name}(${stage.needs.join(" ")})`);

  it("takes everything when nothing is named", () => {
    expect(names(selectStages(plan, { stages: [], only: false }).stages)).toEqual(["a()", "b(a)", "c(b)", "d()"]);
  });

  it("takes what the named stages need, in the plan's order", () => {
    expect(names(selectStages(plan, { stages: ["c"], only: false }).stages)).toEqual(["a()", "b(a)", "c(b)"]);
  });

  it("drops needs outside the choice with only", () => {
    expect(names(selectStages(plan, { stages: ["c", "b"], only: true }).stages)).toEqual(["b()", "c(b)"]);
  });

  it("gives unknown names back", () => {
    expect(selectStages(plan, { stages: ["x", "d"], only: false })).toMatchObject({ unknown: ["x"], stages: [{ name: "d" }] });
  });
});
