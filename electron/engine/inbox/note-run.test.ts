import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { addRun, beginRun, endRun, type StageEnds, statusOf } from "../../../e2e/fixtures/inbox.ts";
import { type ProjectId, projectId, rowOf } from "../../../shared/ids.ts";
import type { Store, StoredInboxEntry, Tables } from "../store/store.ts";
import { noteAnswer, noteQuestion } from "./inbox.ts";

let folder: string;
let remove: () => void;
let store: Store;
let shop: ProjectId;

beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  store = openTestStore(folder);
  shop = write(store, ({ projects }) => projects.open("/work/shop", "shop", 1)).id;
});

afterEach(() => {
  store.close();
  remove();
});

function read<T>(action: (tables: Tables) => T): T {
  const answer = store.read(action);
  if (!answer.ok) throw new Error(answer.failure.message);
  return answer.value;
}

const all = (which: "open" | "ended" | "all" = "all") => read(({ inbox }) => inbox.list({ which, before: null }, 0, 100)).toReversed();
const brief = ({ title, times, endedAt, ending, runId }: StoredInboxEntry) => ({ title, times, endedAt, ending, runId });
const told = () => read(({ desktopNotices }) => desktopNotices.waiting().map(({ title, news }) => `${news} ${title}`));
const tell = (on: "always" | "change" | "failure" | "never") =>
  write(store, ({ desktopNotices }) => desktopNotices.setRule({ projectId: shop, on }, 1));
const commit = (place: number) => ({ commit: String(place).repeat(40), subject: `change ${place}`, author: "ada" });

test("a stage that fails is one entry since its first failure, until it passes, by the commit that mended it", () => {
  addRun(store, shop, 10, { unit: "passed", lint: "passed" }, commit(1));
  const red = addRun(store, shop, 20, { unit: "failed", lint: "passed" }, commit(2));
  addRun(store, shop, 30, { unit: "failed", lint: "passed" }, commit(3));
  expect(all()).toMatchObject([
    {
      kind: "stage",
      subject: "unit",
      branch: "main",
      title: "unit fails on main",
      since: 20,
      times: 2,
      commit: commit(2),
      wholeCommit: commit(1).commit,
      endedAt: null,
    },
  ]);
  expect(all()[0]?.stageRunId).toBe("r3.1");
  addRun(store, shop, 40, { unit: "passed", lint: "passed" }, commit(4));
  expect(all().map(brief)).toEqual([
    { title: "unit fails on main", times: 2, endedAt: 40, ending: "it passed in run 4 by 4444444 change 4", runId: "r3" },
  ]);
  expect(red).toBe("r2");
});

test("branches are broken each by itself, and so are projects", () => {
  const other = write(store, ({ projects }) => projects.open("/work/other", "other", 1)).id;
  addRun(store, shop, 10, { unit: "failed" });
  addRun(store, shop, 20, { unit: "failed" }, { branch: "fix" });
  addRun(store, shop, 25, { unit: "failed" }, { branch: null });
  addRun(store, other, 30, { unit: "failed" });
  addRun(store, shop, 40, { unit: "passed" }, { branch: "fix" });
  expect(all("open").map(({ projectId, title }) => `${projectId} ${title}`)).toEqual([
    `${shop} unit fails on main`,
    `${shop} unit fails`,
    `${other} unit fails on main`,
  ]);
});

test("what says nothing changes nothing: canceled, skipped, interrupted and taken-over results, searches, deployments and runbooks", () => {
  addRun(store, shop, 10, { unit: "failed", lint: "passed" });
  for (const status of ["canceled", "skipped"] as const) addRun(store, shop, 20, { unit: status, lint: "passed" }, { status });
  for (const trigger of ["culprit", "deploy", "runbook", "release"] as const) {
    addRun(store, shop, 30, { unit: "passed", lint: "failed" }, { trigger, status: "failed" });
  }
  expect(all("open").map(brief)).toMatchObject([{ title: "unit fails on main", times: 1 }]);
});

test("a stage that the pipeline has no more ends with the next run of the whole pipeline, not with one of some stages", () => {
  addRun(store, shop, 10, { unit: "failed", install: "failed" });
  addRun(store, shop, 20, { lint: "passed" }, { selection: ["lint"] });
  addRun(store, shop, 30, { unit: "canceled" }, { status: "canceled" });
  expect(all("open").map(({ subject }) => subject)).toEqual(["unit", "install"]);
  addRun(store, shop, 40, { unit: "failed" });
  expect(all().map(({ subject, ending }) => [subject, ending])).toEqual([
    ["unit", ""],
    ["install", "the pipeline has no such stage since run 4"],
  ]);
});

test("a release that fails in its pipeline is told by its own entry alone, on the desktop as well", () => {
  addRun(store, shop, 10, { unit: "passed" });
  addRun(store, shop, 20, { unit: "failed" }, { trigger: "release" });
  addRun(store, shop, 30, { unit: "interrupted" }, { trigger: "release" });
  expect([all(), told()]).toEqual([[], []]);
});

test("all variants of a stage are one subject: broken by one, whole by all", () => {
  addRun(store, shop, 10, { "unit a": "passed", "unit b": "failed" });
  addRun(store, shop, 20, { "unit a": "passed", "unit b": "canceled" });
  expect(all("open").map(brief)).toMatchObject([{ title: "unit fails on main", times: 1 }]);
  addRun(store, shop, 30, { "unit a": "passed", "unit b": "skipped" });
  expect(all("open")).toEqual([]);
});

test("a run that vanishes is an entry of its own until another runs to its end, and says nothing of its stages", () => {
  addRun(store, shop, 10, { unit: "interrupted" });
  addRun(store, shop, 20, { unit: "interrupted" });
  expect(all("open").map(brief)).toMatchObject([{ title: "Run 2 was interrupted on main", times: 2, runId: "r2" }]);
  addRun(store, shop, 30, { unit: "failed" });
  expect(all("open").map(({ title }) => title)).toEqual(["unit fails on main"]);
});

test("a run that ends after a newer one changes nothing that the newer one said", () => {
  const older = write(store, (tables) => beginRun(tables, shop, { unit: "failed" }, {}, 10));
  addRun(store, shop, 20, { unit: "passed" });
  write(store, (tables) => endRun(tables, older, { unit: "failed" }, "failed", 30));
  expect(all()).toEqual([]);
});

test("what was broken before anybody kept an inbox is known since its first failure", () => {
  for (const [place, unit] of (["passed", "failed", "failed"] as const).entries())
    addRun(store, shop, 10 * (place + 1), { unit }, commit(place + 1));
  write(store, ({ inbox }) => inbox.forget(1e9, 100));
  store.close();
  forgetAll();
  store = openTestStore(folder);
  addRun(store, shop, 40, { unit: "failed" }, commit(4));
  expect(all()).toMatchObject([{ since: 20, times: 3, commit: commit(2), wholeCommit: commit(1).commit }]);
});

test("a question is there until it is answered, or its run is over", () => {
  const ask = (place: number) =>
    write(store, (tables) => {
      const id = beginRun(tables, shop, { ship: "passed" }, {}, place);
      tables.approvals.ask(`${id}.1` as never, "Ship it?");
      noteQuestion(tables, `${id}.1` as never, place);
      return id;
    });
  const answered = ask(10);
  write(store, (tables) => noteAnswer(tables, `${answered}.1` as never, "Approved by ada", 20));
  const left = ask(30);
  expect(all("open")).toMatchObject([{ kind: "approval", title: "ship waits for approval", detail: "Ship it?", stageRunId: `${left}.1` }]);
  write(store, (tables) => endRun(tables, left, { ship: "canceled" }, "canceled", 40));
  expect(all().map(({ ending }) => ending)).toEqual(["Approved by ada", "the run is over"]);
});

test.each([
  ["always", ["fine run 1 passed", "broke unit and lint fail on main", "again unit fails on main", "whole unit passes again on main"]],
  ["change", ["broke unit and lint fail on main", "whole lint passes again on main", "whole unit passes again on main"]],
  ["failure", ["broke unit and lint fail on main", "again unit fails on main"]],
  ["never", []],
] as const)("by the rule %s the desktop is told %j, one message a run", (rule, expected) => {
  tell(rule);
  addRun(store, shop, 10, { unit: "passed", lint: "passed" });
  addRun(store, shop, 20, { unit: "failed", lint: "failed" });
  addRun(store, shop, 30, { unit: "failed", lint: "passed" });
  addRun(store, shop, 40, { unit: "passed", lint: "passed" });
  addRun(store, shop, 50, { unit: "canceled" });
  expect(told()).toEqual(expected.map((text) => text.replace(" ", " shop: ")));
});

test("nobody is told of what is muted or put off, as long as nothing else breaks", () => {
  addRun(store, shop, 10, { unit: "failed" });
  const [entry] = all();
  write(store, ({ inbox, desktopNotices }) => {
    inbox.mute([entry?.id ?? 0], true, 11);
    desktopNotices.drop(desktopNotices.waiting().map(({ row }) => row));
  });
  addRun(store, shop, 20, { unit: "failed" });
  expect(told()).toEqual([]);
  addRun(store, shop, 30, { unit: "failed", lint: "failed" });
  expect(told()).toEqual(["broke shop: lint fails on main"]);
});

test("a run that passes while nothing is broken writes nothing and asks one question beside the rule", () => {
  const id = write(store, (tables) => beginRun(tables, shop, { unit: "passed" }, {}, 10));
  const count = (): number => read(({ events }) => events.newestId());
  const before = count();
  write(store, (tables) => endRun(tables, id, { unit: "passed" }, "passed", 20));
  // The stage's and the run's own.
  expect(count() - before).toBe(2);
  expect([all(), told()]).toEqual([[], []]);
});

/** Takes all entries away behind the store's back, as of a file from before there were any. */
function forgetAll(): void {
  const again = openTestStore(folder);
  write(again, ({ inbox }) => {
    for (const entry of inbox.list({ which: "all", before: null }, 0, 100)) inbox.keep({ ...entry, endedAt: 0, isMuted: false }, 0);
    inbox.forget(1, 100);
  });
  again.close();
}

test("generated reds and greens of stages on branches, with restarts and kills between: what is broken, how often and since when is what the runs say", () => {
  const endOf = fc.constantFrom(
    "passed" as const,
    "passed" as const,
    "failed" as const,
    "errored" as const,
    "canceled" as const,
    "skipped" as const,
  );
  const runsArbitrary = fc.array(
    fc.record({
      branch: fc.constantFrom("main", "fix", null),
      unit: endOf,
      lint: endOf,
      trigger: fc.constantFrom("cli" as const, "cli" as const, "cli" as const, "culprit" as const, "runbook" as const),
      fate: fc.constantFrom("kept", "kept", "killed", "restarted"),
    }),
    { maxLength: 25 },
  );
  let round = 0;
  fc.assert(
    fc.property(runsArbitrary, (runs) => {
      round += 1;
      const project = write(store, ({ projects }) => projects.open(`/work/${round}`, "shop", 1)).id;
      const expected = new Map<string, { since: number; times: number; isOpen: boolean; commit: string }>();
      runs.forEach(({ branch, unit, lint, trigger, fate }, place) => {
        const at = (place + 1) * 10;
        const ends: StageEnds = { unit, lint };
        const id = write(store, (tables) => beginRun(tables, project, ends, { branch, trigger, ...commit(place % 10) }, at));
        if (fate === "killed") {
          // What was not kept did not happen; the recovery ends the run the same way.
          const killed = () =>
            store.write((tables) => {
              endRun(tables, id, ends, statusOf(ends), at);
              throw new Error("killed");
            });
          expect(killed).toThrow("killed");
        }
        write(store, (tables) => endRun(tables, id, ends, statusOf(ends), at));
        if (fate === "restarted") {
          store.close();
          store = openTestStore(folder);
        }
        if (trigger !== "cli") return;
        for (const [stage, end] of Object.entries(ends)) {
          const key = `${stage} ${branch}`;
          const known = expected.get(key);
          if (end === "failed" || end === "errored") {
            const fresh = { since: at, times: 1, isOpen: true, commit: commit(place % 10).commit };
            expected.set(key, known?.isOpen ? { ...known, times: known.times + 1 } : fresh);
          } else if (end === "passed" && known !== undefined) expected.set(key, { ...known, isOpen: false });
        }
      });
      const entries = read(({ inbox }) => inbox.list({ projectId: project, which: "all", before: null }, 0, 100));
      const found = new Map(
        entries
          .filter(({ kind }) => kind === "stage")
          .map(({ subject, branch, since, times, endedAt, commit: first }) => [
            `${subject} ${branch}`,
            { since, times, isOpen: endedAt === null, commit: first?.commit },
          ]),
      );
      expect(found).toEqual(expected);
      const unread = [...expected.values()].filter(({ isOpen }) => isOpen).length;
      expect(read(({ inbox }) => inbox.unread(project, 0))).toBe(unread);
    }),
    { numRuns: 150 },
  );
  expect(rowOf(projectId(round))).toBe(round);
});
