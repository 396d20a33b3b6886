import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { commitAll, git, makeRepository, writeFiles } from "../../../e2e/fixtures/repository.ts";
import { type FileDifference, readCommitsTouching, readFilesBetween } from "./files-between.ts";
import type { ChangedFile, KeptChanges } from "./kept-changes.ts";

let folder: string;
let remove: () => void;
let first: string;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  makeRepository(folder, { "a.txt": "a\n", "b.txt": "b\n", "app/c.txt": "c\n", "odd [1].txt": "o\n" });
  first = git(folder, "rev-parse", "HEAD");
});
afterEach(() => remove());

/** A run on the commit with these contents over it; `null` takes a file away, and no contents at all leave it clean. */
function on(commit: string, contents: Readonly<Record<string, string | null>> = {}): { commit: string; kept: KeptChanges | null } {
  const files = Object.entries(contents).map(([path, text]): ChangedFile => {
    const isKnown = git(folder, "ls-tree", "--name-only", "-r", commit).split("\n").includes(path);
    if (text === null) return { path, status: "D", mode: null, blob: null, bytes: null };
    return { path, status: isKnown ? "M" : "A", mode: "100644", blob: hashOf(text), bytes: text.length };
  });
  const kept = { commit, tree: "", files, diff: null, diffBytes: 0, note: null };
  return { commit, kept: files.length === 0 ? null : kept };
}

function hashOf(text: string): string {
  const outside = join(folder, ".git", "blob");
  writeFileSync(outside, text);
  return git(folder, "hash-object", "-w", outside);
}

async function between(...[from, to, within = folder]: [ReturnType<typeof on>, ReturnType<typeof on>, string?]): Promise<string[]> {
  const found = await readFilesBetween(within, from, to);
  if (!found.ok) throw new Error(found.failure.message);
  return found.value.map(({ path, change }: FileDifference) => `${change} ${path}`);
}

test("two commits differ in what came, went and changed between them", async () => {
  rmSync(join(folder, "b.txt"));
  const second = commitAll(folder, "more", { "a.txt": "A\n", "d.txt": "d\n" });
  expect(await between(on(first), on(second))).toEqual(["modified a.txt", "deleted b.txt", "added d.txt"]);
  expect(await between(on(second), on(first))).toEqual(["modified a.txt", "added b.txt", "deleted d.txt"]);
  expect(await between(on(first), on(first))).toEqual([]);
});

test("what a run ran on beside its commit counts, and what became the next commit is no difference", async () => {
  const second = commitAll(folder, "more", { "a.txt": "A\n", "d.txt": "d\n" });
  expect(await between(on(first, { "a.txt": "A\n", "d.txt": "d\n" }), on(second))).toEqual([]);
  expect(await between(on(first, { "a.txt": "A\n" }), on(second, { "a.txt": "a\n" }))).toEqual(["modified a.txt", "added d.txt"]);
  expect(await between(on(first), on(first, { "b.txt": null, "e.txt": "e\n" }))).toEqual(["deleted b.txt", "added e.txt"]);
  expect(await between(on(first, { "b.txt": null, "e.txt": "e\n" }), on(first))).toEqual(["added b.txt", "deleted e.txt"]);
  expect(await between(on(first, { "e.txt": "1\n" }), on(first, { "e.txt": "2\n" }))).toEqual(["modified e.txt"]);
});

test("of what lies outside the project's folder nothing is told", async () => {
  mkdirSync(join(folder, "app"), { recursive: true });
  writeFiles(folder, { "app/c.txt": "C\n", "a.txt": "A\n" });
  const second = commitAll(folder, "more");
  expect(await between(on(first, { "b.txt": "B\n" }), on(second), join(folder, "app"))).toEqual(["modified c.txt"]);
});

test("commits that changed a file are found by its name, whatever it looks like", async () => {
  const second = commitAll(folder, "odd", { "odd [1].txt": "p\n" });
  const third = commitAll(folder, "other", { "odd 1.txt": "q\n" });
  const touching = await readCommitsTouching(folder, { from: first, to: third, paths: ["odd [1].txt"] });
  expect(touching).toEqual({ ok: true, value: [second] });
});
