import { describe, expect, it } from "vitest";
import { parsePipeline } from "./parse-pipeline.ts";

/** The problems of a text, each as `line:column code message`. */
function problemsOf(text: string): string[] {
  return parsePipeline(text, "millrace.yml").problems.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);
}

/** A file with one stage, whose keys are given. */
function stageFile(...keys: string[]): string {
  return ["version: 1", "stages:", "  unit:", ...keys.map((key) => `    ${key}`), ""].join("\n");
}

describe("parsePipeline: faults together", () => {
  it("tells everything at once, sorted by place", () => {
    const text =
      "version: 2\nmoniters: {}\nstages:\n  a: { phase: tst, run: a, needs: [b] }\n  c: { run: 5 }\n  d: { phase: test, run: d, needs: [d] }\n";
    expect(parsePipeline(text, "millrace.yml").problems.map(({ line, code }) => `${line} ${code}`)).toEqual([
      "1 wrong-value",
      "2 unknown-key",
      "4 wrong-value",
      "4 missing-need",
      "5 missing-key",
      "5 wrong-type",
      "6 cycle",
    ]);
  });

  it("has no stages when there is a problem", () => {
    expect(parsePipeline("version: 1\nname: x\nstages:\n  a: { phase: test, run: a }\n  b: {}\n", "millrace.yml")).toMatchObject({
      name: null,
      stages: [],
      plan: { stages: [] },
    });
  });

  it("counts columns behind a byte order mark and line ends of Windows as an editor does", () => {
    expect(problemsOf("version: 1\r\nstages:\r\n  a:\r\n    phase: test\r\n    run: a\r\n    nedes: []\r\n")).toEqual([
      "6:5 unknown-key Stage `a` has no key `nedes`. Did you mean `needs`?",
    ]);
  });

  it("says how many problems there are beyond those that it shows", () => {
    const stages = Array.from({ length: 150 }, (_, index) => `  s${index}: { phase: test, run: a, wrong: 1 }`).join("\n");
    const { problems } = parsePipeline(`version: 1\nstages:\n${stages}\n`, "millrace.yml");
    expect([problems.length, problems.at(-1)?.message]).toEqual([101, "There are 50 more problems after this one."]);
  });

  it("refuses aliases that grow beyond measure, at once", () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `  V${level}: &v${level} [${Array.from({ length: 10 }, () => (level === 0 ? "x" : `*v${level - 1}`)).join(", ")}]`,
    );
    const problems = problemsOf(`version: 1\nenv:\n${levels.join("\n")}\nstages: { a: { phase: test, run: a } }\n`);
    expect(problems).toEqual([
      "7:12 yaml-feature The aliases up to here stand for more than 20000 values: write the file without so many of them.",
    ]);
  });

  it("cuts long names and escapes odd characters in its messages", () => {
    const [problem] = problemsOf(`version: 1\nstages: { a: { phase: test, run: a } }\n"\\e[31m${"x".repeat(500)}": 1\n`);
    expect(problem).toBe(
      `3:1 unknown-key The pipeline has no key "\\u001b[31m${"x".repeat(52)}...". Known keys are version, name, env, secrets, timeout, concurrency, stages, triggers, release, environments, services, runbooks, monitors and channels.`,
    );
  });
});

describe("parsePipeline: what is accepted", () => {
  const stepsOf = (text: string) => parsePipeline(text, "millrace.yml").plan.stages.map((stage) => [stage.name, stage.steps[0]?.env]);

  it("shows stages with their commands and lines", () => {
    const text =
      "version: 1\nname: shop\nstages:\n  a:\n    phase: build\n    steps: [{ run: one }, { run: two }]\n  b: { phase: test, needs: [a], run: three, timeout: 1m, artifacts: [x] }\n";
    expect(parsePipeline(text, "millrace.yml")).toMatchObject({
      name: "shop",
      problems: [],
      stages: [
        { name: "a", phase: "build", needs: [], commands: ["one", "two"], timeoutMs: null, artifacts: [], source: "millrace.yml", line: 4 },
        {
          name: "b",
          phase: "test",
          needs: ["a"],
          commands: ["three"],
          timeoutMs: 60_000,
          artifacts: ["x"],
          source: "millrace.yml",
          line: 7,
        },
      ],
    });
  });

  it("keeps the file's order, also of names that look like numbers", () => {
    const text =
      "version: 1\nstages:\n  b: { phase: test, run: a }\n  10: { phase: test, run: a }\n  2: { phase: test, run: a }\n  1.0: { phase: test, run: a, needs: ['10'] }\n";
    expect(parsePipeline(text, "millrace.yml").plan.stages.map((stage) => stage.name)).toEqual(["b", "10", "2", "1.0"]);
  });

  it("takes variables as written", () => {
    const text = stageFile(
      "phase: test",
      "run: a",
      "env: { A: 1.10, B: 0x10, C: yes, D: true, E: 12345678901234567890, F: 0777, G: 1e3, H: '', I: ~x }",
    );
    const env = { A: "1.10", B: "0x10", C: "yes", D: "true", E: "12345678901234567890", F: "0777", G: "1e3", H: "", I: "~x" };
    expect(stepsOf(text)).toEqual([["unit", env]]);
  });

  it("follows anchors and aliases, of numbers as written, too", () => {
    const text =
      "version: 1\nenv: &env { NODE: &node 1.10 }\nstages:\n  a: { phase: test, run: &run npm test, env: *env }\n  b: { phase: test, run: *run, env: { OTHER: *node } }\n";
    expect(stepsOf(text)).toEqual([
      ["a", { NODE: "1.10" }],
      ["b", { NODE: "1.10", OTHER: "1.10" }],
    ]);
  });

  it("takes names of JavaScript's own objects for what they are", () => {
    const text =
      "version: 1\nstages:\n  constructor: { phase: test, run: a, env: { toString: 1, constructor: 2 } }\n  valueOf: { phase: test, run: a, needs: [constructor] }\n";
    expect(stepsOf(text)).toEqual([
      ["constructor", { toString: "1", constructor: "2" }],
      ["valueOf", {}],
    ]);
  });

  it("keeps a script's lines", () => {
    const text = stageFile("phase: test", "run: |", "  one", "  two");
    expect(parsePipeline(text, "millrace.yml").plan.stages[0]?.steps[0]?.run).toBe("one\ntwo\n");
  });
});
