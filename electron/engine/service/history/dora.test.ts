import { renameSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { importCommits } from "../../../../e2e/fixtures/dated-commits.ts";
import { type DeployedPast, deployedPast } from "../../../../e2e/fixtures/deployed-past.ts";
import { openTestStore, temporaryFolder, write } from "../../../../e2e/fixtures/history.ts";
import { commitAll, git } from "../../../../e2e/fixtures/repository.ts";
import type { Dora } from "../../../../shared/contract/dora.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Failure, Result } from "../../../../shared/result.ts";
import { dayMs, hourMs } from "../../../../shared/time.ts";
import type { Store } from "../../store/store.ts";
import { createDoraService, type DoraService } from "./dora.ts";

/*
 * The keys of a project with a history and a repository. Days count from the first commit; it is the hundredth now.
 */

const begin = Date.UTC(2026, 2, 1);
const on = (day: number) => begin + day * dayMs;

let folder: string;
let store: Store;
let service: DoraService;
let projectId: ProjectId;
let past: DeployedPast;
let commits: string[];
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  const shop = join(folder, "shop");
  commits = importCommits(
    shop,
    Array.from({ length: 12 }, (_, place) => ({
      ...{ at: on(60 + place * 3), message: place % 4 === 3 ? `fix: ${place}` : `feat: ${place}` },
      files: { [`f${place}.txt`]: "1" },
    })),
  );
  store = openTestStore(folder);
  projectId = write(store, ({ projects }) => {
    const { id } = projects.open(shop, "shop", 1);
    projects.trust(id, true, 1);
    return id;
  });
  service = createDoraService(store, () => on(100));
  past = deployedPast(store, projectId);
});
afterEach(() => {
  store.close();
  remove();
});

function known<T>(result: Result<T, Failure>): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

const keys = async (days = 90, rule?: Dora["rule"]): Promise<Dora> => known(await service.dora({ projectId, days, rule }));
const commit = (place: number) => commits[place] ?? "";

test("the keys of production, with what they are counted of", async () => {
  past.deploy("1.0.0", commit(0), on(61));
  past.deploy("1.1.0", commit(2), on(67));
  const bad = past.deploy("1.2.0", commit(3), on(70), { takenBackAt: on(70) + hourMs });
  past.deploy("1.2.0", commit(3), on(71));
  past.deploy("1.2.0", commit(3), on(71), { environment: "staging" });
  past.deploy("1.3.0", commit(6), on(80));
  const incident = past.incident("no cart", on(80) + hourMs, on(81));
  past.incident("a typo", on(80) + 2 * hourMs, null, "minor");
  const { frequency, leadTime, failures, recovery, notes, sources, rule, weeks } = await keys();
  expect(rule.source).toEqual({ kind: "environment", environment: "production" });
  expect(sources).toEqual({ environments: ["production", "staging"], tags: 0 });
  expect(frequency).toMatchObject({ deployments: 5, daysWith: 5, days: 90, perWeek: (5 / 90) * 7, previousPerWeek: null });
  // 63 → 67, 66 → 67, 69 → 70, 72, 75 and 78 → 80.
  expect(leadTime).toMatchObject({ commits: 6, medianMs: 2 * dayMs, p90Ms: 8 * dayMs });
  expect(failures).toMatchObject({ failed: 2, deployments: 5, rate: 0.4 });
  expect(recovery).toMatchObject({ recovered: 2, open: 0, medianMs: hourMs, longestMs: dayMs });
  expect(notes).toEqual(["1.0.0 is the first deployment that is known: what it brought is not counted."]);
  expect(weeks.reduce((sum, { deployments }) => sum + deployments, 0)).toBe(5);

  const span = { projectId, days: 90, fromDay: Math.floor(on(60) / dayMs), toDay: Math.floor(on(100) / dayMs) };
  const { deployments } = known(await service.doraDeployments({ ...span, failed: true }));
  expect(deployments.map(({ deploymentId, name, failures: why }) => [deploymentId, name, why.map(({ incidentId }) => incidentId)])).toEqual(
    [
      [expect.any(String), "1.3.0", [incident]],
      [bad, "1.2.0", [null]],
    ],
  );
  const { changes, isCut } = known(await service.doraChanges(span));
  expect([isCut, changes.map(({ subject, leadMs, deployment }) => [subject, leadMs / dayMs, deployment])]).toEqual([
    false,
    [
      ["feat: 4", 8, "1.3.0"],
      ["feat: 5", 5, "1.3.0"],
      ["feat: 1", 4, "1.1.0"],
      ["feat: 6", 2, "1.3.0"],
      ["feat: 2", 1, "1.1.0"],
      ["fix: 3", 1, "1.2.0"],
    ],
  ]);
});

test("a person's rollback ends a failure, is no deployment itself, and brings nothing anew when it goes forward again", async () => {
  past.deploy("1.0.0", commit(0), on(61));
  past.deploy("1.1.0", commit(1), on(64));
  past.rollBack("1.0.0", on(64) + 3 * hourMs);
  past.deploy("1.1.0", commit(1), on(65));
  const { frequency, leadTime, failures, recovery } = await keys();
  expect([frequency.deployments, leadTime.commits, failures.failed, recovery.longestMs]).toEqual([3, 1, 1, 3 * hourMs]);
});

test("the commit that a release makes itself is no change, and keeps nothing from being a hotfix", async () => {
  past.deploy("1.0.0", commit(2), on(67));
  past.deploy("1.1.0", commit(4), on(73), { base: commit(3) });
  past.deploy("1.2.0", commit(8), on(90), { base: commit(7) });
  const rule = { ...(await keys()).rule, hotfixWithinMs: 10 * dayMs };
  const { leadTime, failures } = await keys(90, rule);
  const { changes } = known(await service.doraChanges({ projectId, days: 90, fromDay: 0, toDay: 100_000 }));
  expect(changes.map(({ subject }) => subject).sort()).toEqual(["feat: 5", "feat: 6", "fix: 3", "fix: 7"]);
  expect([leadTime.commits, failures.failed]).toEqual([4, 1]);
});

test("a deployment before the period is where counting begins, however long ago", async () => {
  past.deploy("1.0.0", commit(0), on(-700));
  past.deploy("1.1.0", commit(1), on(99));
  const { leadTime, notes, frequency } = await keys(30);
  expect([leadTime.commits, notes, frequency.previousPerWeek]).toEqual([1, [], 0]);
  past.deploy("1.2.0", commit(2), on(100));
  expect((await keys(30)).leadTime.commits).toBe(2);
});

test("that the first deployment brings what nobody knows is told only in its own period", async () => {
  past.deploy("1.0.0", commit(0), on(61));
  past.deploy("1.1.0", commit(1), on(99));
  expect([(await keys(30)).notes, (await keys(90)).notes.length]).toEqual([[], 1]);
});

test("git is asked once as long as the deployments are the same, and again when there is another", async () => {
  past.deploy("1.0.0", commit(0), on(61));
  past.deploy("1.1.0", commit(1), on(64));
  expect((await keys()).leadTime.commits).toBe(1);
  const [repository, away] = [join(folder, "shop/.git"), join(folder, "away")];
  renameSync(repository, away);
  expect([(await keys()).leadTime.commits, (await keys(365)).leadTime.commits]).toEqual([1, 1]);
  past.deploy("1.2.0", commit(5), on(90));
  const { leadTime, frequency, notes } = await keys();
  expect([leadTime.commits, frequency.deployments, notes[0]]).toEqual([0, 3, expect.stringMatching(/^Lead times are not known: /)]);
  renameSync(away, repository);
  expect((await keys()).leadTime.commits).toBe(5);
});

test("tags are counted where nothing was deployed, and a new one is seen at once", async () => {
  const shop = join(folder, "shop");
  for (const [place, name] of [
    [0, "v1.0.0"],
    [2, "v1.1.0"],
  ] as const)
    git(shop, "tag", name, commit(place));
  const first = await keys();
  expect([first.rule.source, first.frequency.deployments, first.leadTime.commits]).toEqual([{ kind: "tags", pattern: "v*" }, 2, 2]);
  git(shop, "tag", "deep/er/name", commit(3));
  git(shop, "tag", "v1.1.1", commit(3));
  const { frequency, failures, sources } = await keys();
  expect([frequency.deployments, failures.failed, sources.tags]).toEqual([3, 0, 4]);
  git(shop, "pack-refs", "--all");
  git(shop, "tag", "--delete", "v1.1.1");
  expect((await keys()).frequency.deployments).toBe(2);
});

test("a rule is tried out without being kept, and kept for the next time", async () => {
  past.deploy("1.0.0", commit(0), on(61));
  past.deploy("1.1.0", commit(1), on(64), { takenBackAt: on(64) + 5 });
  const { rule } = await keys();
  const other = { ...rule, countsRollbacks: false };
  expect([(await keys(90, other)).failures.failed, (await keys()).failures.failed]).toEqual([0, 1]);
  known(service.setDoraRule({ projectId, rule: other }));
  expect([(await keys()).failures.failed, (await keys()).rule]).toEqual([0, other]);
});

test("without deployments, tags or a repository the notes say what is missing", async () => {
  const bare = join(folder, "bare");
  const id = write(store, ({ projects }) => projects.open(bare, "bare", 1).id);
  const nothing = known(await service.dora({ projectId: id, days: 30 }));
  expect([nothing.notes, nothing.frequency.band, nothing.failures.rate]).toEqual([
    ["Nothing has been deployed to production in the last two years."],
    null,
    null,
  ]);
  expect(await service.dora({ projectId: "p99" as ProjectId, days: 30 })).toMatchObject({ ok: false });
});

test("environments of the file stand first, in its order", async () => {
  const environments = "  staging: { deploy: { type: command, run: a } }\n  production: { deploy: { type: command, run: a } }\n";
  commitAll(join(folder, "shop"), "chore: file", {
    "millrace.yml": `version: 1\nstages: { a: { phase: test, run: a } }\nenvironments:\n${environments}`,
  });
  past.deploy("1.0.0", commit(0), on(61), { environment: "attic" });
  expect((await keys()).sources.environments).toEqual(["staging", "production", "attic"]);
});
