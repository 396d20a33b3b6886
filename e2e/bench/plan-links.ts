import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createAncestryReader } from "../../electron/engine/ancestry/ancestry.ts";
import { createTurns } from "../../electron/engine/code/code.ts";
import { databaseFile } from "../../electron/engine/data-folder.ts";
import { composeItem, noteOf, noValues } from "../../electron/engine/plan/plan.ts";
import { createPassportService } from "../../electron/engine/service/passport/passport.ts";
import { createLinkService } from "../../electron/engine/service/plan/links.ts";
import { createPlanService } from "../../electron/engine/service/plan/plans.ts";
import { openDatabase } from "../../electron/engine/store/database.ts";
import type { Store } from "../../electron/engine/store/store.ts";
import { type ProjectId, projectId } from "../../shared/ids.ts";
import { openTestStore, write } from "../fixtures/history.ts";
import { type BenchRow, limitRow, median } from "./bench-row.ts";
import { makeCommits } from "./make-commits.ts";
import { millionProject, seedMillion } from "./seed-million.ts";
import { take } from "./take.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const commits = 50_000;
const items = 10_000;
const runs = 100_000;
const runsOfOne = 200;
const rounds = 15;
/** What comes within it is there at once for a person (Nielsen, Usability Engineering, 1993, 5.5). */
const boardMs = 100;
const passportMs = 300;
/** Nobody waits for more when a window opens, and it is paid once. */
const firstMs = 2_000;

/** The board of 10,000 items whose branches and commits are among 50,000, and passports of commits among 100,000 runs. */
export function planLinks(): Promise<BenchRow[]> {
  return withTemporaryFolder(async (folder) => {
    seedMillion(folder, { runs, projects: 1, until: Date.UTC(2026, 10, 1), days: 365 });
    const repository = millionProject(folder, 0);
    makeCommits(repository, commits);
    const line = execFileSync("git", ["rev-list", "--first-parent", "main"], { cwd: repository, encoding: "utf8" }).trim().split("\n");
    const tags = line.flatMap((commit, place) => (place % 100 === 50 ? [`create refs/tags/v1.${line.length - place}.0 ${commit}\n`] : []));
    execFileSync("git", ["update-ref", "--stdin"], { cwd: repository, input: tags.join("") });
    const recent = line[60] ?? "";
    giveRuns(folder, recent);
    writeItems(repository);
    const store = openTestStore(folder, { now: Date.now });
    const project = projectId(1);
    write(store, ({ projects }) => projects.trust(project, true, 1));
    const rows = [...(await boards(store, project)), ...(await passports(store, project, recent, line.at(-2) ?? ""))];
    store.close();
    return rows;
  });
}

/** A commit of which very many runs are known. */
function giveRuns(folder: string, commit: string): void {
  const database = take(openDatabase(databaseFile(folder), { cacheMiB: 64, mapMiB: 64, maxCheckedBytes: 0, lockWaitMs: 0 }));
  database.write(() => database.run("update run set commit_hash = ? where id > ?", commit, runs - runsOfOne));
  database.close();
}

/** Branches are called `topic/<number>`, which names the item of that number. */
function writeItems(repository: string): void {
  const plan = join(repository, ".millrace", "plan");
  mkdirSync(plan, { recursive: true });
  for (let number = 1; number <= items; number += 1) {
    const values = {
      ...noValues,
      number,
      title: `Item ${number}`,
      column: "Backlog",
      createdAt: Date.UTC(2015, 0, 1),
      description: "Words.\n",
    };
    writeFileSync(join(plan, `item-${number}-aaaaaa.md`), composeItem(values));
  }
}

function open(store: Store) {
  const links = createLinkService(store, createAncestryReader(noteOf));
  const plan = createPlanService({ store, links, turns: createTurns(), prompts: null, now: Date.now, onChange: null });
  return { plan, passports: createPassportService({ store, links, items: ({ id }) => plan.items(id) }) };
}

async function boards(store: Store, project: ProjectId): Promise<BenchRow[]> {
  const { plan } = open(store);
  const read = async () => take(await plan.board({ projectId: project }));
  const first = await timed(read);
  const warm: number[] = [];
  for (let round = 0; round < rounds; round += 1) warm.push(await timed(read));
  const moved = (await read()).items.filter((item) => item.moved !== null).length;
  plan.close();
  return [
    limitRow(`plan: board of ${items} items, ${moved} moved by ${commits} commits, for the first time`, first, firstMs, "ms"),
    limitRow("plan: the same board again", median(warm), boardMs, "ms"),
  ];
}

async function passports(store: Store, project: ProjectId, recent: string, old: string): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [what, revision] of [
    [`a new commit with ${runsOfOne} of ${runs} runs`, recent],
    ["an old commit", old],
  ] as const) {
    const cold: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const links = createLinkService(store, createAncestryReader(noteOf));
      const alone = createPassportService({ store, links, items: async () => [] });
      cold.push(await timed(async () => take(await alone.get({ projectId: project, revision }))));
    }
    const { plan, passports: service } = open(store);
    const read = async () => take(await service.get({ projectId: project, revision }));
    await read();
    const warm: number[] = [];
    for (let round = 0; round < rounds; round += 1) warm.push(await timed(read));
    plan.close();
    rows.push(limitRow(`passport of ${what}, nothing in memory`, median(cold), firstMs, "ms"));
    rows.push(limitRow(`passport of ${what}, again`, median(warm), passportMs, "ms"));
  }
  return rows;
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await action();
  return performance.now() - startedAt;
}
