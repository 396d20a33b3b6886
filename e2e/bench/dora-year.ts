import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { createDoraService } from "../../electron/engine/service/history/dora.ts";
import type { Store } from "../../electron/engine/store/store.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { dayMs, minuteMs } from "../../shared/time.ts";
import { importCommits } from "../fixtures/dated-commits.ts";
import { deployedPast } from "../fixtures/deployed-past.ts";
import { openTestStore, write } from "../fixtures/history.ts";
import { type BenchRow, limitRow, median, timeRow } from "./bench-row.ts";
import { take } from "./take.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const commitCount = 50_000;
const deploymentCount = 2_000;
const squashCount = 300;
const pairCount = 5;
const answerCount = 41;

/** The keys of a busy year: the first answer against the log that has to be asked for, the next ones from memory. */
export function doraYear(): Promise<BenchRow[]> {
  return withTemporaryFolder(async (folder) => {
    const shop = join(folder, "shop");
    const now = Date.UTC(2026, 5, 1);
    const begin = now - 364 * dayMs;
    const stepMs = (363 * dayMs) / commitCount;
    const commits = importCommits(
      shop,
      Array.from({ length: commitCount }, (_, place) => ({
        at: begin + place * stepMs,
        message: `${place % 3 === 0 ? "fix" : "feat"}: change ${place}`,
        files: { [`src/part-${place % 200}/file-${place % 4_000}.txt`]: `${place}\n` },
      })),
    );
    const git = (...words: string[]) => execFileSync("git", words, { cwd: shop, encoding: "utf8", maxBuffer: 1 << 30 });
    leaveBranches(git, commits);
    const store = openTestStore(folder, { now: () => now });
    try {
      const projectId = deploy(store, shop, commits, begin, stepMs);
      return await measure(store, projectId, now, () => void git("log", "--branches", "--name-only", "--format=%H%P%an%at%ct%s"));
    } finally {
      store.close();
    }
  });
}

/** Branches whose only commit was squashed onto the line: the same change, written two days before. */
function leaveBranches(git: (...words: string[]) => string, commits: readonly string[]): void {
  for (let number = 0; number < squashCount; number += 1) {
    const commit = commits[1_000 + number * 150] ?? "";
    const tip = git("commit-tree", `${commit}^{tree}`, "-p", `${commit}^`, "-m", "wip").trim();
    git("branch", `feature-${number}`, tip);
  }
}

function deploy(store: Store, shop: string, commits: readonly string[], begin: number, stepMs: number): ProjectId {
  const projectId = write(store, ({ projects }) => {
    const { id } = projects.open(shop, "shop", 1);
    projects.trust(id, true, 1);
    return id;
  });
  const past = deployedPast(store, projectId);
  const commitsEach = commitCount / deploymentCount;
  for (let number = 0; number < deploymentCount; number += 1) {
    const place = (number + 1) * commitsEach - 1;
    const at = begin + place * stepMs + 10 * minuteMs;
    past.deploy(`1.${number}.0`, commits[place] ?? "", at, number % 20 === 7 ? { takenBackAt: at + minuteMs } : {});
    if (number % 25 === 3) past.incident("down", at + minuteMs, at + 9 * minuteMs);
  }
  return projectId;
}

async function measure(store: Store, projectId: ProjectId, now: number, log: () => void): Promise<BenchRow[]> {
  const pairs: { ours: number; theirs: number }[] = [];
  const ask = async (service = createDoraService(store, () => now)) => {
    const startedAt = performance.now();
    take(await service.dora({ projectId, days: 365 }));
    return performance.now() - startedAt;
  };
  await ask();
  for (let round = 0; round < pairCount; round += 1) {
    const startedAt = performance.now();
    log();
    pairs.push({ theirs: performance.now() - startedAt, ours: await ask() });
  }
  const service = createDoraService(store, () => now);
  await ask(service);
  const next: number[] = [];
  for (let round = 0; round < answerCount; round += 1) next.push(await ask(service));
  const name = `DORA of ${commitCount} commits and ${deploymentCount} deployments in a year: the first answer, against one git log`;
  return [
    {
      ...timeRow(name, median(pairs.map(({ ours }) => ours)), median(pairs.map(({ theirs }) => theirs)), 1),
      ...{ bar: "told", isMet: null },
    },
    limitRow(`the same: the next answer`, median(next), 10, "ms"),
  ];
}
