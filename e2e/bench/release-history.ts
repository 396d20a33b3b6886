import { execFileSync } from "node:child_process";
import { openGit } from "../../electron/engine/git/git.ts";
import { nextVersion, readReleaseHistory, repositoryLinks, writeNotes } from "../../electron/engine/release/version/version.ts";
import { type BenchRow, median, timeRow } from "./bench-row.ts";
import { makeCommits } from "./make-commits.ts";
import { take } from "./take.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const commitCount = 50_000;
const pairCount = 7;

/** The next version and its notes in a long history with many tags, against the git that has to be asked for it. */
export function releaseHistory(): Promise<BenchRow[]> {
  return withTemporaryFolder(async (folder) => {
    makeCommits(folder, commitCount);
    const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 });
    const line = git("rev-list", "--first-parent", "main").trim().split("\n");
    const tags = line.flatMap((commit, place) => (place % 10 === 9 ? [`create refs/tags/v1.${line.length - place}.0 ${commit}\n`] : []));
    execFileSync("git", ["update-ref", "--stdin"], { cwd: folder, input: tags.join("") });
    const near = await measure(folder, `with ${tags.length} tags, the last one a few commits ago`);
    git("tag", "v9.0.0", line.at(-1) ?? "");
    return [near, await measure(folder, "all of it since the previous release")];
  });
}

async function measure(folder: string, what: string): Promise<BenchRow> {
  const commit = execFileSync("git", ["rev-parse", "main"], { cwd: folder, encoding: "utf8" }).trim();
  const git = take(await openGit(folder, { isTrusted: true }));
  let range = "";
  const ours = async () => {
    const history = take(await readReleaseHistory(git, { commit, prefix: null, projectName: "shop", channel: null }));
    range = `${history.previous?.name}..${commit}`;
    const next = take(nextVersion({ ...history, channel: null, wanted: null, held: null }));
    writeNotes({ commits: next.commits, links: repositoryLinks("https://github.com/acme/shop"), unreleased: "" });
  };
  const theirs = () => {
    for (const question of [["tag"], ["tag", `--merged=${commit}`], ["log", "--format=%H %P %an %ct %B", range]])
      execFileSync("git", question, { cwd: folder, stdio: "ignore" });
  };
  await ours();
  theirs();
  const pairs: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < pairCount; round += 1) pairs.push({ theirs: await timed(theirs), ours: await timed(ours) });
  const name = `next version and notes of ${commitCount} commits, ${what}, against git tag, git tag --merged, git log`;
  return timeRow(name, median(pairs.map((pair) => pair.ours)), median(pairs.map((pair) => pair.theirs)), 2);
}

async function timed(action: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await action();
  return performance.now() - startedAt;
}
