import { afterEach, beforeEach, expect, test } from "vitest";
import { newRun, openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { type ProjectId, type ReleaseId, rowOf, runId } from "../../../shared/ids.ts";
import { releaseFile } from "../data-folder.ts";
import { openDatabase } from "./database.ts";
import type { NewRelease, Store, Tables } from "./store.ts";

let store: Store;
let project: ProjectId;
let remove: () => void;
beforeEach(() => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  store = openTestStore(temporary.folder);
  project = write(store, ({ projects }) => projects.open("/work/shop", "shop", 1).id);
});
afterEach(() => {
  store.close();
  remove();
});

function read<T>(action: (tables: Tables) => T): T {
  const result = store.read(action);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

const place = "/tmp/driver";

function newRelease(changes: Partial<NewRelease> = {}): NewRelease {
  return {
    ...{ projectId: project, version: "1.4.0", kind: "release", channel: null, tag: "v1.4.0", branch: "main", commit: "base", tree: null },
    ...{ subject: "feat: carts", bump: "minor", previousVersion: "1.3.0", isSigned: false, person: "ada", commitCount: 2, commits: [] },
    ...{ notes: "### Added", runId: null, intent: "{}", socket: place, ...changes },
  };
}

const insert = (changes: Partial<NewRelease> = {}, at = 5) => write(store, ({ releases }) => releases.insert(newRelease(changes), at));

function finish(id: ReleaseId, state: "released" | "failed" | "undone", at = 9): boolean {
  return write(store, ({ releases }) => releases.end(id, place, { state, failure: null }, at));
}

test("come back as they were recorded, with what was learned since", () => {
  const id = insert();
  const run = write(store, ({ runs }) => runs.insert(newRun(project), 6));
  const files = [
    { path: "dist/b.js", bytes: 20, sha256: "bb" },
    { path: "a.tgz", bytes: 10, sha256: "aa" },
  ];
  const sbom = { path: "/data/sbom.cdx.json", sha256: "cc", componentCount: 3 };
  write(store, ({ releases }) => {
    releases.beginStep(id, place, { name: "commit", text: "Make the commit" }, 7);
    releases.endStep(id, place, "commit", "Commit c0ffee", 8);
    releases.beginStep(id, place, { name: "run", text: "Run the pipeline" }, 8);
    releases.change(
      id,
      place,
      { state: "building", commit: "c0ffee", tree: "7ree", runId: run.id, isSigned: true, sbom, sbomNote: null },
      8,
    );
    releases.keepArtifacts(id, place, files, 8);
  });
  const { commit: _, ...known } = newRelease();
  const { commits, notes, intent, runId: __, ...facts } = known;
  expect(read(({ releases }) => releases.get(id))).toEqual({
    ...facts,
    ...{ id, base: "base", commit: "c0ffee", tree: "7ree", state: "building", failure: null, isSigned: true },
    ...{ runId: run.id, run: { id: run.id, number: run.number, status: "queued" }, artifactCount: 2, artifactBytes: 30 },
    ...{ createdAt: 5, releasedAt: null },
  });
  expect(read(({ releases }) => releases.detail(id))).toEqual({
    ...{ notes, commits, intent, sbom, sbomNote: null },
    artifacts: files.toReversed().map((file) => ({ ...file, storedPath: releaseFile(store.folder, id, file.path) })),
    steps: [
      { text: "Commit c0ffee", doneAt: 8 },
      { text: "Run the pipeline", doneAt: null },
    ],
  });
});

test("only its driver changes one, and only while it is being made", () => {
  const id = insert();
  expect(write(store, ({ releases }) => releases.change(id, "/tmp/other", { commit: "x" }, 6))).toBe(false);
  expect(finish(id, "failed")).toBe(true);
  expect(write(store, ({ releases }) => releases.change(id, place, { commit: "x" }, 7))).toBe(false);
  expect(write(store, ({ releases }) => releases.take(id, "/tmp/other", 8))).toBe(true);
  expect(write(store, ({ releases }) => releases.take(id, place, 8))).toBe(false);
  expect(finish(id, "released")).toBe(false);
  expect(read(({ releases }) => releases.get(id))).toMatchObject({ commit: "base", state: "preparing", socket: "/tmp/other" });
});

test("one of a project is under way at a time, also when it failed, and snapshots beside it", () => {
  const id = insert();
  expect(() => insert({ version: "2.0.0" })).toThrow(/UNIQUE/);
  finish(id, "failed");
  expect(() => insert({ version: "2.0.0" })).toThrow(/UNIQUE/);
  expect(read(({ releases }) => releases.underWay(project)?.id)).toBe(id);
  const snapshot = insert({ version: "run-1", kind: "snapshot", tag: null, runId: runId(1) });
  expect(() => insert({ version: "run-1", kind: "snapshot", tag: null, runId: runId(1) })).toThrow(/UNIQUE/);
  expect(read(({ releases }) => [releases.snapshotOf(runId(1))?.id, releases.snapshotOf(runId(2))])).toEqual([snapshot, null]);
  write(store, ({ releases }) => releases.take(id, place, 8));
  finish(id, "undone");
  expect(read(({ releases }) => releases.underWay(project))).toBeNull();
  expect(insert({ version: "2.0.0" })).not.toBe(id);
});

test("one that is undone has no files, no run and no commit of its own", () => {
  const id = insert({ runId: runId(1) });
  write(store, ({ releases }) => {
    releases.change(id, place, { commit: "c0ffee", tree: "7ree" }, 6);
    releases.keepArtifacts(id, place, [{ path: "a", bytes: 1, sha256: "aa" }], 6);
  });
  finish(id, "undone");
  expect(read(({ releases }) => releases.get(id))).toMatchObject({ commit: "base", tree: null, runId: null, artifactCount: 0 });
  expect(read(({ releases }) => releases.byVersion(project, "1.4.0"))).toBeNull();
});

test("are listed newest first, by kind, made ones only, and page by page", () => {
  const first = insert({ version: "1.0.0" });
  finish(first, "released");
  const snapshot = insert({ version: "run-1", kind: "snapshot" });
  finish(snapshot, "released");
  const last = insert({ version: "1.1.0" });
  const list = (filter: Parameters<Tables["releases"]["list"]>[1], limit = 10) =>
    read(({ releases }) => releases.list(project, filter, limit).map(({ id }) => id));
  expect(list({})).toEqual([last, snapshot, first]);
  expect(list({ isReleased: true })).toEqual([snapshot, first]);
  expect(list({ kind: "release" })).toEqual([last, first]);
  expect(list({ before: last }, 1)).toEqual([snapshot]);
});

test("every change is an event", () => {
  const id = insert();
  write(store, ({ releases }) => releases.beginStep(id, place, { name: "commit", text: "Make the commit" }, 7));
  const events = read(({ events }) => events.after(0, 10)).filter(({ type }) => type === "release");
  expect(events.map(({ id: _, ...event }) => event)).toEqual([
    { at: 5, type: "release", projectId: project, releaseId: id },
    { at: 7, type: "release", projectId: project, releaseId: id },
  ]);
});

test("what is written durably is there for others at once", () => {
  const id = insert();
  const ended = store.writeDurably(({ releases }) => releases.end(id, place, { state: "released", failure: null }, 9));
  expect(ended).toEqual({ ok: true, value: true });
  const other = openDatabase(store.file, { cacheMiB: 1, mapMiB: 0, maxCheckedBytes: 0, lockWaitMs: 100 });
  if (!other.ok) throw new Error(other.failure.message);
  expect(other.value.one("select state, released_at from release where id = ?", rowOf(id))).toEqual({ state: "released", released_at: 9 });
  other.value.close();
});
