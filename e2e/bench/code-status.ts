import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openRepository, readStatus } from "../../electron/engine/code/code.ts";
import { type BenchRow, median, timeRow } from "./bench-row.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const fileCount = 100_000;
const filesEach = 100;
const commitCount = 50_000;
const changedCount = 1_000;
const pairCount = 25;
const bar = 1.2;

/** The status of a large repository, with all that the window shows, against `git status`. */
export async function codeStatus(): Promise<BenchRow[]> {
  return withTemporaryFolder(async (folder) => {
    makeLargeRepository(folder);
    const clean = await measure(folder, "nothing changed", 0);
    for (let number = 0; number < changedCount; number += 1) appendFileSync(pathOf(folder, number * 97), "changed\n");
    mkdirSync(join(folder, "new"));
    for (let number = 0; number < changedCount; number += 1) writeFileSync(join(folder, "new", `f${number}`), "new\n");
    const changed = await measure(folder, `${changedCount} files changed and as many new`, 2 * changedCount);
    return [clean, changed];
  });
}

async function measure(folder: string, what: string, expected: number): Promise<BenchRow> {
  const ours = async () => {
    const repository = await openRepository(folder);
    const status = repository.ok ? await readStatus(repository.value, Date.now()) : repository;
    if (!status.ok || status.value.fileCount !== expected) throw new Error(`The status was wrong: ${JSON.stringify(status).slice(0, 300)}`);
  };
  const theirs = () => void execFileSync("git", ["status"], { cwd: folder, stdio: "ignore" });
  // The first of each fills the system's caches, and git's index.
  theirs();
  await ours();
  const pairs: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < pairCount; round += 1) pairs.push({ theirs: await timed(theirs), ours: await timed(ours) });
  const name = `status of ${fileCount} files and ${commitCount} commits, ${what}, against git status`;
  const row = timeRow(name, median(pairs.map((pair) => pair.ours)), median(pairs.map((pair) => pair.theirs)), bar);
  const ratio = median(pairs.map((pair) => pair.ours / pair.theirs));
  return { ...row, ratio, isMet: ratio <= bar };
}

async function timed(action: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await action();
  return performance.now() - startedAt;
}

function makeLargeRepository(folder: string): void {
  execFileSync("git", ["init", "--quiet", "--initial-branch=main"], { cwd: folder });
  const parts: string[] = ["blob\nmark :1\ndata 7\nsource\n\n"];
  for (let number = 1; number <= commitCount; number += 1) {
    const message = `feat(part${number % 7}): change ${number}`;
    parts.push(`commit refs/heads/main\ncommitter M <m@example.org> ${number} +0000\ndata ${message.length}\n${message}\n`);
    if (number === 1) for (let file = 0; file < fileCount; file += 1) parts.push(`M 100644 :1 ${nameOf(file)}\n`);
    parts.push("\n");
  }
  execFileSync("git", ["fast-import", "--quiet"], { cwd: folder, input: parts.join("") });
  execFileSync("git", ["reset", "--quiet", "--hard"], { cwd: folder });
}

function nameOf(file: number): string {
  return `packages/p${Math.floor(file / filesEach)}/src/file-${file % filesEach}.ts`;
}

function pathOf(folder: string, file: number): string {
  return join(folder, nameOf(file));
}
