import { afterEach, beforeEach, expect, test } from "vitest";
import { newRun, openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { queued, transition } from "../../../shared/status.ts";
import type { Store } from "./store.ts";

let store: Store;
let remove: () => void;
let project: ProjectId;

beforeEach(() => {
  const made = temporaryFolder();
  remove = made.remove;
  store = openTestStore(made.folder);
  project = write(store, ({ projects }) => projects.open("/work/shop", "shop", 1)).id;
});

afterEach(() => {
  store.close();
  remove();
});

test("what a trigger saw is kept until it is paused, its project is not trusted, or its file does not have it any more", () => {
  const seen = () =>
    write(store, ({ triggers }) => triggers.ofProject(project).map((trigger) => [trigger.key, trigger.seen, trigger.isPaused]));
  write(store, ({ triggers }) => {
    expect(triggers.get(project, "save")).toMatchObject({
      seen: null,
      followUps: 0,
      isPaused: false,
      firedAt: null,
      runId: null,
      fault: null,
    });
    for (const key of ["save", "commit", "branch"]) triggers.remember(project, key, { seen: "a", followUps: 2 });
    triggers.pause(project, "commit", true, 5);
  });
  expect(seen()).toEqual([
    ["branch", "a", false],
    ["commit", null, true],
    ["save", "a", false],
  ]);
  write(store, ({ triggers }) => triggers.keepOnly(project, ["save"]));
  expect(seen()).toEqual([
    ["commit", null, true],
    ["save", "a", false],
  ]);
  write(store, ({ triggers }) => triggers.forgetSeen(project));
  expect(seen()).toEqual([
    ["commit", null, true],
    ["save", null, false],
  ]);
});

test("a remote is asked once in its time, whoever asks, and again when the clock was put back", () => {
  const turn = (now: number) => write(store, ({ triggers }) => triggers.takeTurn(project, "remote", 100, now));
  expect([turn(1_000), turn(1_050), turn(1_099), turn(1_100), turn(500), turn(550)]).toEqual([true, false, false, true, true, false]);
});

test("runs of a trigger are told from others, those in checkouts and those that wait for a person do not keep the folder busy", () => {
  const insert = (changes: Parameters<typeof newRun>[1]) => write(store, ({ runs }) => runs.insert(newRun(project, changes), 10)).id;
  const underWay = () => write(store, ({ triggers }) => triggers.runsUnderWay(project, "commit"));
  expect(underWay()).toEqual({ isFolderBusy: false, own: [], folderFreeAt: null, ownEndedAt: null });
  const first = insert({ trigger: "commit", triggerGroup: "commit", checkout: "a/b" });
  insert({ trigger: "commit", triggerGroup: "commit #2", checkout: "c/d" });
  const ofBranch = insert({ trigger: "remote", triggerGroup: "commit\norigin/main", checkout: "e/f" });
  expect(underWay()).toEqual({ isFolderBusy: false, own: [first, ofBranch], folderFreeAt: null, ownEndedAt: null });
  const byHand = insert({});
  expect(underWay().isFolderBusy).toBe(true);
  write(store, ({ runs }) => runs.park(byHand));
  expect(underWay().isFolderBusy).toBe(false);
  const next = insert({ trigger: "commit", triggerGroup: "commit" });
  expect(write(store, ({ triggers }) => triggers.olderOfGroup(project, "commit", next))).toEqual([first]);
  const ended = transition(queued, { type: "finish", status: "canceled", reason: "canceled-by-user" }, 20);
  if (!ended.ok) throw new Error("It cannot end.");
  write(store, ({ runs }) => runs.change(next, ended.value, 20));
  expect(underWay()).toMatchObject({ folderFreeAt: 20, ownEndedAt: 20 });
});

test("what a process fired for that ended before it started the run is seen again, unless the run is there", () => {
  const seen = (key: string) => write(store, ({ triggers }) => triggers.get(project, key).seen);
  const takeBack = (now: number, except: string[] = []) =>
    write(store, ({ triggers }) => {
      const hasLost = triggers.hasLost(project, 100, now);
      triggers.takeBackLost(project, 100, except, now);
      return hasLost;
    });
  write(store, ({ triggers }) => {
    for (const key of ["lost", "started", "noted", "own"]) {
      triggers.remember(project, key, { seen: "new", followUps: 0 });
      triggers.fire(project, key, "old", 1_000);
    }
    triggers.note(project, "noted", { runId: null, fault: "no" }, 1_001);
  });
  write(store, ({ runs }) => runs.insert(newRun(project, { trigger: "remote", triggerGroup: "started\norigin/main" }), 1_010));
  expect([takeBack(1_099), seen("lost")]).toEqual([false, "new"]);
  expect([takeBack(1_100, ["own"]), seen("lost"), seen("started"), seen("noted"), seen("own")]).toEqual([true, "old", "new", "new", "new"]);
  expect([takeBack(900), seen("own"), takeBack(5_000)]).toEqual([true, "old", false]);
});
