import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { millrace } from "../../../e2e/fixtures/millrace-programs.ts";
import { commitAll, git, makeRepository, setPerson } from "../../../e2e/fixtures/repository.ts";
import { projectId } from "../../../shared/ids.ts";

let folder: string;
let shop: string;
let remove: () => void;
beforeEach(async () => {
  ({ folder, remove } = temporaryFolder());
  shop = setPerson(makeRepository(join(folder, "shop")));
  expect((await ask("open")).exitCode).toBe(0);
  const store = openTestStore(join(folder, "data"));
  write(store, ({ projects }) => projects.trust(projectId(1), true, 1));
  store.close();
});
afterEach(() => remove());

const ask = (...words: string[]) => millrace({ home: join(folder, "data"), cwd: shop }, ...words);

test("work on an item begins with its branch", async () => {
  await ask("plan", "add", "Open a door");
  expect(await ask("plan", "start", "1")).toMatchObject({ exitCode: 0, output: "On 1-open-a-door, for #1 Open a door.\n" });
  expect(git(shop, "branch", "--show-current")).toBe("1-open-a-door");
  expect((await ask("plan", "list")).output).toContain("Doing");
  expect(await ask("plan", "start", "1", "--branch", "door")).toMatchObject({ exitCode: 2 });
  expect(JSON.parse((await ask("plan", "start", "#1", "--branch", "fix/#1", "--json")).output)).toMatchObject({ branch: "fix/#1" });
  expect((await ask("plan", "start", "7")).exitCode).not.toBe(0);
});

test("comments in the code are listed, and one of them becomes an item", async () => {
  expect((await ask("plan", "todo")).output).toBe("No TODO and no FIXME in the files that git knows.\n");
  commitAll(shop, "chore: code", { "door.ts": "// TODO: oil the hinges\n// FIXME: it sticks\n" });
  expect((await ask("plan", "todo")).output).toBe("   1  TODO   door.ts:1  oil the hinges\n   2  FIXME  door.ts:2  it sticks\n");
  expect((await ask("plan", "todo", "--add", "2")).output).toBe("#1 it sticks\n");
  expect((await ask("plan", "todo")).output).toContain("door.ts:2  it sticks  [it-sticks-");
  expect((await ask("plan", "todo", "--add", "2")).exitCode).toBe(2);
  expect((await ask("plan", "todo", "--add", "9")).exitCode).toBe(2);
});

test("a passport tells a commit's eight phases", async () => {
  await ask("plan", "add", "Open a door");
  const commit = commitAll(shop, "feat: a door (#1)", { "door.ts": "open\n" });
  const { output } = await ask("passport");
  expect(output).toContain(`${commit.slice(0, 8)}  feat: a door (#1)\nMara, `);
  expect(output.match(/^[A-Z][a-z]+(?= )/gm)).toEqual(["Plan", "Code", "Build", "Test", "Release", "Deploy", "Operate", "Monitor"]);
  expect(output).toContain("#1 Open a door (Done)");
  expect(JSON.parse((await ask("passport", commit.slice(0, 10), "--json")).output)).toMatchObject({
    passport: { commit, items: [{ number: 1 }] },
  });
  expect((await ask("passport", "nowhere")).exitCode).not.toBe(0);
});
