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

test.each([
  ["", { kind: "help", command: null }],
  ["--help", { kind: "help", command: null }],
  ["help runs list", { kind: "help", command: { name: "runs list" } }],
  ["run --help", { kind: "help", command: { name: "run" } }],
  ["--version", { kind: "version" }],
])("%j asks for help or the version", (line, value) => {
  expect(read(line)).toMatchObject({ ok: true, value });
});

test.each([
  ["rnu", 'There is no command "rnu".', "Did you mean millrace run?"],
  ["frobnicate", 'There is no command "frobnicate".', "See millrace help."],
  ["deploy production", "millrace deploy is not part of this version.", "See millrace help for what is."],
  ["runs", "millrace runs needs one more word.", "Try runs list, runs show, runs cancel, runs retry, runs pin, runs unpin."],
  ["runs show", "millrace runs show needs ID.", "See millrace help runs show."],
  ["doctor now", 'millrace doctor does not take "now".', "See millrace help doctor."],
  ["run --paralel 2", "There is no option --paralel. Did you mean --parallel?", "See millrace help run."],
  ["run --zzz", "There is no option --zzz.", "See millrace help run."],
  ["run --parallel", "Option '--parallel <value>' argument missing.", "See millrace help run."],
])("%j is refused with the way out", (line, message, hint) => {
  expect(read(line)).toEqual({
    ok: false,
    failure: { code: line.startsWith("deploy") ? "not-in-this-version" : "usage", message, hint, exitCode: 2 },
  });
});
