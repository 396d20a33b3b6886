import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { lookAtHistory } from "../../../e2e/fixtures/history-look.ts";
import { addRichHistory } from "../../../e2e/fixtures/rich-history.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import type { Result } from "../../../shared/result.ts";
import type { Store } from "../store/store.ts";
import { exportHistory, importHistory, inspectHistory } from "./archive.ts";

const fromMs = Date.UTC(2026, 2, 1);
let folder: string;
let remove: () => void;
const stores: Store[] = [];
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
});
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  remove();
});

function open(name: string): { store: Store; project: ProjectId } {
  const store = openTestStore(join(folder, name));
  stores.push(store);
  return { store, project: write(store, ({ projects }) => projects.open(`/work/${name}`, "shop", 1).id) };
}

/** What a generator answers at its end. */
async function endOf<Value>(steps: AsyncGenerator<unknown, Value, void>): Promise<Value> {
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return step.value;
  }
}

function take<Value>(result: Result<Value, { message: string }>): Value {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

const signal = new AbortController().signal;
const file = () => join(folder, "shop.history");

function exporting(store: Store, project: ProjectId, changes: Partial<Parameters<typeof exportHistory>[0]> = {}) {
  return endOf(
    exportHistory({
      ...{ folder: store.folder, project: { id: project, name: "shop" }, path: file(), withLogs: true, isForced: false },
      ...{ secrets: new Map(), millrace: "1.0.0", now: fromMs, signal, ...changes },
    }),
  );
}

const importing = (store: Store, projectId: ProjectId) => endOf(importHistory({ store, projectId, path: file(), now: fromMs, signal }));

describe("a history that goes into a file and into an empty project", () => {
  test("says the same there, in all its lists, pages and charts", async () => {
    const from = open("from");
    addRichHistory(from.store, from.project, { runs: 60, fromMs });
    take(await exporting(from.store, from.project));
    const to = open("to");
    const taken = take(await importing(to.store, to.project));
    expect(taken).toMatchObject({ runs: 61, known: 0, notes: [] });
    expect(lookAtHistory(to.store, to.project)).toEqual(lookAtHistory(from.store, from.project));
    expect(readdirSync(join(to.store.folder, "imports"))).toEqual([]);
  });

  test("is the same file again when it is written from there", async () => {
    const from = open("from");
    addRichHistory(from.store, from.project, { runs: 8, fromMs });
    take(await exporting(from.store, from.project));
    const kindsOf = () =>
      gunzipSync(readFileSync(file()))
        .toString()
        .split("\n")
        .map((line) => line.slice(0, line.indexOf(":")));
    const before = kindsOf();
    const to = open("to");
    take(await importing(to.store, to.project));
    take(await exporting(to.store, to.project, { isForced: true }));
    expect(kindsOf()).toEqual(before);
  });

  test("is known again when it comes twice, also where it comes from, and over a third history", async () => {
    const from = open("from");
    addRichHistory(from.store, from.project, { runs: 5, fromMs });
    take(await exporting(from.store, from.project));
    expect(take(await importing(from.store, from.project))).toMatchObject({ runs: 0, known: 6 });
    const to = open("to");
    take(await importing(to.store, to.project));
    const before = lookAtHistory(to.store, to.project);
    expect(take(await importing(to.store, to.project))).toMatchObject({ runs: 0, known: 6 });
    expect(lookAtHistory(to.store, to.project)).toEqual(before);
    take(await exporting(to.store, to.project, { isForced: true }));
    expect(take(await importing(from.store, from.project))).toMatchObject({ runs: 0, known: 6 });
  });

  test("adds what is new, with numbers of its own where others were taken", async () => {
    const from = open("from");
    addRichHistory(from.store, from.project, { runs: 5, fromMs });
    const to = open("to");
    addRichHistory(to.store, to.project, { runs: 3, fromMs: fromMs - 1_000_000_000 });
    take(await exporting(from.store, from.project));
    const taken = take(await importing(to.store, to.project));
    expect(taken.runs).toBe(6);
    expect(taken.notes[0]).toBe("4 runs got another number, as theirs was taken.");
    const numbers = to.store.read(({ runs }) => runs.page({ projectId: to.project }, null, 100).runs.map(({ number }) => number));
    expect(take(numbers)).toHaveLength(10);
    expect(new Set(take(numbers)).size).toBe(10);
  });

  test("leaves what stands on the board as it is when it is older", async () => {
    const from = open("from");
    addRichHistory(from.store, from.project, { runs: 12, fromMs: fromMs - 1_000_000_000 });
    const to = open("to");
    addRichHistory(to.store, to.project, { runs: 12, fromMs });
    const standing = () => {
      const { tests, failures, past, last, deployments, serving, releases } = lookAtHistory(to.store, to.project) as Record<
        string,
        unknown
      >;
      return { tests, failures, past, last, deployments, serving, releases };
    };
    const before = standing();
    take(await exporting(from.store, from.project));
    const taken = take(await importing(to.store, to.project));
    expect(taken.notes.slice(1)).toEqual([
      "13 runs came without tests, coverage and ways of failing: they are older than runs of this project.",
      "1 release stayed in the file, as newer ones or the same are here.",
      "1 deployment stayed in the file, as newer ones or the same are here.",
      "1 incident stayed in the file, as newer ones or the same are here.",
    ]);
    const after = standing();
    expect({ ...after, past: null }).toEqual({ ...before, past: null });
  });
});

describe("an export", () => {
  test("says what it holds, and what it does not", async () => {
    const { store, project } = open("from");
    addRichHistory(store, project, { runs: 3, fromMs });
    const { manifest, bytes } = take(await exporting(store, project, { withLogs: false }));
    expect(manifest).toMatchObject({
      ...{ format: "millrace-history", version: 1, millrace: "1.0.0", project: "shop", fromMs, logBytes: 0 },
      counts: { runs: 4, stages: 10, artifacts: 3, tests: 3, failures: 0, coverages: 3, releases: 1, deployments: 1, incidents: 1 },
    });
    expect(manifest.notes[0]).toBe("logs, as was asked for.");
    expect(take(await inspectHistory(file()))).toEqual({ manifest, bytes });
  });

  test("is one stream of JSON that others read as well", async () => {
    const { store, project } = open("from");
    addRichHistory(store, project, { runs: 2, fromMs });
    take(await exporting(store, project));
    const lines = gunzipSync(readFileSync(file())).toString().trimEnd().split("\n");
    expect(lines.map((line) => Object.keys(JSON.parse(line))[0]).slice(1, 8)).toEqual([
      "plan",
      "plan",
      "test",
      "test",
      "test",
      "run",
      "stage",
    ]);
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ end: { lines: lines.length - 1 } });
  });

  test("holds no value of a secret, in texts and logs", async () => {
    const { store, project } = open("from");
    const secret = 'correct "horse" staple';
    addRichHistory(store, project, { runs: 2, fromMs, said: `token=${secret} ${Buffer.from(secret).toString("base64")}` });
    write(store, ({ incidents }) =>
      incidents.open({ projectId: project, title: `leaked ${secret}`, severity: "minor", openedBy: "Mara", monitorId: null }, fromMs),
    );
    take(await exporting(store, project, { secrets: new Map([["TOKEN", secret]]) }));
    const text = gunzipSync(readFileSync(file())).toString();
    expect(text).not.toContain("horse");
    expect(text).not.toContain(Buffer.from(secret).toString("base64"));
    expect(text).toContain("token=*** ***");
    expect(text).toContain("leaked ***");
    const to = open("to");
    expect(take(await importing(to.store, to.project)).runs).toBe(3);
  });

  test("never writes over a file that is there, unless it is told to", async () => {
    const { store, project } = open("from");
    addRichHistory(store, project, { runs: 1, fromMs });
    writeFileSync(file(), "mine");
    expect(await exporting(store, project)).toMatchObject({ ok: false, failure: { code: "file-exists" } });
    expect(readFileSync(file(), "utf8")).toBe("mine");
    take(await exporting(store, project, { isForced: true }));
    expect(take(await inspectHistory(file())).manifest.counts.runs).toBe(2);
  });

  test("leaves nothing when it is canceled, or cannot write there", async () => {
    const { store, project } = open("from");
    addRichHistory(store, project, { runs: 3, fromMs });
    const stopped = await exporting(store, project, { signal: AbortSignal.abort() });
    expect(stopped).toMatchObject({ ok: false, failure: { code: "canceled" } });
    expect(await exporting(store, project, { path: join(folder, "none", "x") })).toMatchObject({
      ok: false,
      failure: { code: "file-unwritable" },
    });
    expect(readdirSync(folder)).toEqual(["from"]);
  });
});
