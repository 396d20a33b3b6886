import { realpathSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { importHistory } from "../../../e2e/fixtures/fast-import.ts";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { millrace } from "../../../e2e/fixtures/millrace-programs.ts";

/*
 * The search as a person in a terminal has it: a process that drives it to its end.
 */

let folder: string;
let project: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  folder = realpathSync(folder);
  project = join(folder, "project");
});
afterEach(() => remove());

function ask(...words: string[]) {
  return millrace({ home: join(folder, "home"), cwd: project }, ...words);
}

test("a search tells each step and the culprit, and refuses what it cannot search by name", async () => {
  const line = Array.from({ length: 5 }, (_, place) => ({ parents: place === 0 ? [] : [place - 1] }));
  const hashes = importHistory(project, line, (place) => ({
    "millrace.yml": 'version: 1\nstages:\n  unit: { phase: test, run: "! grep -q broken state.txt" }\n',
    "state.txt": place >= 2 ? `broken ${place}` : `fine ${place}`,
  }));
  expect((await ask("run")).exitCode).toBe(1);
  const refused = await ask("culprit", "1", "--json");
  expect([refused.exitCode, JSON.parse(refused.complaint).error.code]).toEqual([2, "no-good-known"]);

  const found = await ask("culprit", "1", "unit", "--good", "main~4");
  expect([found.exitCode, found.complaint]).toEqual([0, ""]);
  const told = found.output.split("\n").map((text) => text.replaceAll(/[0-9a-f]{10}/g, "HASH"));
  expect(told.slice(0, 4)).toEqual([
    expect.stringMatching(/^4 commits may have broken unit: about 2 runs.*; 1 answer is known\.$/),
    "  good  HASH feat: change 0",
    "  bad   HASH feat: change 4",
    "bad      HASH feat: change 4  (known)  4 of 4 commits left, about 2 runs",
  ]);
  expect(found.output).toContain(`${hashes[2]} broke unit.\n  feat: change 2\n  Mara, `);

  const shown = await ask("culprit", "show", "c1");
  expect(shown.output.split("\n").slice(1)).toEqual(found.output.split("\n").slice(1));
  expect(shown.output).toMatch(/^4 commits may have broken unit\.\n/);
  const [head, ...rows] = (await ask("culprit", "show", "c1", "--csv")).output.trimEnd().split("\r\n");
  expect(head).toMatch(/^position,commit,subject,.*,verdict,isKnown,/);
  expect(rows).toContainEqual(expect.stringMatching(new RegExp(`^2,${hashes[2]},feat: change 2,.*,bad,false,`)));

  const known = await ask("culprit", "--good", "main~4", "--bad", "main", "unit", "--json");
  const last = JSON.parse(known.output.trimEnd().split("\n").at(-1) ?? "");
  expect(last).toMatchObject({
    type: "search.finished",
    search: { status: "found", culprits: [{ hash: hashes[2] }], files: [{ path: "state.txt" }] },
  });
  const listed = JSON.parse((await ask("culprit", "list", "--json")).output);
  expect(listed.searches.map(({ id, status }: { id: string; status: string }) => [id, status])).toEqual([
    ["c2", "found"],
    ["c1", "found"],
  ]);
  expect(JSON.parse((await ask("culprit", "resume", "c1", "--json")).complaint).error.code).toBe("already-searching");
});
