import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { smallDisk } from "../../../../e2e/fixtures/small-disk.ts";
import { chooseFiles, keepReleaseFiles, type RunFile } from "./keep-files.ts";

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
});
afterEach(() => remove());

const sha256 = (text: string | Buffer) => createHash("sha256").update(text).digest("hex");

/** A file as a stage of a run kept it. */
function runFile(path: string, content: string | Buffer, stage = "pack", mode = 0o644): RunFile {
  const storedPath = join(folder, "run", stage, path);
  mkdirSync(dirname(storedPath), { recursive: true });
  writeFileSync(storedPath, content, { mode });
  return { path, bytes: Buffer.byteLength(content), sha256: sha256(content), storedPath, stage };
}

describe("files of a release", () => {
  test("are copied with their sums, which sha256sum takes, and cannot be written", async () => {
    const files = [runFile("dist/a b.txt", "one"), runFile("run.sh", "#!/bin/sh\n", "pack", 0o755), runFile("odd\nname", "two")];
    const target = join(folder, "releases", "v1");
    expect(await keepReleaseFiles(target, files, "{}\n")).toEqual({ ok: true, value: { sbomSha256: sha256("{}\n") } });
    expect(execFileSync("sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"], { cwd: target, encoding: "utf8" })).toBe("");
    expect(readFileSync(join(target, "files/dist/a b.txt"), "utf8")).toBe("one");
    expect([statSync(join(target, "files/run.sh")).mode & 0o777, statSync(join(target, "files/dist/a b.txt")).mode & 0o777]).toEqual([
      0o555, 0o444,
    ]);
  });

  test("replace what an earlier attempt has left", async () => {
    const target = join(folder, "releases", "v1");
    await keepReleaseFiles(target, [runFile("old.txt", "old")], null);
    expect(await keepReleaseFiles(target, [runFile("new.txt", "new")], null)).toEqual({ ok: true, value: { sbomSha256: null } });
    expect([existsSync(join(target, "files/old.txt")), existsSync(join(target, "files/new.txt"))]).toEqual([false, true]);
  });

  test("that are not what their run said, or are gone, are none, and nothing is left", async () => {
    const target = join(folder, "releases", "v1");
    const good = runFile("a.txt", "one");
    const changed = runFile("b.txt", "two");
    writeFileSync(changed.storedPath, "2wo");
    expect(await keepReleaseFiles(target, [good, changed], null)).toMatchObject({
      failure: { code: "artifacts-missing", message: "b.txt, which pack kept, is not what it was: its SHA-256 is another." },
    });
    expect(existsSync(target)).toBe(false);
    expect(await keepReleaseFiles(target, [{ ...good, storedPath: join(folder, "nowhere") }], null)).toMatchObject({
      failure: { code: "artifacts-missing" },
    });
    expect(existsSync(target)).toBe(false);
  });

  test("on a full disk are none, and that is said", async ({ skip }) => {
    const disk = smallDisk(64 * 1024);
    if (disk === null) return skip("skipped: no right to mount a small disk");
    try {
      const target = join(disk.folder, "releases", "v1");
      const kept = await keepReleaseFiles(target, [runFile("large.bin", Buffer.alloc(256 * 1024))], null);
      expect(kept).toMatchObject({ failure: { code: "disk-full" } });
      expect(existsSync(target)).toBe(false);
    } finally {
      disk.remove();
    }
  });
});

describe("of a run belong to a release", () => {
  const paths = (globs: readonly string[] | null, ...files: RunFile[]) => {
    const chosen = chooseFiles(files, globs);
    return chosen.ok ? chosen.value.map(({ path }) => path) : chosen.failure.message;
  };

  test("all files, or those that globs name, with all that is in a folder", () => {
    const files = [runFile("dist/b.js", "b"), runFile("dist/sub/a.js", "a"), runFile("shop.tgz", "t")];
    expect(paths(null, ...files)).toEqual(["dist/b.js", "dist/sub/a.js", "shop.tgz"]);
    expect(paths(["*.tgz"], ...files)).toEqual(["shop.tgz"]);
    expect(paths(["dist"], ...files)).toEqual(["dist/b.js", "dist/sub/a.js"]);
    expect(paths(["*.tgz", "*.zip"], ...files)).toBe("No artifact of the run is *.zip, as release.artifacts has it.");
  });

  test("the same file of two stages once, and different ones not at all", () => {
    expect(paths(null, runFile("a", "one"), runFile("a", "one", "copy"))).toEqual(["a"]);
    expect(paths(null, runFile("a", "one"), runFile("a", "two", "copy"))).toBe("pack and copy kept different files as a.");
  });
});
