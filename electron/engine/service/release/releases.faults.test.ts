import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleProgram } from "../../../../e2e/fixtures/bundled-program.ts";
import { openTestStore, temporaryFolder, write } from "../../../../e2e/fixtures/history.ts";
import { runHostProgram } from "../../../../e2e/fixtures/millrace-programs.ts";
import { makeShop } from "../../../../e2e/fixtures/release-shop.ts";
import { git, photograph } from "../../../../e2e/fixtures/repository.ts";
import type { Release, ReleaseDetail } from "../../../../shared/contract/releases.ts";
import type { ProjectId, ReleaseId } from "../../../../shared/ids.ts";
import { systemClock } from "../../clock.ts";
import { createReleaseService, type ReleaseService } from "./releases.ts";

/*
 * A release whose process is killed at every point: afterwards all of it is there, or nothing is.
 */

const points = [
  ...[
    "before commit",
    "made commit",
    "after commit",
    "before run",
    "checked out",
    "started run",
    "after run",
    "before files",
    "kept files",
  ],
  ...["after files", "before tag", "made tag", "after tag", "before branch", "moved branch", "after branch", "before released"],
];
/** Where there is something to take back that was not there before. */
const pointsBeforeUndo = [
  "before commit",
  "made commit",
  "checked out",
  "started run",
  "kept files",
  "made tag",
  "moved branch",
  "before released",
];
const pointsOfUndo = ["undone branch", "undone tag", "undone commit", "undone files"];

let folder: string;
let shop: string;
let data: string;
let projectId: ProjectId;
let remove: () => void;
/** How things stood before the release, with a green run of its files known already: only a few cases have to run anything. */
let template: string;
let child: string;
beforeAll(async () => {
  child = await bundleProgram("release-child");
  ({ folder, remove } = temporaryFolder());
  folder = realpathSync(folder);
  shop = makeShop(join(folder, "now", "shop"));
  data = join(folder, "now", "data");
  const store = openTestStore(data);
  projectId = write(store, ({ projects }) => {
    const project = projects.open(shop, "shop", 1);
    projects.trust(project.id, true, 1);
    return project.id;
  });
  store.close();
  template = join(folder, "template");
  kill("create", projectId, "after run");
  await withService(async (service) => undo(service, await only(service)));
  cpSync(join(folder, "now"), template, { recursive: true, preserveTimestamps: true });
}, 60_000);
afterAll(() => {
  remove();
  rmSync(child);
});

/** Puts everything back to where it stood. Where a run is to start, the files are others than those that were run. */
function startAnew(point = ""): void {
  rmSync(join(folder, "now"), { recursive: true });
  cpSync(template, join(folder, "now"), { recursive: true, preserveTimestamps: true });
  git(shop, "update-index", "-q", "--refresh");
  if (point === "checked out" || point === "started run") git(shop, "commit", "--quiet", "--allow-empty", "--message", "fix: totals");
}

function kill(what: "create" | "resume" | "undo", id: string, point: string): void {
  const { signal, stderr } = spawnSync(process.execPath, [child, what, data, id, point], { encoding: "utf8" });
  expect({ signal, complaint: stderr }).toEqual({ signal: "SIGKILL", complaint: expect.any(String) });
}

async function withService<Value>(action: (service: ReleaseService) => Promise<Value>): Promise<Value> {
  const store = openTestStore(data);
  const service = createReleaseService({ store, hostProgram: runHostProgram(), now: systemClock });
  try {
    return await action(service);
  } finally {
    service.close();
    store.close();
  }
}

/** The newest release. */
async function only(service: ReleaseService): Promise<Release> {
  const listed = await service.list({ projectId, limit: 1 });
  const [release] = listed.ok ? listed.value.releases : [];
  if (release === undefined) throw new Error("There is no release.");
  return release;
}

async function resume(service: ReleaseService, { id }: { readonly id: ReleaseId }): Promise<ReleaseDetail> {
  const resumed = await service.resume({ releaseId: id });
  if (!resumed.ok) throw new Error(resumed.failure.message);
  await service.ended(id);
  const read = await service.get({ releaseId: id });
  if (!read.ok) throw new Error(read.failure.message);
  return read.value;
}

async function undo(service: ReleaseService, { id }: { readonly id: ReleaseId }): Promise<Release> {
  const undone = await service.undo({ releaseId: id });
  if (!undone.ok) throw new Error(undone.failure.message);
  return undone.value;
}

/** The person's folder and the names in the repository; not its objects, which nobody sees. */
const look = () => ({
  files: photograph(shop, [".git"]),
  refs: git(shop, "for-each-ref"),
  head: git(shop, "symbolic-ref", "HEAD"),
  status: git(shop, "status", "--porcelain"),
});

/** The person's own, and those of checkouts. */
const worktrees = () => git(shop, "worktree", "list").split("\n");

async function expectAllThere(service: ReleaseService, { release, artifacts }: ReleaseDetail): Promise<void> {
  expect({ state: release.state, failure: release.failure }).toEqual({ state: "released", failure: null });
  expect(git(shop, "rev-parse", "v1.4.0^{commit}", "main", "HEAD")).toBe([release.commit, release.commit, release.commit].join("\n"));
  expect(git(shop, "rev-list", "--count", "main", `^${release.commit}~1`)).toBe("1");
  expect(git(shop, "status", "--porcelain")).toBe("");
  expect(artifacts).toHaveLength(2);
  // A run that has ended takes its checkout away a moment later.
  await expect.poll(worktrees, { timeout: 20_000 }).toHaveLength(1);
  const verified = await service.verify({ releaseId: release.id });
  expect(verified).toMatchObject({ ok: true, value: { isGood: true } });
}

function expectNothingThere(before: ReturnType<typeof look>, release: Release): void {
  expect(release).toMatchObject({ state: "undone", artifactCount: 0, commit: release.commit });
  expect(look()).toEqual(before);
  expect(worktrees()).toHaveLength(1);
  expect(existsSync(join(data, "releases")) ? readdirSync(join(data, "releases")) : []).toEqual([]);
}

describe.each(points)("killed %s", (point) => {
  test("it is resumed, and then all of it is there", async () => {
    startAnew(point);
    const before = photograph(shop, [".git"]);
    kill("create", projectId, point);
    // Until the branch moves, the folder notices nothing.
    if (!["moved branch", "after branch", "before released"].includes(point)) expect(photograph(shop, [".git"])).toEqual(before);
    await withService(async (service) => {
      const left = await only(service);
      expect(left.state).toBe("interrupted");
      await expectAllThere(service, await resume(service, left));
    });
  });
});

describe.each(pointsBeforeUndo)("killed %s", (point) => {
  test("it is undone, and then nothing of it is there", async () => {
    startAnew(point);
    const before = look();
    kill("create", projectId, point);
    await withService(async (service) => expectNothingThere(before, await undo(service, await only(service))));
  });
});

describe.each(pointsOfUndo)("killed when it was %s", (point) => {
  test("the rest is undone, or it is made after all", async () => {
    for (const next of ["undo", "resume"] as const) {
      startAnew();
      const before = look();
      kill("create", projectId, "after branch");
      const left = await withService(only);
      kill("undo", left.id, point);
      await withService(async (service) => {
        const half = await only(service);
        expect(half.state).toBe("interrupted");
        if (next === "undo") expectNothingThere(before, await undo(service, half));
        else await expectAllThere(service, await resume(service, half));
      });
    }
  });
});

test("killed when it was released, it is", async () => {
  startAnew();
  kill("create", projectId, "after released");
  await withService(async (service) => {
    const read = await service.get({ releaseId: (await only(service)).id });
    if (!read.ok) throw new Error(read.failure.message);
    await expectAllThere(service, read.value);
  });
});

test("killed while its run goes on, the run is waited for and not started again", async () => {
  startAnew("started run");
  kill("create", projectId, "started run");
  await withService(async (service) => {
    const { release } = await resume(service, await only(service));
    expect(release).toMatchObject({ state: "released", run: { number: 2 } });
  });
});
