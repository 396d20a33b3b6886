import { expect, test } from "vitest";
import type { PlanColumn } from "../../../shared/contract/plan.ts";
import type { ItemLinks, LinkedCommit } from "./links.ts";
import { progressOf } from "./progress.ts";

function column(name: string, rule: PlanColumn["rule"] = null, isDone = false): PlanColumn {
  return { name, rule, isDone, limit: null };
}

const columns = [
  ...[column("Backlog"), column("Next"), column("Doing", { when: "branch" })],
  ...[column("Done", { when: "landed" }, true), column("Released", { when: "released" }, true)],
];

function commit(committedAt: number, landedAt: number | null, releasedAt: number | null = null): LinkedCommit {
  const release = releasedAt === null ? null : { releaseId: null, name: "1.0.0", at: releasedAt };
  return { commit: "1".repeat(40), committedAt, landedAt, release, serving: [], by: "message", counts: true };
}

const nothing: ItemLinks = { branches: [], commits: [] };
const item = (name: string, movedAt: number | null = null) => ({ column: name, movedAt, createdAt: 10 });
const progress = (standing: ReturnType<typeof item>, links: ItemLinks) => progressOf(standing, columns, links, "main");

test("an item that nobody took up waits, wherever a person put it among those that wait", () => {
  for (const standing of [item("Backlog"), item("Next", 50), item("no such column")])
    expect(progress(standing, nothing)).toEqual({ startedAt: null, doneAt: null, isUnderWay: false });
});

test("work begins with the first branch or commit that names it, or when a person takes it up", () => {
  expect(progress(item("Backlog"), { branches: [{ name: "12-fix", at: 30 }], commits: [commit(40, null)] })).toEqual({
    ...{ startedAt: 30, doneAt: null, isUnderWay: true },
  });
  expect(progress(item("Doing", 25), { ...nothing, commits: [commit(40, null)] })).toEqual({
    startedAt: 25,
    doneAt: null,
    isUnderWay: true,
  });
});

test("it is done when it first comes into a column that counts, not when it is released later", () => {
  const links = { branches: [{ name: "12-fix", at: 30 }], commits: [commit(40, 60, 900)] };
  expect(progress(item("Backlog"), links)).toEqual({ startedAt: 30, doneAt: 60, isUnderWay: false });
});

test("a person who says that it is done says when; without anything that names it nobody knows since when it was worked on", () => {
  expect(progress(item("Done", 70), { ...nothing, branches: [{ name: "12-fix", at: 30 }] })).toMatchObject({ startedAt: 30, doneAt: 70 });
  expect(progress(item("Done", 70), nothing)).toEqual({ startedAt: null, doneAt: 70, isUnderWay: false });
  expect(progress(item("Done"), nothing)).toEqual({ startedAt: null, doneAt: null, isUnderWay: false });
});

test("what names it only after it was done tells nothing of how long it took", () => {
  expect(progress(item("Done", 70), { ...nothing, branches: [{ name: "12-again", at: 90 }] })).toMatchObject({
    startedAt: null,
    doneAt: 70,
  });
});

test("a board of one's own without rules has work in every column behind the first", () => {
  const own = [column("To do"), column("In hand"), column("Through", null, true)];
  expect(progressOf(item("In hand", 20), own, nothing, "main")).toEqual({ startedAt: 20, doneAt: null, isUnderWay: true });
  expect(progressOf(item("Through", 50), own, nothing, "main").doneAt).toBe(50);
});
