import { afterEach, expect, test } from "vitest";
import { type CodeWorkshop, openCodeWorkshop } from "../../../../e2e/fixtures/code.ts";
import { commitAll, git, writeFiles } from "../../../../e2e/fixtures/repository.ts";
import type { DiffSide } from "../../../../shared/contract/code/changes.ts";
import { largeBytes, openRepository, readDiff } from "../code.ts";

let workshop: CodeWorkshop;
afterEach(() => workshop?.close());

/** What a side shows of a file: its lines with their signs, or why it cannot be shown. */
async function shown(path: string, side: DiffSide): Promise<string[] | string> {
  const repository = await openRepository(workshop.folder);
  if (!repository.ok) throw new Error(repository.failure.message);
  const diff = await readDiff(repository.value, { path, side, contextLines: 3, isSpaceIgnored: false, maxBytes: largeBytes });
  if (!diff.ok) return diff.failure.code;
  const { content } = diff.value;
  if (content.kind !== "text") return content.kind;
  const signs = { same: " ", added: "+", removed: "-" };
  return content.hunks.flatMap(({ lines }) => lines.map(({ kind, text }) => `${signs[kind]}${text}`));
}

test("the folder is compared with a commit, whatever is staged and whatever git does not know yet", async () => {
  workshop = openCodeWorkshop({ "a.txt": "one\n", "same.txt": "s\n" });
  const { folder } = workshop;
  const base = git(folder, "rev-parse", "HEAD");
  commitAll(folder, "feat: two", { "a.txt": "one\ntwo\n" });
  writeFiles(folder, { "a.txt": "one\ntwo\nthree\n" });
  git(folder, "add", "a.txt");
  writeFiles(folder, { "a.txt": "one\ntwo\nthree\nfour\n", "new file.txt": "n\n" });
  const before = workshop.truth();
  expect(await shown("a.txt", { of: "folder", base })).toEqual([" one", "+two", "+three", "+four"]);
  expect(await shown("new file.txt", { of: "folder", base })).toEqual(["+n"]);
  expect(await shown("same.txt", { of: "folder", base })).toBe("code-stale");
  expect(workshop.truth()).toBe(before);
});

test("all of a file is shown as a commit has it, or the folder", async () => {
  workshop = openCodeWorkshop({ "a.txt": "one\n" });
  const { folder } = workshop;
  const commit = git(folder, "rev-parse", "HEAD");
  writeFiles(folder, { "a.txt": "one\ntwo\n", "-new.txt": "n\n" });
  expect(await shown("a.txt", { of: "whole", commit })).toEqual(["+one"]);
  expect(await shown("a.txt", { of: "whole", commit: null })).toEqual(["+one", "+two"]);
  expect(await shown("-new.txt", { of: "whole", commit: null })).toEqual(["+n"]);
  expect(await shown("-new.txt", { of: "whole", commit })).toBe("code-stale");
  expect(await shown("a.txt", { of: "whole", commit: "0".repeat(40) })).toBe("code-stale");
});
