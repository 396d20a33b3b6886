import { mkdirSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { millrace } from "../../../e2e/fixtures/millrace-programs.ts";
import { addRichHistory } from "../../../e2e/fixtures/rich-history.ts";
import { projectId } from "../../../shared/ids.ts";

let folder: string;
let remove: () => void;
beforeEach(() => {
  const made = temporaryFolder();
  remove = made.remove;
  folder = realpathSync(made.folder);
  for (const name of ["shop", "other"]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "millrace.yml"), 'version: 1\nname: shop\nstages: { a: { phase: test, run: "true" } }\n');
  }
});
afterEach(() => remove());

const at = (home: string, cwd: string, ...words: string[]) => millrace({ home: join(folder, home), cwd: join(folder, cwd) }, ...words);

test("a history goes from one computer to another by the command line, and is told of before", async () => {
  await at("one", "shop", "open");
  const store = openTestStore(join(folder, "one"));
  addRichHistory(store, projectId(1), { runs: 6, fromMs: Date.UTC(2026, 2, 1) });
  store.close();
  expect(await at("one", "shop", "history", "export", "../shop.history")).toMatchObject({
    exitCode: 0,
    output: expect.stringMatching(
      /^.*shop\.history\nHistory of shop, written on .*\n7 runs with 19 stages on 2026-03-01\.\n3 tests, .* of logs, 1 release, 1 deployment, 1 incident\.\nNot in it: /,
    ),
  });
  expect(await at("one", "shop", "history", "export", "../shop.history")).toMatchObject({
    exitCode: 2,
    complaint: expect.stringContaining("is there already"),
  });
  expect(await at("one", "shop", "history", "export", "../shop.history", "--force", "--without-logs", "--json")).toMatchObject({
    exitCode: 0,
  });
  expect(JSON.parse((await at("two", "other", "history", "inspect", "../shop.history", "--json")).output)).toMatchObject({
    manifest: { counts: { runs: 7 }, logBytes: 0 },
  });
  expect(await at("two", "other", "history", "import", "../shop.history")).toMatchObject({
    exitCode: 2,
    complaint: expect.stringContaining("No project was opened"),
  });
  await at("two", "other", "open");
  expect((await at("two", "other", "history", "import", "../shop.history")).output).toBe("7 runs came in.\n");
  expect((await at("two", "other", "history", "import", "../shop.history")).output).toMatch(
    /^0 runs came in\.\n7 runs were here already and stayed as they were\.\n/,
  );
  const list = (await at("two", "other", "runs", "list")).output;
  expect(list.trimEnd().split("\n")).toHaveLength(7);
  expect((await at("two", "other", "logs", "1", "lint")).complaint).toMatch(/The log was not in the file that this run came from/);
});

test("what is no history is refused with a sentence, and changes nothing", async () => {
  await at("one", "shop", "open");
  writeFileSync(join(folder, "page.html"), "<script>alert(1)</script>");
  writeFileSync(join(folder, "new"), gzipSync('{"format":"millrace-history","version":7,"millrace":"9.1\\u001b[31m"}\n'));
  const answers = [
    [await at("one", "shop", "history", "import", "../page.html"), "This is no file of a history."],
    [await at("one", "shop", "history", "inspect", "../page.html"), "This is no file of a history."],
    [await at("one", "shop", "history", "import", "../none"), "is not there"],
    [await at("one", "shop", "history", "import", ".."), "is no file."],
    [
      await at("one", "shop", "history", "import", "../new"),
      "The file is of version 7 and was written by Millrace 9.1␛[31m; this one reads up to version 1.",
    ],
  ] as const;
  for (const [answer, sentence] of answers) {
    expect(answer).toMatchObject({ exitCode: 2, output: "", complaint: expect.stringContaining(sentence) });
    expect(answer.complaint).not.toContain("\u001b[31m");
  }
  expect(readdirSync(join(folder, "one"))).not.toContain("runs");
});
