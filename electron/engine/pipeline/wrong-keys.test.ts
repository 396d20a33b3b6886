import { describe, expect, it } from "vitest";
import { pipelineDefinitionSchema } from "../../../shared/pipeline/definition.ts";
import { parsePipeline } from "./parse-pipeline.ts";

/*
 * Every key of a file with something wrong behind it: the answer names the key, where it stands, and what is expected.
 */

function problemsOf(text: string): string[] {
  return parsePipeline(text, "millrace.yml").problems.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);
}

/** What is wrong, and what is said of it. */
const ofPipeline: Record<string, readonly [string, string]> = {
  version: ["version: 2", "expected 1, found the number 2"],
  name: ["name: 5", 'expected a text, found the number 5. Put it in quotes: "5"'],
  env: ["env: A", 'expected a mapping of keys to values, found the text "A"'],
  secrets: ["secrets: TOKEN", "Put it in brackets: [TOKEN]"],
  timeout: ["timeout: 31d", "expected a duration above zero and up to 30 days"],
  concurrency: ["concurrency: main", "expected a mapping with `group`"],
  stages: ["stages: []", "expected a mapping of stage names to stages, found an empty list"],
  triggers: ["triggers: { on: commit }", "expected a list of triggers, such as [{ on: commit }], found a mapping"],
  release: ["release: { tag-prefix: 'a b' }", "`release.tag-prefix`: expected what may stand in the name of a tag"],
  environments: ["environments: [staging]", "`environments`: expected a mapping of keys to values, found a list"],
  services: ["services: [web]", "`services`: expected a mapping of keys to values, found a list"],
  runbooks: ["runbooks: [flush]", "`runbooks`: expected a mapping of keys to values, found a list"],
  monitors: ["monitors: [home]", "`monitors`: expected a mapping of keys to values, found a list"],
  channels: ["channels: [ops]", "`channels`: expected a mapping of keys to values, found a list"],
};

const ofRelease: Record<string, readonly [string, string]> = {
  branches: ["branches: []", "`release.branches`: expected at least one entry"],
  channels: ["channels: { next: '1' }", "`release.channels.next`: expected a channel such as beta"],
  "tag-prefix": ["tag-prefix: v 1", "`release.tag-prefix`: expected what may stand in the name of a tag"],
  changelog: ["changelog: ../CHANGES.md", "a path may not leave the project"],
  "version-files": ["version-files: package.json", "Put it in brackets: [package.json]"],
  artifacts: ["artifacts: []", "`release.artifacts`: expected at least one entry"],
};

const ofEnvironment: Record<string, readonly [string, string]> = {
  deploy: ["deploy: { type: directorie, path: /srv }", "`deploy.type` of environment `live`: expected one of directory, ssh or command"],
  auto: ["auto: always", "`auto` of environment `live`: expected true, false, release or green"],
  needs: ["needs: [stagin]", "Environment `live` needs `stagin`, which is not an environment. Did you mean `staging`?"],
  approval: ["approval: 1", "`approval` of environment `live`: expected true, or the question to ask"],
  window: ["window: { from: 9, to: '17:00' }", "`window.from` of environment `live`: expected a text"],
  freeze: ["freeze: { from: 2026-12-24 }", "`freeze` of environment `live`: expected a list"],
  health: ["health: { within: 5s }", "`health` of environment `live`: expected exactly one of http, tcp and run"],
  url: ["url: shop", "`url` of environment `live`"],
  env: ["env: { A-B: 1 }", "expected a variable name"],
  secrets: ["secrets: [MILLRACE_X]", "names that start with MILLRACE_ are set by Millrace itself"],
  timeout: ["timeout: soon", "`timeout` of environment `live`: expected a duration"],
};

const ofEnvironments: readonly (readonly [string, string])[] = [
  ["needs: [live]", "Environment `live` needs itself: remove that need."],
  ["needs: staging", "expected a list of environments, such as [staging]"],
  ["need: [staging]", "Environment `live` has no key `need`. Did you mean `needs`?"],
  ["deploy: { path: /srv }", "expected one of directory, ssh or command"],
  ["deploy: { type: directory, path: sites/shop }", "expected an absolute path, or one that begins with ~/"],
  ["deploy: { type: directory, path: /srv, host: shop }", "has no key `host`"],
  ["deploy: { type: directory, path: /srv, kep: 2 }", "`deploy` of environment `live` has no key `kep`. Did you mean `keep`?"],
  ["deploy: { type: directory, path: /srv, keep: 1 }", "`deploy.keep` of environment `live`: expected at least 2"],
  ["deploy: { type: ssh, path: /srv, host: -oProxyCommand=a }", "expected a host as ssh knows it"],
  ["deploy: { type: command }", "has no `run`"],
  ["window: { from: '09:00', to: '9:00' }", "expected a time such as 17:00"],
  ["window: { from: '09:00', to: '09:00' }", "`window.to` of environment `live` is when it begins: such a window is never open."],
  ["window: [{ from: '09:00', to: '17:00', zone: Europe/Berlim }]", "Did you mean `Europe/Berlin`?"],
  ["window: { from: '09:00', to: '17:00', day: [mon] }", "`window` of environment `live` has no key `day`. Did you mean `days`?"],
  ["window: { from: '09:00', to: '17:00', days: [mo] }", "Did you mean `mon`?"],
  ["freeze: [{ from: 2026-12-24, to: 2026-12-23, reason: tree }]", "`to` of entry 1 of `freeze` of environment `live` is before it begins"],
  ["freeze: [{ from: christmas, to: 2026-12-24, reason: tree }]", "expected a day or a moment, such as 2026-12-24 or 2026-12-24T18:00"],
  ["freeze: [{ from: 2026-12-24, to: 2026-12-25, reasn: tree, reason: a }]", "Did you mean `reason`?"],
  ["health: { http: 'http://localhost/', tcp: 'a:1' }", "expected exactly one of http, tcp and run"],
  ["health: { tcp: 'a:1', status: 200 }", "status and contains belong to http"],
  ["health: { tcp: a }", "expected host:port"],
  ["health: { htp: 'http://localhost/', run: a }", "Did you mean `http`?"],
  ["env: { TOKEN: a }, secrets: [TOKEN]", "`env.TOKEN` of environment `live` has no effect: the secret TOKEN takes its place. Remove it."],
];

const ofTrigger: Record<string, readonly [string, string]> = {
  on: ["on: comit", '`on` of trigger 1: expected one of save, commit, branch or remote, found the text "comit". Did you mean `commit`?'],
  schedule: ["schedule: '0 25 * * *'", '`schedule` of trigger 1, "0 25 * * *": 25 is no hour.'],
  zone: ["schedule: '@daily', zone: Europe/Berlim", "Did you mean `Europe/Berlin`?"],
  name: ["on: commit, name: -a", "expected up to 50 letters"],
  stages: ["on: commit, stages: [bild]", "Entry 1 of `stages` of trigger 1 names `bild`, which is not a stage. Did you mean `build`?"],
  checkout: [
    "on: save, checkout: true",
    "`checkout` of trigger 1 has no effect: what was saved is not committed, so `on: save` always runs",
  ],
  cancel: ["on: save, cancel: 1", "`cancel` of trigger 1: expected true or false"],
  paths: ["on: commit, paths: [src/**]", "`paths` of trigger 1 has no effect: it belongs to `on: save`. Remove it."],
  branches: ["on: save, branches: [main]", "`branches` of trigger 1 has no effect: it belongs to `on: commit`"],
  every: ["on: remote, every: 5", "`every` of trigger 1: expected a duration"],
};

const ofTriggers: readonly (readonly [string, string])[] = [
  ["{}", "Trigger 1 says nothing of when it starts a run: add `on` or `schedule`."],
  ["{ on: commit, schedule: '@daily' }", "Trigger 1 has both `on` and `schedule`: make two triggers of it."],
  ["commit", "Trigger 1: expected a mapping with `on` or `schedule`, found the text"],
  ["{ on: commit, branch: [main] }", "Trigger 1 has no key `branch`. Did you mean `branches`?"],
  ["{ on: commit, zone: UTC }", "`zone` of trigger 1 has no effect: it belongs to a `schedule`"],
  ["{ on: commit, every: 5m }", "`every` of trigger 1 has no effect: it belongs to `on: remote`"],
  ["{ on: remote, every: 9s }", "`every` of trigger 1: expected at least 10s"],
  ["{ on: commit, name: a }, { on: save, name: a }", "`name` of trigger 2 is that of an earlier one"],
  ["{ on: commit, stages: [build, build] }", "Entry 2 of `stages` of trigger 1 names `build` again"],
  ["{ schedule: 0 6 * * }", "expected five fields as in crontab(5)"],
  ["{ schedule: '0 0 30 2 *' }", "no day is ever like this"],
  ["{ on: save, paths: [../a] }", "a path may not leave the project"],
];

const ofStage: Record<string, readonly [string, string]> = {
  phase: ["phase: tests", "Did you mean `test`?"],
  needs: ["needs: build", "expected a list of stages, such as [build]"],
  if: ["if: branc == 'a'", "did you mean branch?"],
  approval: ["approval: 1", "expected true, or the question to ask"],
  run: ["run: [a]", "expected a text, found a list"],
  steps: ["steps: []", "expected at least one entry"],
  shell: ["shell: ''", "expected some text"],
  cwd: ["cwd: ../a", "a path may not leave the project"],
  env: ["env: { A-B: 1 }", "expected a variable name"],
  secrets: ["secrets: [MILLRACE_X]", "names that start with MILLRACE_ are set by Millrace itself"],
  timeout: ["timeout: soon", "expected a duration above zero"],
  matrix: ["matrix: { a: 1 }", "`matrix.a` of stage `unit`: expected a list"],
  "max-parallel": ["max-parallel: 0", "expected at least 1, found the number 0"],
  "fail-fast": ["fail-fast: 1", "expected true or false"],
  retry: ["retry: 3", "expected a mapping with `attempts`, found the number 3"],
  "allow-failure": ["allow-failure: sometimes", "expected true or false"],
  concurrency: ["concurrency: { cancel-in-progress: true }", "has no `group`: expected a text"],
  cache: ["cache: [src]", "expected a mapping with `inputs`, found a list"],
  artifacts: ["artifacts: dist", "Put it in brackets: [dist]"],
  reports: ["reports: [a.xml]", "expected a mapping with `tests` or `coverage`, found a list"],
};

const ofParts: readonly (readonly [string, string])[] = [
  ["retry: { attempts: 101 }", "`retry.attempts` of stage `unit`: expected at most 100"],
  [
    "retry: { attempts: 2, backoff: 1 }",
    "`retry.backoff` of stage `unit`: expected a duration, such as 90s, 10m or 1h 30m, found the number 1.",
  ],
  ["retry: { attempts: 2, backoff: 1s, factor: 0.5 }", "`retry.factor` of stage `unit`: expected at least 1"],
  ["retry: { attempts: 2, backoff: 1s, factor: 2, max-backoff: soon }", "`retry.max-backoff` of stage `unit`: expected a duration"],
  ["retry: { attempts: 2, on-exit-codes: [0] }", "Entry 1 of `retry.on-exit-codes` of stage `unit`: expected at least 1"],
  ["retry: { attempts: 2, factor: 2 }", "`retry.factor` of stage `unit` has no effect: there is no `backoff`. Remove it."],
  ["retry: { attempts: 2, backoff: 1s, max-backoff: 2s }", "`retry.max-backoff` of stage `unit` has no effect: without a `factor` above 1"],
  ["concurrency: { group: a, cancel-in-progress: 1 }", "`concurrency.cancel-in-progress` of stage `unit`: expected true or false"],
  ["cache: { outputs: [a] }", "`cache` of stage `unit` has no `inputs`"],
  ["cache: { inputs: [../a] }", "a path may not leave the project"],
  ["cache: { inputs: [a], outputs: [a, ./**] }", "Entry 2 of `cache.outputs` of stage `unit` is the whole project: name the files"],
  ["cache: { inputs: [a], env: [A-B] }", "Entry 1 of `cache.env` of stage `unit`: expected a variable name"],
  ["cache: { inputs: [a], tools: [./x] }", "expected the name of a program on the PATH"],
  ["cache: { inputs: [a], output: [b] }", "Did you mean `outputs`?"],
  ["reports: { tests: a.xml }", "`reports.tests` of stage `unit`: expected a list, found the text"],
  ["reports: { tests: [] }", "`reports.tests` of stage `unit`: expected at least one entry"],
  ["reports: { tests: [../a.xml] }", "a path may not leave the project"],
  ["reports: { tests: [a-$MATRIX_SHARD.xml] }", "asks for $MATRIX_SHARD: the stage has no such axis"],
  ["reports: { tests: [a], test: [b] }", "Did you mean `tests`?"],
  ["reports: { coverage: lcov.info }", "`reports.coverage` of stage `unit`: expected a list, found the text"],
  ["reports: { coverage: [a-$MATRIX_SHARD.info] }", "asks for $MATRIX_SHARD: the stage has no such axis"],
  ["matrix: { a: [1], include: { a: 2 } }", "`matrix.include` of stage `unit`: expected a list"],
  ["matrix: { a: [1], exclude: [{}] }", "Entry 1 of `matrix.exclude` of stage `unit`: expected at least one value"],
  ["matrix: { a: [1], include: [{ 'a b': 1 }] }", "expected the name of an axis"],
  ["if: needs.build.status == 'pased'", '"pased" is no status: did you mean passed?'],
];

const ofStep: Record<string, readonly [string, string]> = {
  name: ["name: ''", "expected some text"],
  run: ["run: ''", "expected a command"],
  shell: ["shell: []", "expected a text"],
  cwd: ["cwd: /a", "expected a path inside the project"],
  env: ["env: [A]", "expected a mapping of keys to values"],
  timeout: ["timeout: 5", "expected a duration, such as 90s"],
  if: ["if: branch", "it is a string; a condition is true or false"],
  "allow-failure": ["allow-failure: maybe", "expected true or false"],
};

const stageFile = (line: string) => {
  const others = ["phase: test", "needs: [build]", "run: a"].filter((other) => !line.startsWith(other.split(":")[0] ?? ""));
  const work = line.startsWith("steps") ? others.filter((other) => other !== "run: a") : others;
  const matrix = /^(max-parallel|fail-fast)/.test(line) ? ["matrix: { a: [1] }"] : [];
  return [
    "version: 1",
    "stages:",
    "  build: { phase: build, run: make }",
    "  unit:",
    ...[...work, ...matrix, line].map((text) => `    ${text}`),
  ].join("\n");
};

/** One problem, at the line that was given last or in it. */
function expectTold(text: string, expected: string): void {
  const problems = problemsOf(text);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(expected);
  expect(problems[0]?.split(":")[0]).toBe(String(text.split("\n").length));
}

describe("something wrong behind a key", () => {
  it("is looked at for every key of the format", () => {
    const stage = pipelineDefinitionSchema.shape.stages.valueType.shape;
    expect(Object.keys(ofPipeline)).toEqual(Object.keys(pipelineDefinitionSchema.shape));
    expect(Object.keys(ofStage)).toEqual(Object.keys(stage));
    expect(Object.keys(ofStep)).toEqual(Object.keys(stage.steps.unwrap().element.shape));
    expect(Object.keys(ofTrigger)).toEqual(Object.keys(pipelineDefinitionSchema.shape.triggers.unwrap().element.shape));
    const parts = [stage.retry, stage.cache, stage.concurrency, stage.reports].flatMap((part) => Object.keys(part.unwrap().shape));
    const wrong = [...ofParts, ofStage.concurrency ?? ["", ""]].map(([line, told]) => `${line} ${told}`).join("\n");
    expect(parts.filter((key) => !wrong.includes(key))).toEqual([]);
  });

  it("is looked at for every key of releases and environments", () => {
    const { release, environments } = pipelineDefinitionSchema.shape;
    expect(Object.keys(ofRelease)).toEqual(Object.keys(release.unwrap().shape));
    const environment = environments.unwrap().valueType;
    expect(Object.keys(ofEnvironment)).toEqual(Object.keys(environment.shape));
  });

  it.each(Object.entries(ofRelease))("`%s` of `release` is told", (_, [line, expected]) => {
    expectTold(`version: 1\nstages:\n  build: { phase: build, run: make }\nrelease: { ${line} }`, expected);
  });

  it.each([...Object.values(ofEnvironment), ...ofEnvironments])("environment { %s } is told", (line, expected) => {
    const staging = "  staging: { deploy: { type: directory, path: /srv/staging } }";
    const deploy = line.startsWith("deploy") ? "" : "deploy: { type: directory, path: /srv/live }, ";
    expectTold(
      `version: 1\nstages:\n  build: { phase: build, run: make }\nenvironments:\n${staging}\n  live: { ${deploy}${line} }`,
      expected,
    );
  });

  it.each(Object.entries(ofPipeline))("`%s` of the pipeline is told", (key, [line, expected]) => {
    const stages = "stages:\n  build: { phase: build, run: make }";
    const rest = [...(key === "version" ? [] : ["version: 1"]), ...(key === "stages" ? [] : [stages])];
    expectTold([...rest, line].join("\n"), expected);
  });

  it.each([...Object.values(ofTrigger).map(([line, told]) => [`{ ${line} }`, told] as const), ...ofTriggers])(
    "trigger %s is told",
    (trigger, expected) => {
      expectTold(`version: 1\nstages:\n  build: { phase: build, run: make }\ntriggers: [${trigger}]`, expected);
    },
  );

  it.each(Object.entries(ofStage))("`%s` of a stage is told", (_, [line, expected]) => {
    const problems = problemsOf(stageFile(line));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
  });

  it.each(ofParts)("%s is told", (line, expected) => expectTold(stageFile(line), expected));

  it.each(Object.entries(ofStep))("`%s` of a step is told", (key, [line, expected]) => {
    const step = key === "run" ? line : `run: a, ${line}`;
    expectTold(`version: 1\nstages:\n  unit:\n    phase: test\n    steps: [{ ${step} }]`, expected);
  });
});
