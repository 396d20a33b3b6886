import fc from "fast-check";
import { expect, test } from "vitest";
import type { ColumnRule, PlanColumn } from "../../../shared/contract/plan.ts";
import { deploymentId, releaseId } from "../../../shared/ids.ts";
import { automaticMove, type CommitEvidence, columnOf, type ItemEvidence, type ItemStanding, movedNow } from "./automatic-move.ts";

const hash = (digit: string) => digit.repeat(40);
const column = (name: string, rule: ColumnRule | null): PlanColumn => ({ name, rule, isDone: false, limit: null });
const usual = [
  column("Backlog", null),
  column("Next", null),
  column("Doing", { when: "branch" }),
  column("Done", { when: "landed" }),
  column("Released", { when: "released" }),
  column("Live", { when: "deployed", environment: "production" }),
];

const commit = (digit: string, facts: Partial<CommitEvidence> = {}): CommitEvidence => ({
  ...{ commit: hash(digit), landedAt: null, release: null, serving: [] },
  ...facts,
});
const evidence = (facts: Partial<ItemEvidence> = {}): ItemEvidence => ({ branches: [], commits: [], mainBranch: "main", ...facts });
const fresh: ItemStanding = { column: "Backlog", movedAt: null, createdAt: 10 };
const where = (item: ItemStanding, known: ItemEvidence) => columnOf(item, usual, automaticMove(item, usual, known));

test("an item goes as far as what happened leads, and says why", () => {
  const branches = [{ name: "12-fix", at: 20 }];
  expect(automaticMove(fresh, usual, evidence({ branches }))).toMatchObject({ from: "Backlog", text: "branch 12-fix was made", at: 20 });
  const landed = evidence({ branches, commits: [commit("a", { landedAt: 30 })] });
  expect(automaticMove(fresh, usual, landed)).toMatchObject({
    text: "aaaaaaa landed on main",
    commit: hash("a"),
    rule: { when: "landed" },
  });
  const release = { releaseId: releaseId(1), name: "v1.2.0", at: 40 };
  const released = evidence({ branches, commits: [commit("a", { landedAt: 30, release })] });
  expect(automaticMove(fresh, usual, released)).toMatchObject({ text: "released in v1.2.0", releaseId: "v1" });
  const serving = [{ environment: "production", deploymentId: deploymentId(4), version: "1.2.0", at: 50 }];
  const live = evidence({ branches, commits: [commit("a", { landedAt: 30, release, serving })] });
  expect(automaticMove(fresh, usual, live)).toMatchObject({ text: "production serves 1.2.0", deploymentId: "d4", at: 50 });
  expect([landed, released, live].map((known) => where(fresh, known))).toEqual(["Done", "Released", "Live"]);
});

test("it waits for the last of its commits before it counts as released or deployed", () => {
  const release = { releaseId: null, name: "v1", at: 40 };
  const both = (second: Partial<CommitEvidence>) =>
    evidence({ commits: [commit("a", { landedAt: 30, release }), commit("b", { landedAt: 35, ...second })] });
  expect(where(fresh, both({}))).toBe("Done");
  expect(automaticMove(fresh, usual, both({ release: { releaseId: null, name: "v2", at: 60 } }))).toMatchObject({ text: "released in v2" });
});

test("what happened before it was made, or before a person moved it, does not move it", () => {
  const known = evidence({ branches: [{ name: "12-fix", at: 10 }], commits: [commit("a", { landedAt: 9 })] });
  expect(where(fresh, known)).toBe("Backlog");
  const moved = { ...fresh, column: "Next", movedAt: 50 };
  expect(where(moved, evidence({ commits: [commit("a", { landedAt: 50 })] }))).toBe("Next");
  expect(where(moved, evidence({ commits: [commit("a", { landedAt: 50 }), commit("b", { landedAt: 51 })] }))).toBe("Done");
});

test("an item of a column that is gone stands in the first one, and still moves", () => {
  const lost = { ...fresh, column: "Icebox" };
  expect(where(lost, evidence())).toBe("Backlog");
  expect(where(lost, evidence({ branches: [{ name: "12-fix", at: 20 }] }))).toBe("Doing");
});

const time = fc.integer({ min: 0, max: 30 });
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const environment = fc.constantFrom("staging", "production");
const rule: fc.Arbitrary<ColumnRule> = fc.oneof(
  fc.constantFrom<ColumnRule>({ when: "branch" }, { when: "landed" }, { when: "released" }),
  maybe(environment).map((name): ColumnRule => ({ when: "deployed", environment: name })),
);
const board = fc
  .uniqueArray(fc.tuple(fc.constantFrom("A", "B", "C", "D", "E", "F"), maybe(rule)), { minLength: 1, selector: ([name]) => name })
  .map((columns) => columns.map(([name, its]) => column(name, its)))
  // Two columns with one rule: the last of them is meant, always.
  .filter(
    (columns) =>
      new Set(columns.flatMap((one) => (one.rule === null ? [] : [JSON.stringify(one.rule)]))).size ===
      columns.filter((one) => one.rule !== null).length,
  );
const known: fc.Arbitrary<ItemEvidence> = fc.record({
  branches: fc.array(fc.record({ name: fc.constantFrom("1-a", "1-b"), at: time }), { maxLength: 3 }),
  commits: fc.uniqueArray(
    fc.record({
      commit: fc.constantFrom(hash("a"), hash("b"), hash("c")),
      landedAt: maybe(time),
      release: maybe(fc.record({ releaseId: fc.constant(null), name: fc.constant("v1"), at: time })),
      serving: fc.uniqueArray(fc.record({ environment, deploymentId: fc.constant(deploymentId(1)), version: fc.constant("1"), at: time }), {
        maxLength: 2,
        selector: (one) => one.environment,
      }),
    }),
    { maxLength: 3, selector: (one) => one.commit },
  ),
  mainBranch: fc.constant("main"),
});
const standing: fc.Arbitrary<ItemStanding> = fc.record({
  column: fc.constantFrom("A", "B", "C", "D", "E", "F", "gone"),
  movedAt: maybe(time),
  createdAt: maybe(time),
});

/** The rule as it is told to a person, tried moment by moment. */
function modelColumn(item: ItemStanding, columns: readonly PlanColumn[], { branches, commits }: ItemEvidence): string {
  const isSince = (at: number) =>
    (item.movedAt === null || at > item.movedAt) && (item.createdAt === null || at > item.createdAt) && at > 0;
  const all = (at: (one: CommitEvidence) => number | null | undefined) => {
    const times = commits.map(at);
    return times.length > 0 && times.every((each) => each !== null && each !== undefined) && times.some((each) => isSince(each ?? 0));
  };
  const isMet = (its: ColumnRule | null): boolean => {
    if (its === null) return false;
    if (its.when === "branch") return branches.some(({ at }) => isSince(at));
    if (its.when === "landed") return commits.some(({ landedAt }) => landedAt !== null && isSince(landedAt));
    if (its.when === "released") return all(({ release }) => release?.at);
    const names = its.environment === null ? ["staging", "production"] : [its.environment];
    return names.some((name) => all(({ serving }) => serving.find((one) => one.environment === name)?.at));
  };
  const names = columns.map(({ name }) => name);
  const start = Math.max(0, names.indexOf(item.column));
  let place = start;
  for (let next = start + 1; next < columns.length; next += 1) if (isMet(columns[next]?.rule ?? null)) place = next;
  return names[place] ?? "";
}

test("where an item stands is what the model says, never before its own column", () => {
  fc.assert(
    fc.property(standing, board, known, (item, columns, facts) => {
      const move = automaticMove(item, columns, facts);
      const stands = columnOf(item, columns, move);
      expect(stands).toBe(modelColumn(item, columns, facts));
      const names = columns.map(({ name }) => name);
      expect(names.indexOf(stands)).toBeGreaterThanOrEqual(names.indexOf(item.column));
      if (move !== null) expect(move.at).toBeGreaterThan(item.movedAt ?? -1);
    }),
    { numRuns: 2_000 },
  );
});

test("taken back, a move stays taken back until something new happens", () => {
  fc.assert(
    fc.property(standing, board, known, time, (item, columns, facts, nowMs) => {
      const back = { ...item, movedAt: movedNow(nowMs, facts) };
      expect(automaticMove(back, columns, facts)).toBe(null);
      const newer = { ...facts, branches: [...facts.branches, { name: "1-new", at: back.movedAt + 1 + (item.createdAt ?? 0) }] };
      const waits = columns.findLastIndex((one) => one.rule?.when === "branch");
      const leads =
        waits >
        Math.max(
          0,
          columns.findIndex(({ name }) => name === item.column),
        );
      expect(automaticMove(back, columns, newer)?.branch ?? null).toBe(leads ? "1-new" : null);
    }),
    { numRuns: 1_000 },
  );
});
