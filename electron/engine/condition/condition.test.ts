import { describe, expect, it } from "vitest";
import { statuses } from "../../../shared/status.ts";
import { type ConditionFacts, compileCondition } from "./condition.ts";

const facts: ConditionFacts = {
  branch: "main",
  tag: "v1.2.0",
  commit: "a41f9c2",
  dirty: false,
  trigger: "cli",
  env: ["CI", "PATH"],
  matrix: { shard: "1" },
  needs: {
    build: { status: "passed", outcome: "failed", outputs: { version: "1.2" } },
    "unit-test": { status: "failed", outcome: "failed", outputs: {} },
  },
  changes: ["src/app/main.ts", "README.md"],
  hasSucceeded: true,
  hasFailed: false,
  isCanceled: false,
};
const scope = { needs: Object.keys(facts.needs), axes: ["shard"] };

function answer(text: string, changes: Partial<ConditionFacts> = {}): unknown {
  const compiled = compileCondition(text, scope);
  if (!compiled.ok) return `${compiled.failure.offset}: ${compiled.failure.message}`;
  const result = compiled.value.evaluate({ ...facts, ...changes });
  return result.ok ? result.value : result.failure.message;
}

describe("a condition", () => {
  it.each([
    ['branch == "main"', true],
    ['branch.startsWith("release/") || tag.matches("^v[0-9]+")', true],
    ["dirty", false],
    ['trigger != "cli"', false],
    ['"CI" in env && !("DEBUG" in env)', true],
    ['matrix.shard == "1"', true],
    ['needs.build.status == "passed" && needs.build.outcome == "failed"', true],
    ['needs["unit-test"].status == "failed"', true],
    ['needs.build.outputs.version == "1.2"', true],
    ["has(needs.build.outputs.nothing)", false],
    ['changed("src/**")', true],
    ['changed("docs/**")', false],
    ['changes.exists(path, path.endsWith(".md"))', true],
    ["always()", true],
    ["success()", true],
    ["failure() || canceled()", false],
  ])("%s is %s", (text, expected) => {
    expect(answer(text)).toBe(expected);
  });

  it("sees how the run goes", () => {
    expect([
      answer("failure()", { hasFailed: true }),
      answer("canceled()", { isCanceled: true }),
      answer("success()", { hasSucceeded: false }),
    ]).toEqual([true, true, false]);
  });

  it("is patient when it names how the run goes, and knows whether it asks for changes", () => {
    const kinds = ["always()", "!failure()", "canceled()", "success()", 'branch == "a"', 'changed("a")', "size(changes) > 0"].map(
      (text) => {
        const compiled = compileCondition(text, scope);
        return compiled.ok ? [compiled.value.isPatient, compiled.value.asksForChanges] : compiled.failure.message;
      },
    );
    expect(kinds).toEqual([
      [true, false],
      [true, false],
      [true, false],
      [false, false],
      [false, false],
      [false, true],
      [false, true],
    ]);
  });

  it.each([
    ['branc == "main"', '0: "branc" is not known: did you mean branch?'],
    ['branch = "main"', '7: a single "=" compares nothing: write "=="'],
    ["branch", "0: it is a string; a condition is true or false"],
    ["matrix.shard == 1", "0: no such overload: string == int; put the value in quotes"],
    ['matrix.shart == "1"', '7: the matrix has no axis "shart": did you mean shard?'],
    ['needs.biuld.status == "passed"', '6: "biuld" is not among the stage\'s needs: did you mean build?'],
    ['needs["unit"].status == "passed"', '6: "unit" is not among the stage\'s needs: are build, unit-test'],
    ["branch ==", "9: unexpected token: the end of the text"],
    ["nothing()", "0: there is no function nothing; there are always, success, failure, canceled, changed"],
    ['changd("a")', "0: there is no function changd: did you mean changed?"],
    ["changed(1)", '0: changed takes one glob in quotes, as in changed("src/**")'],
    ["always(1)", "0: always takes nothing: write always()"],
    ["size(1) > 0", "0: found no matching overload for 'size(int)'"],
    ['needs.build.status == "pased"', '22: "pased" is no status: did you mean passed?'],
    ['"green" != needs["build"].outcome', '0: "green" is no status: there are queued'],
    ['needs.build.outcome in ["failed", "eror"]', '34: "eror" is no status: there are queued'],
    ["needs.build.status == 1", '22: "1" is no status: there are queued'],
    ['needs.build.stats == "passed"', '12: a need has no "stats": did you mean status?'],
    ['needs["build"]["result"] == "passed"', '15: a need has no "result": it has status, outcome, outputs'],
    ['trigger == "clii"', '11: "clii" is no trigger: did you mean cli?'],
  ])("%s is refused with its place", (text, expected) => {
    const told = expected.replace(": are", ": there are").replace("there are queued", `there are ${statuses.join(", ")}`);
    expect(answer(text)).toBe(told);
  });

  it("that asks for what is not there cannot be answered, and says so", () => {
    expect(answer('needs.build.outputs.nothing == "1"')).toBe(
      'The condition needs.build.outputs.nothing == "1" cannot be answered: No such key: nothing.',
    );
  });
});
