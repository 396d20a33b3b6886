import { expect, test } from "vitest";
import { readArguments } from "./arguments.ts";

function read(line: string) {
  return readArguments(line === "" ? [] : line.split(" "), "/work");
}

test("finds commands of one and of two words, with their words and options", () => {
  expect(read("run unit lint --only --parallel 3 --project shop --json")).toMatchObject({
    ok: true,
    value: {
      kind: "command",
      command: { name: "run" },
      words: ["unit", "lint"],
      options: { only: true, parallel: "3", json: true },
      projectFolder: "/work/shop",
    },
  });
  expect(read("runs show r12")).toMatchObject({
    ok: true,
    value: { command: { name: "runs show" }, words: ["r12"], projectFolder: "/work" },
  });
  expect(read("logs r1 unit -f")).toMatchObject({ ok: true, value: { command: { name: "logs" }, options: { follow: true } } });
});

test("what every command takes may stand before it", () => {
  expect(read("--project shop --json runs list --limit 3")).toEqual(read("runs list --limit 3 --project shop --json"));
  expect(read("--project=shop run -- --odd")).toMatchObject({ ok: true, value: { words: ["--odd"], projectFolder: "/work/shop" } });
  expect(read("--project a run --project b")).toMatchObject({ ok: false, failure: { message: expect.stringContaining("twice") } });
});

test("a working folder that is gone is said where it is needed, and only there", () => {
  expect(readArguments(["run"], null)).toMatchObject({ ok: false, failure: { code: "folder-missing", exitCode: 2 } });
  expect(readArguments(["run", "--project", "/work/shop"], null)).toMatchObject({ ok: true, value: { projectFolder: "/work/shop" } });
  expect(readArguments(["help", "run"], null)).toMatchObject({ ok: true, value: { kind: "help" } });
});

test.each([
  ["", { kind: "help", group: "", command: null }],
  ["--help", { kind: "help", group: "", command: null }],
  ["help --json", { kind: "help", group: "", command: null }],
  ["help runs", { kind: "help", group: "runs", command: null }],
  ["runs --help", { kind: "help", group: "runs", command: null }],
  ["help runs list", { kind: "help", command: { name: "runs list" } }],
  ["run --help", { kind: "help", command: { name: "run" } }],
  ["--version", { kind: "version" }],
  ["-V", { kind: "version" }],
])("%j asks for help or the version", (line, value) => {
  expect(read(line)).toMatchObject({ ok: true, value });
});

test.each([
  ["rnu", 'There is no command "rnu".', "Did you mean millrace run?"],
  ["frobnicate", 'There is no command "frobnicate".', "See millrace help."],
  ["import ci.yml", "millrace import is not part of this version.", "See millrace help for what is."],
  [
    "runs",
    "millrace runs needs one more word.",
    "Try runs list, runs show, runs export, runs cancel, runs approve, runs deny, runs retry, runs pin, runs unpin.",
  ],
  ["runs show", "millrace runs show needs ID.", "See millrace help runs show."],
  ["doctor now", 'millrace doctor does not take "now".', "See millrace help doctor."],
  ["run --paralel 2", "There is no option --paralel. Did you mean --parallel?", "See millrace help run."],
  ["run --zzz", "There is no option --zzz.", "See millrace help run."],
  ["run --parallel", "--parallel needs N.", "See millrace help run."],
  ["run --parallel -1", "--parallel needs N; one that begins with a dash is written --parallel=-….", "See millrace help run."],
  ["run --parallel 2 unit --parallel=3", "--parallel is there twice; it takes one N.", "See millrace help run."],
  ["run --project=", "--project needs DIR; what it was given is empty.", "See millrace help run."],
  ["run --json=yes", "--json takes no value.", "See millrace help run."],
  ["logs 1 --follow=no", "--follow takes no value.", "See millrace help logs."],
  ["runs lst", 'There is no command "runs lst".', "Did you mean millrace runs list?"],
  [
    "runs frobnicate",
    'There is no command "runs frobnicate".',
    "There are runs list, runs show, runs export, runs cancel, runs approve, runs deny, runs retry, runs pin, runs unpin.",
  ],
  ["--colour run", "No command stands before --colour.", "See millrace help."],
  ["--json", "No command stands before --json.", "See millrace help."],
])("%j is refused with the way out", (line, message, hint) => {
  expect(read(line)).toEqual({
    ok: false,
    failure: { code: line.startsWith("import") ? "not-in-this-version" : "usage", message, hint, exitCode: 2 },
  });
});
