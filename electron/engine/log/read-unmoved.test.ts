import { copyFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { readLog } from "./read-log.ts";
import { readUnmoved } from "./read-unmoved.ts";

test("lines that were read while the front of their file was cut off are read again", async () => {
  const { folder, remove } = temporaryFolder();
  const [path, next] = [join(folder, "1.log"), join(folder, "2.log")];
  writeFileSync(path, "one\ntwo\nthree\n");
  let reads = 0;
  const part = await readUnmoved(path, async () => {
    const read = await readLog({ path, indexPath: join(folder, "1.index"), fromLine: 1, limit: 10, isLive: true });
    reads += 1;
    if (reads > 1) return read;
    copyFileSync(path, `${path}.part`);
    renameSync(path, next);
    renameSync(`${path}.part`, path);
    truncateSync(next, 0);
    return { ...read, lines: [] };
  });
  expect([reads, part.lines.map(({ text }) => text)]).toEqual([2, ["one", "two", "three"]]);
  remove();
});
