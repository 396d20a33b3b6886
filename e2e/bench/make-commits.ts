import { execFileSync } from "node:child_process";
import { randomFrom } from "./random.ts";

/** The first commit was made at this second; the others follow in minutes. */
const startSeconds = 1_500_000_000;
const mostOpenBranches = 20;

/**
 * A repository with a history as a team makes it, always the same: a main branch, up to twenty others at a time, which are
 * merged after some commits. One in twenty keeps its branch.
 */
export function makeCommits(folder: string, count: number): void {
  execFileSync("git", ["init", "--quiet", "--initial-branch=main", folder]);
  const stream = fastImport(count);
  execFileSync("git", ["fast-import", "--quiet"], { cwd: folder, input: stream, maxBuffer: 1 << 28 });
}

function fastImport(count: number): string {
  const random = randomFrom(7);
  const lines: string[] = [];
  const open: { name: string; tip: number }[] = [];
  let made = 0;
  let branches = 0;
  let seconds = startSeconds;
  function commit(branch: string, parents: readonly number[], message: string): number {
    made += 1;
    seconds += 10 + Math.floor(random() * 3_000);
    const author = `Dev ${made % 37} <dev${made % 37}@example.org> ${seconds} +0000`;
    lines.push(`commit refs/heads/${branch}`, `mark :${made}`, `author ${author}`, `committer ${author}`);
    lines.push(`data ${Buffer.byteLength(message)}`, message);
    for (const [index, parent] of parents.entries()) lines.push(`${index === 0 ? "from" : "merge"} :${parent}`);
    const content = String(made);
    lines.push(`M 100644 inline src/d${made % 50}/f${made % 1_000}.txt`, `data ${content.length}`, content, "");
    return made;
  }
  let main = commit("main", [], "feat: first");
  while (made < count) {
    const chance = random();
    const place = Math.floor(random() * open.length);
    const branch = open[place];
    if (chance < 0.15 && open.length < mostOpenBranches) {
      branches += 1;
      const name = `topic/${branches}`;
      open.push({ name, tip: commit(name, [main], `feat(${name}): begin`) });
    } else if (chance < 0.6 && branch !== undefined) branch.tip = commit(branch.name, [branch.tip], `fix(${branch.name}): step ${made}`);
    else if (chance < 0.73 && branch !== undefined) {
      open.splice(place, 1);
      main = commit("main", [main, branch.tip], `Merge branch '${branch.name}'`);
      if (branches % 20 !== 0) lines.push(`reset refs/heads/${branch.name}`, `from ${"0".repeat(40)}`, "");
    } else main = commit("main", [main], `chore: on main ${made}`);
  }
  return `${lines.join("\n")}\n`;
}
