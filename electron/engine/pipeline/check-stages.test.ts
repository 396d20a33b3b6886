import { describe, expect, it } from "vitest";
import { parsePipeline } from "./parse-pipeline.ts";

/** The problems of a file with a stage `unit`, whose further keys are given, and a stage `build`. */
function problemsOf(...keys: string[]): string[] {
  const unit = keys.map((key) => `    ${key}`).join("\n");
  const text = `version: 1\nstages:\n  build: { phase: build, run: make }\n  unit:\n    phase: test\n    needs: [build]\n${unit}\n`;
  return parsePipeline(text, "millrace.yml").problems.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);
}

describe("a name that is a variable and a secret", () => {
  const problems = (text: string) =>
    parsePipeline(`version: 1\n${text}\n`, "millrace.yml").problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

  it("is refused where the variable has no effect anywhere", () => {
    const why = "has no effect: the secret T takes its place. Remove it.";
    const stages = "stages: { a: { phase: test, run: a, env: { T: x } } }";
    expect([problems(`env: { T: x }\nsecrets: [T]\n${stages.replace("T: x", "")}`), problems(`secrets: [T]\n${stages}`)]).toEqual([
      [`2:8 \`env.T\` ${why}`],
      [`3:44 \`env.T\` of stage \`a\` ${why}`],
    ]);
  });

  it("is accepted where a stage's secret takes the place of what other stages are given", () => {
    const stages = "stages: { a: { phase: test, run: a }, b: { phase: deploy, run: b, secrets: [T] } }";
    expect(problems(`env: { T: pretended }\n${stages}`)).toEqual([]);
  });
});

describe("what a schema cannot say of a stage", () => {
  it.each([
    ["a condition", "if: needs.build.status == 'passed' && matrix.shard == '1'", "matrix: { shard: [1, 2] }", "run: a"],
    ["a gate", "approval: Ship it?", "if: branch == 'main'"],
    ["values as written", "matrix: { node: [1.10, 20] }", "run: a"],
  ])("accepts %s", (_, ...keys) => {
    expect(problemsOf(...keys)).toEqual([]);
  });

  it.each([
    [
      "a condition that names what is not there",
      ["if: branc == 'main'", "run: a"],
      ['7:9 wrong-condition `if` of stage `unit`, "branc == \'main\'": "branc" is not known: did you mean branch?'],
    ],
    [
      "a condition of a step",
      ["steps: [{ run: a }, { run: b, if: needs.biuld.status == 'passed' }]"],
      [
        '7:39 wrong-condition `if` of step 2 of stage `unit`, "needs.biuld.status == \'passed\'": "biuld" is not among the stage\'s needs: did you mean build?',
      ],
    ],
    [
      "a matrix with a value twice",
      ["matrix: { shard: [1, 2, 1] }", "run: a"],
      ['7:29 wrong-matrix The `matrix` of stage `unit` has "1" twice here: remove one of them.'],
    ],
    [
      "an exclude that fits nothing",
      ["matrix: { shard: [1, 2], exclude: [{ shard: 3 }] }", "run: a"],
      ["7:40 wrong-matrix The `matrix` of stage `unit` has no variant with all the values of this `exclude`: correct or remove it."],
    ],
    [
      "keys of a matrix without one",
      ["max-parallel: 2", "fail-fast: true", "run: a"],
      [
        "7:5 without-effect `max-parallel` of stage `unit` has no effect: the stage has no `matrix`. Remove it.",
        "8:5 without-effect `fail-fast` of stage `unit` has no effect: the stage has no `matrix`. Remove it.",
      ],
    ],
    [
      "what a stage that runs nothing is told about its commands",
      ["approval: true", "timeout: 5m"],
      ["8:5 without-effect `timeout` of stage `unit` has no effect: the stage runs nothing. Remove it."],
    ],
    [
      "two axes that would be one variable",
      ["matrix: { a-b: [1], a_b: [2] }", "run: a"],
      ["7:30 same-variable `matrix.a_b` of stage `unit` and `a-b` would both be told as MATRIX_A_B: rename one of them."],
    ],
    [
      "a variable whose place a secret of its stage takes",
      ["env: { A: 1, TOKEN: x }", "secrets: [TOKEN]", "steps: [{ run: a, env: { TOKEN: y } }]"],
      [
        "7:18 without-effect `env.TOKEN` of stage `unit` has no effect: the secret TOKEN takes its place. Remove it.",
        "9:30 without-effect `env.TOKEN` of step 1 of stage `unit` has no effect: the secret TOKEN takes its place. Remove it.",
      ],
    ],
    [
      "a variable whose place the matrix takes in each variant",
      ["matrix: { os: [a], include: [{ os: a, x: 1 }, { os: b }] }", "env: { MATRIX_OS: c, MATRIX_X: default }", "run: a"],
      ["8:12 without-effect `env.MATRIX_OS` of stage `unit` has no effect: the matrix takes its place. Remove it."],
    ],
    [
      "an unknown key of a retry",
      ["retry: { attempts: 2, back-off: 2s }", "run: a"],
      ["7:27 unknown-key `retry` of stage `unit` has no key `back-off`. Did you mean `backoff`?"],
    ],
    [
      "too few attempts",
      ["retry: { attempts: 1 }", "run: a"],
      ["7:24 wrong-value `retry.attempts` of stage `unit`: expected at least 2, found the number 1."],
    ],
    [
      "a group written as a text",
      ["concurrency: db", "run: a"],
      ['7:18 wrong-type `concurrency` of stage `unit`: expected a mapping with `group`, found the text "db".'],
    ],
    [
      "a group in which something is to be substituted",
      ["concurrency: { group: 'deploy-$BRANCH' }", "run: a"],
      [
        '7:27 wrong-value `concurrency.group` of stage `unit`: expected a name as it stands: nothing is substituted in it, found the text "deploy-$BRANCH".',
      ],
    ],
    [
      "an approval that is a number",
      ["approval: 1", "run: a"],
      ["7:15 wrong-type `approval` of stage `unit`: expected true, or the question to ask, found the number 1."],
    ],
    [
      "a matrix of millions",
      [`matrix: { ${["a", "b", "c", "d", "e", "f", "g"].map((axis) => `${axis}: [1, 2, 3, 4, 5, 6, 7, 8]`).join(", ")} }`, "run: a"],
      ["7:13 wrong-matrix The `matrix` of stage `unit` stands for more than 10000 variants: make it smaller."],
    ],
  ])("refuses %s", (_, keys, problems) => {
    expect(problemsOf(...keys)).toEqual(problems);
  });
});
