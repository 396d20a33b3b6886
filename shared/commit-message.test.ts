import { expect, test } from "vitest";
import { checkMessage, parseHeader, suggestMessage } from "./commit-message.ts";

test.each([
  ["feat: add", { type: "feat", scope: null, isBreaking: false, subject: "add" }],
  ["fix(run-host)!:  mend it ", { type: "fix", scope: "run-host", isBreaking: true, subject: "mend it" }],
  ["Whatever(x y): z", { type: "Whatever", scope: "x y", isBreaking: false, subject: "z" }],
  ["feat:", { type: "feat", scope: null, isBreaking: false, subject: "" }],
  ["no header", null],
  ["feat(: x", null],
  ["http://example.org", { type: "http", scope: null, isBreaking: false, subject: "//example.org" }],
])("%j is taken apart", (line, header) => {
  expect(parseHeader(line)).toEqual(header);
});

test.each([
  ["feat: add a lane", []],
  ["feat(graph)!: draw lanes\n\nBody.\n\nBREAKING CHANGE: no lines\n#12", []],
  ["Merge branch 'x'", []],
  ['Revert "feat: x"', []],
  ["fixup! feat: x", []],
  ["", ["error 0"]],
  ["\n\nfeat: x", ["error 0"]],
  ["Add a lane", ["error 0"]],
  ["Feat: add", ["error 0"]],
  ["feet: add", ["error 0"]],
  ["feat(): add", ["error 0"]],
  ["feat:add", ["error 0"]],
  ["feat: ", ["error 0"]],
  ["feat: Add a lane.", ["advice 0", "advice 0"]],
  ["feat: API stays large", []],
  [`feat: ${"x".repeat(80)}`, ["advice 0"]],
  ["feat: x\nbody at once", ["error 1"]],
  [`feat: x\n\n${"word ".repeat(30)}`, ["advice 2"]],
  [`feat: x\n\nhttps://example.org/${"x".repeat(200)}`, []],
  ["feat: x\n\nBreaking change: y", ["error 2"]],
  ["feat: …\n\n\n", []],
])("%j is checked", (message, hints) => {
  expect(checkMessage(message).map(({ kind, line }) => `${kind} ${line}`)).toEqual(hints);
});

test.each([
  [[], [], { type: null, scope: null }],
  [["docs/a.md", "README.md"], [], { type: "docs", scope: null }],
  [["electron/engine/run/run.test.ts"], ["run"], { type: "test", scope: "run" }],
  [["electron/engine/run/run.ts", "electron/engine/run/host.ts"], ["git", "run"], { type: null, scope: "run" }],
  [["electron/engine/log/log.ts", "electron/engine/log/read.ts"], ["git"], { type: null, scope: "log" }],
  [["packages/shop/src/a.ts", "packages/shop/src/b.ts"], ["x"], { type: null, scope: "shop" }],
  [["a/x.ts", "b/x.ts"], ["git"], { type: null, scope: null }],
  [["package.json", "package-lock.json"], ["deps"], { type: "build", scope: null }],
  [[".github/workflows/ci.yml"], [], { type: "ci", scope: null }],
  [["src/a.ts"], [], { type: null, scope: null }],
] as const)("%j is suggested a message for", (paths, scopes, suggestion) => {
  expect(suggestMessage(paths, scopes)).toEqual(suggestion);
});
