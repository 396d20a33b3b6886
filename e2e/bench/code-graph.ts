import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { createTurns } from "../../electron/engine/code/code.ts";
import { type CodeHistoryService, createCodeHistoryService } from "../../electron/engine/service/code/history.ts";
import { type LaneState, layLanes, startLanes } from "../../shared/graph/lanes.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { percentile } from "../../shared/percentile.ts";
import { openTestStore, write } from "../fixtures/history.ts";
import { type BenchRow, limitRow, median } from "./bench-row.ts";
import { makeCommits } from "./make-commits.ts";
import { take } from "./take.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const commits = 50_000;
const pageSize = 200;
const rounds = 15;

/** The commit graph of 50,000 commits with merges: its first screen, and scrolling to its end, lanes and runs included. */
export function codeGraph(): Promise<BenchRow[]> {
  return withTemporaryFolder(async (parent) => {
    const folder = join(parent, "repository");
    makeCommits(folder, commits);
    const store = openTestStore(join(parent, "data"), { now: Date.now });
    const projectId = write(store, ({ projects }) => {
      const { id } = projects.open(folder, "repository", 1);
      projects.trust(id, true, 1);
      return id;
    });
    const open = () => createCodeHistoryService(store, { turns: createTurns(), prompts: null, now: Date.now });
    const rows: BenchRow[] = [];
    for (const kind of ["as it was imported", "with git's commit-graph"]) {
      if (rows.length > 0) execFileSync("git", ["commit-graph", "write", "--reachable"], { cwd: folder, stdio: "ignore" });
      rows.push(await firstScreen(open, projectId, kind), ...(await scrolling(open, projectId, kind)));
    }
    store.close();
    return rows;
  });
}

async function firstScreen(open: () => CodeHistoryService, projectId: ProjectId, kind: string): Promise<BenchRow> {
  const tookMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const service = open();
    const startedAt = performance.now();
    const page = take(await service.graph({ projectId, from: "all", text: "", after: null, limit: pageSize }));
    layLanes(startLanes(), page.commits);
    tookMs.push(performance.now() - startedAt);
    service.close();
  }
  return limitRow(`graph: first screen of ${commits} commits, ${kind}`, median(tookMs), 200, "ms");
}

async function scrolling(open: () => CodeHistoryService, projectId: ProjectId, kind: string): Promise<BenchRow[]> {
  const service = open();
  const tookMs: number[] = [];
  const lanesMs: number[] = [];
  let lanes: LaneState = startLanes();
  let after: string | null = null;
  do {
    const startedAt = performance.now();
    const page: { commits: Parameters<typeof layLanes>[1]; next: string | null } = take(
      await service.graph({ projectId, from: "all", text: "", after, limit: pageSize }),
    );
    const readAt = performance.now();
    lanes = layLanes(lanes, page.commits).state;
    tookMs.push(readAt - startedAt);
    lanesMs.push(performance.now() - readAt);
    after = page.next;
  } while (after !== null);
  service.close();
  return [
    limitRow(`graph: each further screen to the end (P95), ${kind}`, percentile(tookMs, 0.95) ?? Number.NaN, 50, "ms"),
    limitRow(`graph: lanes of a screen (P95), ${kind}`, percentile(lanesMs, 0.95) ?? Number.NaN, 8, "ms"),
  ];
}
