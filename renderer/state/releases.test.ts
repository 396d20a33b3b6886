import { afterEach, expect, test } from "vitest";
import type { Release } from "../../shared/contract/releases.ts";
import { projectId, releaseId } from "../../shared/ids.ts";
import { setClient } from "../link/call.ts";
import type { Client } from "../link/client.ts";
import { openRelease, readMoreReleases, readReleases, releasesStore, showReleasesOf, takeRelease } from "./releases.ts";

const project = projectId(1);

function release(row: number, state: Release["state"] = "released"): Release {
  return { id: releaseId(row), projectId: project, version: `1.${row}.0`, state } as Release;
}

/** An engine with these releases, the newest first. */
function serve(releases: Release[]): void {
  const list = async ({ before, limit }: { before?: string; limit: number }) => {
    const from = before === undefined ? 0 : releases.findIndex(({ id }) => id === before) + 1;
    const page = releases.slice(from, from + limit);
    return { releases: page, next: from + limit < releases.length ? (page.at(-1)?.id ?? null) : null };
  };
  const get = async ({ releaseId: id }: { releaseId: string }) => ({ release: releases.find((one) => one.id === id) });
  setClient({ releases: { list, get } } as unknown as Client);
}

const versions = () => releasesStore.getState().releases?.map(({ version }) => version);

afterEach(() => {
  setClient(null);
  showReleasesOf(null);
});

test("releases are read page by page, and read anew as far as they were read before", async () => {
  const all = Array.from({ length: 250 }, (_, index) => release(250 - index));
  serve(all);
  showReleasesOf(project);
  await readReleases();
  expect([versions()?.length, releasesStore.getState().next]).toEqual([100, releaseId(151)]);
  await readMoreReleases();
  await readMoreReleases();
  await readMoreReleases();
  expect([versions()?.length, releasesStore.getState().next]).toEqual([250, null]);
  serve([release(251), ...all]);
  await readReleases();
  expect([versions()?.length, versions()?.[0], releasesStore.getState().next]).toEqual([250, "1.251.0", releaseId(2)]);
});

test("what a call answered stands in its place at once, or at the top when it is new", async () => {
  serve([release(2), release(1)]);
  showReleasesOf(project);
  await readReleases();
  takeRelease(release(2, "undone"));
  takeRelease(release(3, "preparing"));
  expect(releasesStore.getState().releases?.map(({ id, state }) => [id, state])).toEqual([
    [releaseId(3), "preparing"],
    [releaseId(2), "undone"],
    [releaseId(1), "released"],
  ]);
});

test("a release that is open is read with the list, and an answer about another one is dropped", async () => {
  serve([release(2), release(1)]);
  showReleasesOf(project);
  openRelease(releaseId(1));
  openRelease(releaseId(2));
  await readReleases();
  await expect.poll(() => releasesStore.getState().open?.detail?.release.version).toBe("1.2.0");
  openRelease(null);
  expect(releasesStore.getState().open).toBeNull();
});

test("without an engine nothing is said: they are read when there is one", async () => {
  showReleasesOf(project);
  await readReleases();
  expect([releasesStore.getState().releases, releasesStore.getState().failure]).toEqual([null, null]);
});
