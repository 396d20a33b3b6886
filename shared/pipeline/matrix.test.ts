import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expandMatrix } from "./matrix.ts";

function namesOf(matrix: Parameters<typeof expandMatrix>[0]): string[] {
  const { variants, problems } = expandMatrix(matrix);
  expect(problems).toEqual([]);
  return variants.map(({ name }) => name);
}

function problemsOf(matrix: Parameters<typeof expandMatrix>[0]): string[] {
  const { variants, problems } = expandMatrix(matrix);
  expect(variants).toEqual([]);
  return problems.map(({ code, path }) => `${code} ${path.join(".")}`.trim());
}

describe("expandMatrix", () => {
  it("combines all values, the last axis fastest", () => {
    expect(namesOf({ os: ["linux", "mac"], node: ["20", "24"] })).toEqual(["linux, 20", "linux, 24", "mac, 20", "mac, 24"]);
  });

  it("leaves out what an exclude fits, in part or whole", () => {
    expect(namesOf({ os: ["linux", "mac"], node: ["20", "24"], exclude: [{ os: "mac", node: "20" }] } as never)).toEqual([
      "linux, 20",
      "linux, 24",
      "mac, 24",
    ]);
    expect(namesOf({ os: ["linux", "mac"], node: ["20", "24"], exclude: [{ os: "mac" }] } as never)).toEqual(["linux, 20", "linux, 24"]);
  });

  it("adds an include's values where they fit, and a variant where they fit nowhere", () => {
    const { variants } = expandMatrix({ os: ["linux", "mac"], include: [{ os: "mac", arch: "arm" }, { os: "bsd" }] } as never);
    expect(variants).toEqual([
      { name: "linux", values: { os: "linux" } },
      { name: "mac, arm", values: { os: "mac", arch: "arm" } },
      { name: "bsd", values: { os: "bsd" } },
    ]);
  });

  it("can consist of includes alone", () => {
    expect(namesOf({ include: [{ db: "sqlite" }, { db: "postgres" }] } as never)).toEqual(["sqlite", "postgres"]);
  });

  it("names the axes, too, where the values alone would be the same", () => {
    expect(namesOf({ include: [{ a: "1" }, { b: "1" }] } as never)).toEqual(["a=1", "b=1"]);
  });

  it("gives each variant a name of its own that can be seen, whatever the values", () => {
    expect(namesOf({ a: ["", "x"] })).toEqual(["a=", "a=x"]);
    expect(namesOf({ include: [{ a: "x" }, { b: "x" }, { a: "1", b: "2" }, { a: "1, b=2" }] } as never)).toEqual([
      '{"a":"x"}',
      '{"b":"x"}',
      '{"a":"1","b":"2"}',
      '{"a":"1, b=2"}',
    ]);
    const values = fc.uniqueArray(fc.string({ unit: fc.constantFrom("a", "=", ",", " ", "b") }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const names = namesOf({ a, b });
        expect(new Set(names).size).toBe(names.length);
        expect(names.filter((name) => name.trim() === "")).toEqual([]);
      }),
    );
  });

  it.each([
    ["a value that stands twice", { a: ["1", "2", "1"] }, ["repeated-variant a.2"]],
    ["an include that repeats a variant", { include: [{ a: "1" }, { a: "1" }] }, ["repeated-variant"]],
    ["an exclude that fits nothing", { a: ["1"], exclude: [{ a: "2" }] }, ["excludes-nothing exclude.0"]],
    ["an exclude that leaves nothing", { a: ["1"], exclude: [{ a: "1" }] }, ["no-variants"]],
    [
      "more variants than anybody looks at",
      Object.fromEntries(["a", "b", "c", "d", "e"].map((axis) => [axis, ["1", "2", "3", "4", "5", "6", "7", "8", "9"]])),
      ["too-many-variants"],
    ],
  ])("refuses %s", (_, matrix, problems) => {
    expect(problemsOf(matrix as never)).toEqual(problems);
  });

  it("makes every combination exactly once, each with a name of its own", () => {
    const axis = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("a", "b", "c"), axis, { minKeys: 1 }), (axes) => {
        const { variants, problems } = expandMatrix(axes as never);
        expect(problems).toEqual([]);
        expect(variants.length).toBe(Object.values(axes).reduce((product, values) => product * values.length, 1));
        expect(new Set(variants.map(({ name }) => name)).size).toBe(variants.length);
        for (const { values } of variants) for (const [name, value] of Object.entries(values)) expect(axes[name]).toContain(value);
      }),
    );
  });
});
