import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { valueIn } from "../../../e2e/fixtures/deploy-shop.ts";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { commitAll, makeRepository, writeFiles } from "../../../e2e/fixtures/repository.ts";
import { openGit } from "../git/git.ts";
import { commentsIn, readCodeComments } from "./code-comments.ts";

const inLine = (line: string, path = "a.ts") => commentsIn(`${path}\0${7}\0${line}\n`, "").map(({ kind, text }) => `${kind}: ${text}`);

test("a comment is told with its words and without its marks", () => {
  const told: [string, string, string?][] = [
    ["// TODO: fix the login", "TODO: fix the login"],
    ["x = 1; /* FIXME(ada) - too slow */", "FIXME: too slow"],
    ["  * TODO say why", "TODO: say why"],
    ["# TODO", "TODO: TODO"],
    ["<!-- TODO: picture -->", "TODO: picture", "a.md"],
    ["-- FIXME: index", "FIXME: index", "a.sql"],
    ["; TODO port", "TODO: port", "a.clj"],
    ["f(); // see below, TODO later", "TODO: later"],
    ["  {/* TODO: aria */}", "TODO: aria", "a.tsx"],
  ];
  for (const [line, expected, path] of told) expect([line, inLine(line, path)]).toEqual([line, [expected]]);
});

test("a word in code, in a name or in a text is no comment", () => {
  for (const line of [
    "const TODO = 1;",
    'say("TODO")',
    "// TODOS",
    "// x.TODO",
    "// TODO_LIST",
    "- TODO write this",
    "https://x/TODO",
    "-- TODO",
  ])
    expect([line, inLine(line)]).toEqual([line, []]);
});

test("its sum stays where its line moves, and two of the same words are two", () => {
  const sums = (output: string) => commentsIn(output, "").map(({ sum }) => sum);
  const [first, second, other] = sums("a.ts\x001\0// TODO: x\na.ts\x009\0//   TODO  x\nb.ts\x001\0// TODO: x\n");
  expect(new Set([first, second, other]).size).toBe(3);
  expect(sums("a.ts\x0042\0  // TODO: x\n")).toEqual([first]);
});

test("files that git knows are looked through as they lie there, below the project's folder alone", async () => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  makeRepository(folder, {
    "shop/a b.ts": "one\n// TODO: first\n",
    "shop/.millrace/plan/x.md": "// TODO: no\n",
    "other.ts": "// TODO: elsewhere\n",
  });
  commitAll(folder, "binary", { "shop/b.bin": Buffer.from("// TODO: \0 no\n") });
  writeFiles(folder, { "shop/a b.ts": "one\ntwo\n// FIXME: now\n", "shop/new.ts": "// TODO: untracked\n" });
  const git = valueIn(await openGit(join(folder, "shop"), { isTrusted: true }));
  const { comments, isCut } = valueIn(await readCodeComments(git));
  expect(comments).toMatchObject([{ kind: "FIXME", path: "a b.ts", line: 3, text: "now" }]);
  expect([comments.length, isCut]).toEqual([1, false]);
});

test("a repository without any has none, a folder that is no repository says so", async () => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const look = async () => readCodeComments(valueIn(await openGit(folder, { isTrusted: true })));
  expect((await look()).ok).toBe(false);
  makeRepository(folder);
  expect(valueIn(await look())).toEqual({ comments: [], isCut: false });
});
