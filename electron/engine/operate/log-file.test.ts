import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { systemClock } from "../clock.ts";
import { ServiceLogFile } from "./log-file.ts";

test("a log that cannot be cut now, as on a full disk, goes on, and is cut later", async () => {
  const { folder, remove } = temporaryFolder();
  const places = (sequence: number) => ({ path: join(folder, `${sequence}.log`), indexPath: join(folder, `${sequence}.index`) });
  const log = new ServiceLogFile(places, 1, systemClock);
  const text = "all is well\n".repeat(1_000);
  writeFileSync(log.path, text);
  // Nothing can be written where the copy is to be.
  mkdirSync(`${log.path}.part`);
  expect(await log.rotate()).toBe("not now");
  expect([log.sequence, readFileSync(log.path, "utf8")]).toEqual([1, text]);
  const later = await log.rotate();
  const rest = later === "impossible" ? "" : readFileSync(places(2).path, "utf8");
  expect(readFileSync(places(1).path, "utf8") + rest).toBe(text);
  remove();
});
