import { describe, expect, it } from "vitest";
import { refusedKeys } from "../../../shared/pipeline/definition.ts";
import { parsePipeline } from "./parse-pipeline.ts";

/** The problems of a text, each as `line:column code message`. */
function problemsOf(text: string): string[] {
  return parsePipeline(text, "millrace.yml").problems.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);
}

/** A file with one stage, whose keys are given. */
function stageFile(...keys: string[]): string {
  return ["version: 1", "stages:", "  unit:", ...keys.map((key) => `    ${key}`), ""].join("\n");
}

const stageKeys =
  "Known keys are phase, needs, if, approval, run, steps, shell, cwd, env, secrets, timeout, matrix, max-parallel, fail-fast, retry, allow-failure, concurrency, cache, artifacts and reports.";
const phases = "plan, code, build, test, release, deploy, operate or monitor";

const faults: readonly (readonly [name: string, text: string, problems: readonly string[]])[] = [
  ["an empty file", "", ["1:1 empty The file is empty: expected at least `version` and `stages`."]],
  ["a file of comments", "# nothing\n", ["1:1 empty The file is empty: expected at least `version` and `stages`."]],
  ["a text", "hello", ['1:1 wrong-type The file: expected a mapping with `version` and `stages`, found the text "hello".']],
  ["a list", "- a", ["1:1 wrong-type The file: expected a mapping with `version` and `stages`, found a list."]],
  [
    "an empty mapping",
    "{}",
    [
      "1:1 missing-key The pipeline has no `version`: expected 1.",
      "1:1 missing-key The pipeline has no `stages`: expected a mapping of stage names to stages.",
    ],
  ],
  ["stages left empty", "version: 1\nstages:\n", ["2:8 wrong-type `stages`: expected a mapping of stage names to stages, found nothing."]],
  ["no stage", "version: 1\nstages: {}", ["2:9 wrong-value `stages`: expected at least one stage, found an empty mapping."]],
  [
    "stages as a list",
    "version: 1\nstages:\n- a\n",
    ["3:1 wrong-type `stages`: expected a mapping of stage names to stages, found a list."],
  ],
  [
    "a later version",
    "version: 2\nstages: { a: { phase: test, run: a } }",
    ["1:10 wrong-value `version`: expected 1, found the number 2."],
  ],
  [
    "a version in quotes",
    'version: "1"\nstages: { a: { phase: test, run: a } }',
    ['1:10 wrong-value `version`: expected 1, found the text "1". Write it without quotes.'],
  ],
  [
    "an unknown key",
    "nme: x\nversion: 1\nstages: { a: { phase: test, run: a } }",
    ["1:1 unknown-key The pipeline has no key `nme`. Did you mean `name`?"],
  ],
  [
    "an unknown key like no other",
    "version: 1\nzzzzzzzz: x\nstages: { a: { phase: test, run: a } }",
    [
      "2:1 unknown-key The pipeline has no key `zzzzzzzz`. Known keys are version, name, env, secrets, timeout, concurrency, stages, triggers, release, environments, services, runbooks, monitors and channels.",
    ],
  ],
  [
    "an unknown key of a stage",
    stageFile("phase: test", "run: a", "need: []"),
    ["6:5 unknown-key Stage `unit` has no key `need`. Did you mean `needs`?"],
  ],
  [
    "an unknown key of a stage like no other",
    stageFile("phase: test", "run: a", "colour: red"),
    [`6:5 unknown-key Stage \`unit\` has no key \`colour\`. ${stageKeys}`],
  ],
  [
    "an unknown key of a step",
    stageFile("phase: test", "steps:", "  - run: a", "    tiemout: 1m"),
    ["7:9 unknown-key Step 1 of stage `unit` has no key `tiemout`. Did you mean `timeout`?"],
  ],
  [
    "a slip in a key of a later version",
    stageFile("phase: test", "run: a", "retri: 2"),
    ["6:5 unknown-key Stage `unit` has no key `retri`. Did you mean `retry`?"],
  ],
  ["no phase", stageFile("run: a"), [`3:3 missing-key Stage \`unit\` has no \`phase\`: expected one of ${phases}.`]],
  [
    "an unknown phase",
    stageFile("phase: tset", "run: a"),
    [`4:12 wrong-value \`phase\` of stage \`unit\`: expected one of ${phases}, found the text "tset". Did you mean \`test\`?`],
  ],
  [
    "a phase that is a number",
    stageFile("phase: 4", "run: a"),
    [`4:12 wrong-value \`phase\` of stage \`unit\`: expected one of ${phases}, found the number 4.`],
  ],
  ["nothing to run", stageFile("phase: test"), ["3:3 missing-key Stage `unit` has nothing to run: add `run`, `steps` or `approval`."]],
  [
    "both ways to run",
    stageFile("phase: test", "run: a", "steps: [{ run: b }]"),
    ["6:5 wrong-value Stage `unit` has both `run` and `steps`: keep one of them."],
  ],
  [
    "a stage that is a text",
    "version: 1\nstages:\n  unit: npm test\n",
    ['3:9 wrong-type Stage `unit`: expected a mapping of keys to values, found the text "npm test".'],
  ],
  [
    "a stage that is nothing",
    "version: 1\nstages:\n  unit:\n",
    ["3:8 wrong-type Stage `unit`: expected a mapping of keys to values, found nothing."],
  ],
  [
    "an empty command",
    stageFile("phase: test", 'run: ""'),
    ["5:10 wrong-value `run` of stage `unit`: expected a command, found an empty text."],
  ],
  [
    "a command that YAML takes for a value",
    stageFile("phase: test", "run: true"),
    ['5:10 wrong-type `run` of stage `unit`: expected a text, found `true`, which is a yes-or-no value. Put it in quotes: "true".'],
  ],
  [
    "a command that is a list",
    stageFile("phase: test", "run: [a, b]"),
    ["5:10 wrong-type `run` of stage `unit`: expected a text, found a list."],
  ],
  [
    "a command with a NUL",
    stageFile("phase: test", 'run: "a\\0b"'),
    ["5:10 wrong-value `run` of stage `unit`: a command cannot hold a NUL character."],
  ],
  [
    "no step",
    stageFile("phase: test", "steps: []"),
    ["5:12 wrong-value `steps` of stage `unit`: expected at least one entry, found an empty list."],
  ],
  [
    "a step without a command",
    stageFile("phase: test", "steps:", "  - name: a"),
    ["6:9 missing-key Step 1 of stage `unit` has no `run`: expected a command."],
  ],
  [
    "a step that is a text",
    stageFile("phase: test", "steps:", "  - run: a", "  - npm test"),
    ['7:9 wrong-type Step 2 of stage `unit`: expected a mapping of keys to values, found the text "npm test".'],
  ],
  [
    "needs that are a text",
    stageFile("phase: test", "run: a", "needs: build"),
    [
      '6:12 wrong-type `needs` of stage `unit`: expected a list of stages, such as [build], found the text "build". Put it in brackets: [build].',
    ],
  ],
  [
    "a need that is a number",
    stageFile("phase: test", "run: a", "needs: [1]"),
    ['6:13 wrong-type Entry 1 of `needs` of stage `unit`: expected the name of a stage, found the number 1. Put it in quotes: "1".'],
  ],
  [
    "a timeout without a unit",
    stageFile("phase: test", "run: a", "timeout: 90"),
    ["6:14 wrong-type `timeout` of stage `unit`: expected a duration, such as 90s, 10m or 1h 30m, found the number 90."],
  ],
  [
    "a timeout in words",
    stageFile("phase: test", "run: a", "timeout: 10 minutes"),
    [
      '6:14 wrong-value `timeout` of stage `unit`: expected a duration above zero and up to 30 days, such as "90s", "10m" or "1h 30m", found the text "10 minutes".',
    ],
  ],
  [
    "a folder outside",
    stageFile("phase: test", "run: a", "cwd: ../other"),
    ['6:10 wrong-value `cwd` of stage `unit`: a path may not leave the project (it has "..").'],
  ],
  [
    "an absolute artifact",
    stageFile("phase: test", "run: a", "artifacts: [a, /b]"),
    [
      '6:20 wrong-value Entry 2 of `artifacts` of stage `unit`: expected a path inside the project, written relative to its folder, found the text "/b".',
    ],
  ],
  [
    "a variable's name with a dash",
    stageFile("phase: test", "run: a", "env:", "  A-B: 1"),
    ["7:7 wrong-name `A-B` cannot be used as a name here: expected a variable name: letters, digits and _, not starting with a digit."],
  ],
  [
    "a variable of Millrace's own",
    "version: 1\nenv: { MILLRACE_RUN: 1 }\nstages: { a: { phase: test, run: a } }",
    ["2:8 wrong-name `MILLRACE_RUN` cannot be used as a name here: names that start with MILLRACE_ are set by Millrace itself."],
  ],
  [
    "a variable without a value",
    stageFile("phase: test", "run: a", "env:", "  A:"),
    ['7:9 wrong-type `env.A` of stage `unit`: expected a text, a number, true or false (write "" for an empty text), found nothing.'],
  ],
  [
    "a variable that is a list",
    stageFile("phase: test", "run: a", "env: { A: [1] }"),
    ['6:15 wrong-type `env.A` of stage `unit`: expected a text, a number, true or false (write "" for an empty text), found a list.'],
  ],
  [
    "variables as a list",
    stageFile("phase: test", "run: a", "env: [A=1]"),
    ["6:10 wrong-type `env` of stage `unit`: expected a mapping of keys to values, found a list."],
  ],
  [
    "a stage's name with a space",
    "version: 1\nstages:\n  unit tests: { phase: test, run: a }\n",
    [
      "3:3 wrong-name `unit tests` cannot be used as a name here: expected a stage name: up to 100 letters, digits and . _ : @ / + -, starting with a letter or a digit.",
    ],
  ],
  [
    "`__proto__` as a stage",
    "version: 1\nstages:\n  __proto__: { phase: test, run: a }\n  b: { phase: test, run: b }\n",
    ["3:3 wrong-name `__proto__` cannot be used as a name here: choose another one."],
  ],
  [
    "`__proto__` as a variable",
    stageFile("phase: test", "run: a", "env: { __proto__: 1 }"),
    ["6:12 wrong-name `__proto__` cannot be used as a name here: choose another one."],
  ],
  [
    "a need that is no stage",
    "version: 1\nstages:\n  install: { phase: build, run: a }\n  unit: { phase: test, run: b, needs: [instal] }\n",
    ["4:40 missing-need Stage `unit` needs `instal`, which is not a stage. Did you mean `install`?"],
  ],
  [
    "a need like no stage",
    stageFile("phase: test", "run: a", "needs: [package]"),
    ["6:13 missing-need Stage `unit` needs `package`, which is not a stage. Add that stage, or remove the need."],
  ],
  [
    "a stage that needs itself",
    stageFile("phase: test", "run: a", "needs: [unit]"),
    ["6:13 cycle Stage `unit` needs itself: remove that need."],
  ],
  [
    "a need twice",
    "version: 1\nstages:\n  a: { phase: build, run: a }\n  b: { phase: test, run: b, needs: [a, a] }\n",
    ["4:40 repeated-need Stage `b` names `a` twice in its needs: remove one of them."],
  ],
  [
    "a circle",
    "version: 1\nstages:\n  a: { phase: build, run: a, needs: [c] }\n  b: { phase: build, run: b, needs: [a] }\n  c: { phase: build, run: c, needs: [b] }\n",
    ["3:38 cycle Stages need each other in a circle: `a` → `c` → `b` → `a`. Remove one of these needs."],
  ],
  [
    "a key twice",
    "version: 1\nstages:\n  a: { phase: test, run: a }\n  b: { phase: test, run: b }\n  a: { phase: test, run: c }\n",
    ["5:3 duplicate-key `a` stands here a second time; the first is in line 3. Remove or rename one of them."],
  ],
  [
    "a key twice, once as a number",
    'version: 1\nstages:\n  1: { phase: test, run: a }\n  "1": { phase: test, run: b }\n',
    ["4:3 duplicate-key `1` stands here a second time; the first is in line 3. Remove or rename one of them."],
  ],
  [
    "a merge key",
    "version: 1\nstages:\n  a: &a { phase: test, run: a }\n  b:\n    <<: *a\n    phase: test\n    run: b\n",
    ["5:5 yaml-feature `<<` (merge) is not part of YAML 1.2: write the keys out, or use an anchor and an alias for a whole value."],
  ],
  [
    "an alias without an anchor",
    stageFile("phase: test", "run: *script"),
    ["5:10 yaml-feature The alias `*script` leads nowhere: no anchor of that name stands before it."],
  ],
  [
    "an alias within its own anchor",
    "version: 1\nstages: &all { unit: { phase: test, run: a, env: *all } }\n",
    ["2:50 yaml-feature The alias `*all` leads nowhere: it would hold itself."],
  ],
  [
    "a mapping as a key",
    "version: 1\n? { a: b }\n: c\nstages: { a: { phase: test, run: a } }\n",
    ["2:3 wrong-name Expected a name, found a mapping, a list or an alias as a key."],
  ],
  [
    "a tag of another schema",
    stageFile("phase: test", "run: !secret a"),
    ["5:10 yaml-syntax This is not valid YAML: unresolved tag: !secret."],
  ],
  [
    "a tab as indentation",
    "version: 1\nstages:\n\tunit: 1\n",
    ["3:1 yaml-syntax This line is indented with a tab: YAML takes only spaces there."],
  ],
  [
    "a second document",
    "version: 1\nstages: { a: { phase: test, run: a } }\n---\nversion: 1\n",
    ["3:1 yaml-syntax A second document starts here (`---`): the file may hold only one."],
  ],
  [
    "a bracket that is not closed",
    stageFile("phase: test", "run: a", "needs: [a, b"),
    ["6:12 yaml-syntax The bracket that opens here is never closed: add the closing ], or indent what follows further."],
  ],
  [
    "a quote that is not closed",
    stageFile("phase: test", 'run: "npm test'),
    ["5:10 yaml-syntax The quote that opens here is never closed: add the closing quote."],
  ],
  [
    "a second colon",
    stageFile("phase: test", "run: echo done: yes"),
    ["5:10 yaml-syntax There is a second `: ` on this line: put the text in quotes, or start a new line."],
  ],
  [
    "a reserved character",
    stageFile("phase: test", "run: @a"),
    ["5:10 yaml-syntax Plain value cannot start with reserved character @: put the text in quotes."],
  ],
  [
    "an indentation that does not fit",
    "version: 1\nstages:\n  a:\n    phase: test\n   run: a\n",
    ["5:1 yaml-syntax The indentation does not fit: all mapping items must start at the same column."],
  ],
  ["an unknown escape", stageFile("phase: test", 'run: "a\\q"'), ["5:12 yaml-syntax This is not valid YAML: invalid escape sequence \\q."]],
];

describe("parsePipeline: faults", () => {
  it.each(faults)("tells %s", (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it.each([...refusedKeys.step])("refuses `%s` of a step by name", (key) => {
    const place = `\`${key}\` of step 1 of stage \`unit\` is part of the format, but this version cannot run it yet`;
    expect(problemsOf(stageFile("phase: test", "steps:", "  - run: a", `    ${key}: 1`))).toEqual([
      `7:9 not-in-this-version ${place}: remove it, or keep the file for a later version.`,
    ]);
  });
});
