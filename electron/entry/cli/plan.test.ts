import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { millrace, programFile } from "../../../e2e/fixtures/millrace-programs.ts";
import { commitAll, git, makeRepository, setPerson } from "../../../e2e/fixtures/repository.ts";
import type { PlanBoard, PlanItemDetail } from "../../../shared/contract/plan.ts";
import { projectId } from "../../../shared/ids.ts";

/*
 * `millrace plan …`, as it stands.
 */

let folder: string;
let shop: string;
let remove: () => void;
beforeEach(async () => {
  ({ folder, remove } = temporaryFolder());
  shop = setPerson(makeRepository(join(folder, "shop")));
  expect((await ask("open")).exitCode).toBe(0);
});
afterEach(() => remove());

const ask = (...words: string[]) => millrace({ home: join(folder, "data"), cwd: shop }, ...words);
const json = async <T>(...words: string[]) => JSON.parse((await ask("plan", ...words, "--json")).output) as T;

function trust(): void {
  const store = openTestStore(join(folder, "data"));
  write(store, ({ projects }) => projects.trust(projectId(1), true, 1));
  store.close();
}

test("items are written, listed, moved, changed, commented and put away", async () => {
  expect((await ask("plan", "list")).output).toBe("No plan yet: millrace plan add writes the first item.\n");
  expect((await ask("plan", "add", "Fix", "the", "login", "--label", "bug, window", "--estimate", "3", "--assignee", "me")).output).toBe(
    "    #1  Fix the login  [bug]  [window]  3p  @Mara  in Backlog\n",
  );
  await ask("plan", "add", "Search", "--column", "next");
  expect((await ask("plan", "move", "1", "doing")).output).toContain("in Doing\n");
  expect((await ask("plan", "edit", "#1", "--milestone", "1.0", "--estimate", "none")).output).toContain(
    "Fix the login  [bug]  [window]  1.0  @Mara",
  );
  expect((await ask("plan", "comment", "1", "It is", "the cookie.")).exitCode).toBe(0);
  expect((await ask("plan", "list")).output).toBe(
    "Backlog (0)\n\nNext (1)\n    #2  Search\n\nDoing (1)\n    #1  Fix the login  [bug]  [window]  1.0  @Mara\n\nDone (0)\n\nReleased (0)\n",
  );
  expect((await ask("plan", "list", "COOKIE")).output).toBe("Doing (1)\n    #1  Fix the login  [bug]  [window]  1.0  @Mara\n");
});

test("one item is shown with its comments, and the archive holds what was put away", async () => {
  await ask("plan", "add", "Fix the login", "--assignee", "me");
  await ask("plan", "add", "Search");
  await ask("plan", "comment", "1", "It is the cookie.");
  expect((await json<PlanBoard>("list", "--assignee", "me")).items).toMatchObject([{ number: 1, column: "Backlog" }]);
  const shown = await json<PlanItemDetail>("show", "1");
  expect(shown).toMatchObject({ item: { number: 1 }, comments: [{ text: "It is the cookie.", author: "Mara <mara@example.org>" }] });
  expect((await ask("plan", "show", shown.path)).output).toContain("-- Mara <mara@example.org>");
  expect((await ask("plan", "archive", "1", "2")).exitCode).toBe(0);
  expect((await json<PlanBoard>("list", "--archived")).items).toHaveLength(2);
  expect((await ask("plan", "archive", "2", "--back")).exitCode).toBe(0);
  expect((await json<PlanBoard>("list")).items).toMatchObject([{ number: 2 }]);
  expect((await ask("plan", "columns")).output).toContain("Done                  when landed, done\n");
});

test("a part of a name means the one whom git knows by it", async () => {
  commitAll(shop, "by Mara");
  expect((await json<{ item: { assignee: string } }>("add", "One", "--assignee", "mar")).item.assignee).toBe("Mara <mara@example.org>");
  expect((await json<{ item: { assignee: string } }>("add", "Two", "--assignee", "Nobody known")).item.assignee).toBe("Nobody known");
});

test("what cannot be done says why", async () => {
  expect(await ask("plan", "show", "9")).toMatchObject({ exitCode: 2, complaint: expect.stringContaining("shop has no item 9.") });
  await ask("plan", "add", "One");
  expect(await ask("plan", "move", "1", "Nowhere")).toMatchObject({
    exitCode: 2,
    complaint: expect.stringContaining("There are Backlog, Next"),
  });
  expect(await ask("plan", "edit", "1")).toMatchObject({ exitCode: 2 });
  expect(await ask("plan", "edit", "1", "--estimate", "much")).toMatchObject({ exitCode: 2 });
  expect(await ask("plan", "resolve", "1", "title", "mine")).toMatchObject({ exitCode: 2 });
  expect(await ask("plan", "resolve", "1", "title", "ours")).toMatchObject({ exitCode: 2 });
  expect((await ask("plan", "mend")).output).toBe("Nothing is to be mended.\n");
});

test("a merge that git gave up is mended by field, and what is left is decided", async () => {
  trust();
  const { path } = await json<{ path: string }>("add", "One");
  const both = await json<{ path: string }>("add", "Two");
  commitAll(shop, "plan");
  git(shop, "switch", "--quiet", "-c", "other");
  await ask("plan", "edit", "1", "--milestone", "1.0", "--label", "a");
  await ask("plan", "comment", "2", "theirs");
  await ask("plan", "add", "Third");
  commitAll(shop, "other");
  git(shop, "switch", "--quiet", "main");
  await ask("plan", "edit", "1", "--milestone", "2.0", "--label", "b");
  await ask("plan", "comment", "2", "ours");
  await ask("plan", "add", "Also third");
  commitAll(shop, "main");
  expect(() => git(shop, "merge", "--quiet", "other")).toThrow();
  const key = path.replace(/^.*\//, "").replace(".md", "");
  expect(await ask("plan", "mend", "--check")).toMatchObject({ exitCode: 1 });
  const mended = await ask("plan", "mend");
  expect(mended).toMatchObject({ exitCode: 1, output: expect.stringContaining(`${key}: milestone is "2.0" or "1.0"`) });
  expect(mended.output).toMatch(/(also-)?third-\S+: #4 now; (also-)?third-\S+ keeps #3/);
  expect(readFileSync(join(shop, path), "utf8")).toContain(
    '<<<<<<< ours (Millrace)\nmilestone: "2.0"\n||||||| base\nmilestone:\n=======\nmilestone: "1.0"\n>>>>>>> theirs\n',
  );
  expect(git(shop, "diff", "--name-only", "--diff-filter=U")).toBe(path);
  // What got another number is part of the merge.
  expect(
    git(shop, "status", "--porcelain", "--untracked-files=no")
      .split("\n")
      .filter((line) => /^[AM]M/.test(line)),
  ).toEqual([]);
  expect(await ask("plan", "comment", "1", "now")).toMatchObject({ exitCode: 2, complaint: expect.stringContaining("two sides") });
  expect(await ask("plan", "resolve", "1", "milestone", "theirs")).toMatchObject({ exitCode: 0 });
  expect(git(shop, "diff", "--name-only", "--diff-filter=U")).toBe("");
  expect((await json<PlanItemDetail>("show", "1")).item).toMatchObject({ milestone: "1.0", labels: ["a", "b"], conflicts: [] });
  expect((await json<PlanItemDetail>("show", both.path)).comments.map(({ text }) => text).toSorted()).toEqual(["ours", "theirs"]);
  expect((await json<PlanBoard>("list")).items.map(({ number }) => number).toSorted()).toEqual([1, 2, 3, 4]);
});

test("as git's merge driver it leaves git nothing to give up but what both changed", async () => {
  writeFileSync(join(shop, ".gitattributes"), ".millrace/plan/*.md merge=millrace-plan\n");
  git(shop, "config", "merge.millrace-plan.driver", `'${process.execPath}' '${programFile("command line")}' plan merge-file %O %A %B`);
  await ask("plan", "add", "One");
  commitAll(shop, "plan");
  git(shop, "switch", "--quiet", "-c", "other");
  await ask("plan", "comment", "1", "theirs");
  commitAll(shop, "other");
  git(shop, "switch", "--quiet", "main");
  await ask("plan", "comment", "1", "ours");
  commitAll(shop, "main");
  git(shop, "merge", "--quiet", "--no-edit", "other");
  expect((await json<PlanItemDetail>("show", "1")).comments).toHaveLength(2);
  const [name = ""] = readdirSync(join(shop, ".millrace/plan"));
  const file = join(shop, ".millrace/plan", name);
  const text = readFileSync(file, "utf8");
  const versions = ["base", "ours", "theirs"].map((title) => {
    writeFileSync(join(folder, title), title === "base" ? text : text.replace("title: One", `title: ${title}`));
    return join(folder, title);
  });
  expect(await ask("plan", "merge-file", ...versions)).toMatchObject({ exitCode: 1, complaint: "Both sides changed title.\n" });
  expect(await ask("plan", "merge-file", join(folder, "nothing"), file, file)).toMatchObject({ exitCode: 2 });
});

test("what several write at once is all there, and every new item has a number of its own", async () => {
  await ask("plan", "add", "Fix the login");
  const comments = Array.from({ length: 6 }, (_, index) => ask("plan", "comment", "1", `comment ${index}`));
  const fields = [ask("plan", "edit", "1", "--estimate", "5"), ask("plan", "edit", "1", "--label", "bug")];
  const items = ["Search", "Speed", "Colours"].map((title) => ask("plan", "add", title));
  const answers = await Promise.all([...comments, ...fields, ...items]);
  expect(answers.map(({ exitCode }) => exitCode)).toEqual(answers.map(() => 0));
  const { item, comments: kept } = await json<PlanItemDetail>("show", "1");
  expect({ estimate: item.estimate, labels: item.labels, comments: kept.map(({ text }) => text).sort() }).toEqual({
    ...{ estimate: 5, labels: ["bug"] },
    comments: Array.from({ length: 6 }, (_, index) => `comment ${index}`),
  });
  const { items: all } = await json<PlanBoard>("list");
  expect(all.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4]);
});

test("an item is removed with its number kept from others, and what is put away or not found says so", async () => {
  await ask("plan", "add", "Fix the login");
  await ask("plan", "add", "Search");
  expect((await ask("plan", "archive", "1")).output).toBe("    #1  Fix the login  in the archive\n");
  expect((await ask("plan", "list", "nowhere to be found")).output).toBe("No item of the board is like that.\n");
  commitAll(shop, "plan");
  expect((await ask("plan", "remove", "2")).output).toBe("Removed #2 Search.\n");
  expect((await ask("plan", "add", "Speed")).output).toContain("#3  Speed");
  expect(await ask("plan", "remove", "2")).toMatchObject({ exitCode: 2 });
});
