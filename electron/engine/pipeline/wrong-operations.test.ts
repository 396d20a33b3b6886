import { describe, expect, it } from "vitest";
import { monitorDefinitionSchema } from "../../../shared/pipeline/monitor-schema.ts";
import { runbookDefinitionSchema } from "../../../shared/pipeline/runbook-schema.ts";
import { serviceDefinitionSchema } from "../../../shared/pipeline/service-schema.ts";
import { parsePipeline } from "./parse-pipeline.ts";

/*
 * Every key of services, runbooks, monitors and channels with something wrong behind it: the answer names the key, where it
 * stands, and what is expected.
 */

function problemsOf(text: string): string[] {
  return parsePipeline(text, "millrace.yml").problems.map(({ line, message }) => `${line} ${message}`);
}

const head = "version: 1\nstages: { a: { phase: test, run: a } }";

/** One problem, in the last line. */
function expectTold(text: string, expected: string): void {
  const problems = problemsOf(text);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(expected);
  expect(problems[0]?.split(" ")[0]).toBe(String(text.split("\n").length));
}

const ofService: readonly (readonly [key: string, line: string, expected: string])[] = [
  ["run", "run: ''", "`run` of service `web`: expected a command"],
  ["description", "description: 5", "`description` of service `web`: expected a text"],
  ["cwd", "cwd: ../a", "a path may not leave the project"],
  ["shell", "shell: ''", "`shell` of service `web`: expected some text"],
  ["needs", "needs: [databse]", "Service `web` needs `databse`, which is not a service. Did you mean `database`?"],
  ["needs", "needs: database", "expected a list of services, such as [database]"],
  ["needs", "needs: [web]", "Service `web` needs itself"],
  ["env", "env: { A-B: 1 }", "expected a variable name"],
  ["env", "env: { TOKEN: a }, secrets: [TOKEN]", "`env.TOKEN` of service `web` has no effect: the secret TOKEN takes its place"],
  ["secrets", "secrets: TOKEN", "Put it in brackets: [TOKEN]"],
  ["port", "port: web", "`port` of service `web`: expected a port such as 8080, or a list of them"],
  ["port", "port: 70000", "`port` of service `web`: expected at most 65535"],
  ["port", "port: [8080, 5432]", "Entry 2 of `port` of service `web`: 5432 is a port of service `database` already."],
  ["restart", "restart: sometimes", "`restart` of service `web`: expected always, on-failure or never, or a mapping with `policy`"],
  ["restart", "restart: { policy: alway }", "Did you mean `always`?"],
  ["restart", "restart: { backof: 1s }", "`restart` of service `web` has no key `backof`. Did you mean `backoff`?"],
  ["restart", "restart: { most: 5 }", "`restart.most` of service `web`: expected a duration"],
  ["ready", "ready: { within: 5s }", "`ready` of service `web`: expected exactly one of http, tcp, run and log"],
  ["ready", "ready: { log: '(' }", '`ready.log` of service `web`: "(" is no regular expression: Unterminated group.'],
  ["ready", "ready: yes", "`ready` of service `web`: expected a mapping with `http`, `tcp`, `run` or `log`"],
  ["live", "live: { log: a, http: 'http://a/' }", "`live` of service `web` has no key `log`"],
  ["live", "live: { tcp: a }", "expected host:port"],
  ["stop", "stop: { signal: SIGKILL }", "`stop.signal` of service `web`: expected one of SIGTERM"],
  ["stop", "stop: { grace: 10 }", "`stop.grace` of service `web`: expected a duration"],
  ["logs", "logs: { size: 10MB }", "expected a size such as 10MiB"],
];

const ofRunbook: readonly (readonly [key: string, line: string, expected: string])[] = [
  ["run", "run: [a]", "`run` of runbook `flush`: expected a text"],
  ["description", "description: 5", "`description` of runbook `flush`: expected a text"],
  ["cwd", "cwd: /a", "expected a path inside the project"],
  ["shell", "shell: ''", "expected some text"],
  ["env", "env: [A]", "expected a mapping of keys to values"],
  ["secrets", "secrets: [MILLRACE_X]", "names that start with MILLRACE_ are set by Millrace itself"],
  ["timeout", "timeout: soon", "`timeout` of runbook `flush`: expected a duration"],
  ["confirm", "confirm: 5", "`confirm` of runbook `flush`: expected true, or the text to type"],
  ["parameters", "parameters: { A: { type: txt } }", "`parameters.A.type` of runbook `flush`: expected one of"],
  ["parameters", "parameters: { A: { type: text, patern: a } }", "Did you mean `pattern`?"],
  ["parameters", "parameters: { A: { type: text, pattern: '(' } }", "is no regular expression"],
  [
    "parameters",
    `parameters: { A: { type: text, pattern: "(a+)+", default: "${"a".repeat(50)}!" } }`,
    "`parameters.A.default` of runbook `flush` cannot be held against (a+)+: that takes too long.",
  ],
  [
    "parameters",
    "parameters: { A: { type: text, pattern: '\\d+', default: x } }",
    "`parameters.A.default` of runbook `flush` must match \\d+.",
  ],
  ["parameters", "parameters: { A: { type: choice, choices: [a, b], default: c } }", "must be one of a, b."],
  ["parameters", "parameters: { A: { type: number, min: 2, max: 1 } }", "is below `min`: no number would fit."],
  ["parameters", "parameters: { A: { type: number, whole: true, default: 1.5 } }", "must be a whole number."],
  [
    "parameters",
    "parameters: { A: { type: secret } }, secrets: [A]",
    "`parameters.A` of runbook `flush` is a secret of the same name already.",
  ],
  ["parameters", "parameters: { A: { type: text } }, env: { A: 1 }", "is a variable of `env` already."],
  ["parameters", "parameters: { MILLRACE_A: { type: text } }", "names that start with MILLRACE_"],
  ["limit", "limit: { perHour: 0 }", "`limit.perHour` of runbook `flush`: expected at least 1"],
];

const ofMonitor: readonly (readonly [key: string, line: string, expected: string])[] = [
  ["description", "tcp: 'a:1', description: 5", "`description` of monitor `home`: expected a text"],
  ["every", "tcp: 'a:1', every: 500ms", "`every` of monitor `home`: expected at least 1s"],
  ["timeout", "tcp: 'a:1', timeout: 5", "`timeout` of monitor `home`: expected a duration"],
  ["retries", "tcp: 'a:1', retries: -1", "`retries` of monitor `home`: expected at least 0"],
  ["slow", "tcp: 'a:1', slow: 1", "`slow` of monitor `home`: expected a duration"],
  ["maintenance", "tcp: 'a:1', maintenance: { from: '02:00', to: '02:00' }", "`maintenance.to` of monitor `home` is not after it begins"],
  ["maintenance", "tcp: 'a:1', maintenance: [{ from: '02:00', to: '03:00', zone: Europe/Berlim }]", "Did you mean `Europe/Berlin`?"],
  ["maintenance", "tcp: 'a:1', maintenance: nightly", "`maintenance` of monitor `home`: expected a mapping with `from` and `to`"],
  ["alert", "tcp: 'a:1', alert: true", "`alert` of monitor `home`: expected false, or a mapping"],
  [
    "alert",
    "tcp: 'a:1', alert: { notify: [op] }",
    "Entry 1 of `alert.notify` of monitor `home`: there is no channel `op`. Did you mean `ops`?",
  ],
  [
    "alert",
    "tcp: 'a:1', alert: { latency: { over: 1s, fr: 1m } }",
    "`alert.latency` of monitor `home` has no key `fr`. Did you mean `for`?",
  ],
  ["objective", "tcp: 'a:1', objective: { target: 100 }", "`objective.target` of monitor `home`: expected"],
  ["http", "http: shop", "`http` of monitor `home`"],
  ["method", "tcp: 'a:1', method: GET", "`method` of monitor `home` belongs to `http`, but this one looks at `tcp`: remove it."],
  ["headers", "http: 'http://a/', headers: { A: $TOKEN }", "$TOKEN stands for a secret; name `TOKEN` in `secrets` beside it."],
  ["body", "http: 'http://a/', body: 5", "`body` of monitor `home`: expected a text"],
  ["status", "http: 'http://a/', status: ok", "`status` of monitor `home`: expected a status such as 200, or a list of them"],
  ["contains", "http: 'http://a/', contains: ''", "`contains` of monitor `home`: expected some text"],
  ["json", "http: 'http://a/', json: [a]", "`json` of monitor `home`: expected a mapping"],
  ["redirects", "http: 'http://a/', redirects: 21", "`redirects` of monitor `home`: expected at most 20"],
  ["insecure", "http: 'https://a/', insecure: 1", "`insecure` of monitor `home`: expected true or false"],
  ["tcp", "tcp: a", "expected host:port"],
  ["tls", "tls: a", "expected host:port"],
  ["expires", "tls: 'a:443', expires: 14", "`expires` of monitor `home`: expected a duration"],
  ["dns", "dns: ''", "`dns` of monitor `home`: expected some text"],
  ["record", "dns: a, record: PTR", "`record` of monitor `home`: expected one of A"],
  ["answer", "dns: a, answer: { a: 1 }", "`answer` of monitor `home`: expected a text, or a list of them"],
  ["resolver", "dns: a, resolver: ''", "`resolver` of monitor `home`: expected some text"],
  ["run", "run: ''", "`run` of monitor `home`: expected a command"],
  ["shell", "run: a, shell: ''", "`shell` of monitor `home`: expected some text"],
  ["cwd", "run: a, cwd: ../b", "a path may not leave the project"],
  ["env", "run: a, env: { A-B: 1 }", "expected a variable name"],
  ["secrets", "tcp: 'a:1', secrets: [A]", "`secrets` of monitor `home` has no use"],
  ["process", "process: '('", "is no regular expression"],
  ["service", "service: webb", "`service` of monitor `home`: there is no service `webb`. Did you mean `web`?"],
  ["disk", "disk: ''", "`disk` of monitor `home`: expected some text"],
  ["free", "disk: /, free: 10", "`free` of monitor `home`: expected"],
  ["log", "log: service:wep, pattern: a", "there is no service `wep`. Did you mean `web`?"],
  ["pattern", "log: app.log", "Monitor `home` has no `pattern`"],
];

const others: readonly (readonly [line: string, expected: string])[] = [
  ["monitors: { a: { every: 5s } }", "Monitor `a`: expected exactly one of http, tcp"],
  ["monitors: { a: { tcp: 'a:1', tls: 'a:1' } }", "Monitor `a`: expected exactly one of http, tcp"],
  ["monitors: { a: { htp: 'http://a/', tcp: 'a:1' } }", "Monitor `a` has no key `htp`. Did you mean `http`?"],
  ["monitors: { a: 'http://a/' }", "Monitor `a`: expected a mapping with one of http, tcp"],
  ["monitors: []", "`monitors`: expected a mapping of keys to values, found an empty list"],
  ["services: { 'a b': { run: a } }", "`a b` cannot be used as a name here"],
  ["services: { a: node }", "Service `a`: expected a mapping with `run`"],
  ["services: { a: { port: 1 } }", "Service `a` has no `run`: expected a command."],
  ["services: { a: { run: a, needs: [b] }, b: { run: b, needs: [a] } }", "Services need each other in a circle: `a` → `b` → `a`"],
  ["runbooks: { a: {} }", "Runbook `a` has no `run`: expected a command."],
  ["channels: { inbox: { run: a } }", "Channel `inbox` is always there: give this one another name."],
  ["channels: { a: { webhook: 'http://a/', run: b } }", "Channel `a`: expected exactly one of webhook and run"],
  ["channels: { a: { run: b, headers: { A: b } } }", "`headers` of channel `a` belongs to a webhook: remove it."],
  ["channels: { a: { webhook: 'http://a/', headers: { A: 'Bearer $T' } } }", "$T stands for a secret"],
];

describe("something wrong behind a key of operations", () => {
  it("is looked at for every key", () => {
    const keys = (rows: readonly (readonly [string, string, string])[]) => [...new Set(rows.map(([key]) => key))];
    expect(keys(ofService)).toEqual(Object.keys(serviceDefinitionSchema.shape));
    expect(keys(ofRunbook)).toEqual(Object.keys(runbookDefinitionSchema.shape));
    expect(keys(ofMonitor)).toEqual(Object.keys(monitorDefinitionSchema.shape));
  });

  it.each(ofService)("%s of a service: %s", (key, line, expected) => {
    const run = key === "run" ? "" : "run: a, ";
    expectTold(`${head}\nservices:\n  database: { run: db, port: 5432 }\n  web: { ${run}${line} }`, expected);
  });

  it.each(ofRunbook)("%s of a runbook: %s", (key, line, expected) => {
    const run = key === "run" ? "" : "run: a, ";
    expectTold(`${head}\nrunbooks:\n  flush: { ${run}${line} }`, expected);
  });

  it.each(ofMonitor)("%s of a monitor: %s", (_, line, expected) => {
    expectTold(`${head}\nservices: { web: { run: a } }\nchannels: { ops: { run: a } }\nmonitors:\n  home: { ${line} }`, expected);
  });

  it.each(others)("%s", (line, expected) => {
    expectTold(`${head}\n${line}`, expected);
  });
});

describe("what keeps things running", () => {
  it("is planned in the order of the file, with its lines", () => {
    const { operations, problems } = parsePipeline(
      [
        head,
        "secrets: [KEY]",
        "services:",
        "  web: { run: node server.js, port: 8080, restart: on-failure, needs: ['10'] }",
        "  '10': { run: db, ready: { log: ready } }",
        "runbooks: { flush-cache: { run: redis-cli flushall, confirm: true } }",
        "monitors: { home: { http: 'http://127.0.0.1:8080/', every: 30s, alert: { after: 3 } } }",
        "channels: { ops: { webhook: 'http://127.0.0.1:1/', headers: { Authorization: Bearer $HOOK }, secrets: [HOOK] } }",
      ].join("\n"),
      "millrace.yml",
    );
    expect(problems).toEqual([]);
    expect(operations.services.map(({ name }) => name)).toEqual(["web", "10"]);
    expect(operations.services[0]).toMatchObject({
      env: { PORT: "8080" },
      ports: [8080],
      secrets: ["KEY"],
      restart: { policy: "on-failure" },
    });
    expect(operations.services[0]?.ready).toMatchObject({ probe: { kind: "tcp", host: "127.0.0.1", port: 8080 } });
    expect(operations.services[1]?.ready).toMatchObject({ probe: { kind: "log", pattern: "ready" } });
    expect(operations.runbooks[0]).toMatchObject({ name: "flush-cache", confirm: "", perHour: null });
    expect(operations.monitors[0]).toMatchObject({ everyMs: 30_000, retries: 1, alert: { after: 3, notify: ["inbox", "desktop"] } });
    expect(operations.channels[0]).toMatchObject({ kind: { type: "webhook" }, secrets: ["HOOK"] });
    expect(operations.lines).toEqual({
      services: { web: 5, "10": 6 },
      runbooks: { "flush-cache": 7 },
      monitors: { home: 8 },
      channels: { ops: 9 },
    });
  });
});
