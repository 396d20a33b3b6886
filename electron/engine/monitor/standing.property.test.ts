import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { dayMs, minuteMs, secondMs } from "../../../shared/time.ts";
import type { MonitorStanding, StoredSpan } from "../store/store.ts";
import { afterCheck, type StandingRules, unseen } from "./standing.ts";
import { endedSpans, timesWithin } from "./uptime.ts";

const rules: StandingRules = { everyMs: 30 * secondMs, timeoutMs: 10 * secondMs, retries: 1, slowMs: 500 };
const at = (ms: number, isGood: boolean, durationMs = 10) => ({ at: ms, isGood, durationMs, detail: isGood ? "200" : "503", phases: null });

/** Where a monitor stands after checks, `+` good and `-` bad, thirty seconds apart. */
function standAfter(checks: string, start: MonitorStanding = unseen(0)): MonitorStanding {
  let standing = start;
  [...checks].forEach((letter, place) => {
    standing = afterCheck(standing, at((place + 1) * rules.everyMs, letter === "+"), rules, false).standing;
  });
  return standing;
}

describe("a monitor", () => {
  test("is down once its retries have failed, too, and since the first failure", () => {
    expect(standAfter("+")).toMatchObject({ state: "up", since: 30_000, failures: 0 });
    expect(standAfter("+-")).toMatchObject({ state: "up", failures: 1, failingSince: 60_000, detail: "503" });
    expect(standAfter("+--")).toMatchObject({ state: "down", since: 60_000, failures: 2 });
    expect(standAfter("+-+-+-")).toMatchObject({ state: "up", since: 30_000 });
    expect(standAfter("+---+")).toMatchObject({ state: "up", since: 150_000, failures: 0, failingSince: null });
  });

  test("of which nothing was known stays unknown until it is certain", () => {
    expect(standAfter("-")).toMatchObject({ state: "unknown", failures: 1 });
    expect(standAfter("--")).toMatchObject({ state: "down", since: 30_000 });
  });

  test("that answers slowly is degraded", () => {
    expect(afterCheck(unseen(0), at(1_000, true, 501), rules, false).standing.state).toBe("degraded");
    expect(afterCheck(unseen(0), at(1_000, true, 500), rules, false).standing.state).toBe("up");
  });

  test("is in maintenance whatever its checks find, and what fails after it fails from then on", () => {
    let standing = standAfter("+--");
    standing = afterCheck(standing, at(120_000, false), rules, true).standing;
    expect(standing).toMatchObject({ state: "maintenance", since: 120_000 });
    standing = afterCheck(standing, at(150_000, false), rules, false).standing;
    expect(standing).toMatchObject({ state: "down", since: 150_000 });
  });

  test("after a gap it begins anew, and the gap belongs to nobody", () => {
    const before = standAfter("+--");
    const found = afterCheck(before, at(dayMs, true), rules, false);
    expect(found).toMatchObject({ standing: { state: "up", since: dayMs }, endedAt: before.seenAt });
    const failed = afterCheck(standAfter("+"), at(dayMs, false), rules, false);
    expect(failed).toMatchObject({ standing: { state: "unknown", since: dayMs, failures: 1 }, endedAt: 30_010 });
  });
});

interface Step {
  readonly waitMs: number;
  readonly isGood: boolean;
  readonly durationMs: number;
}

const step = fc.record({
  waitMs: fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 1_000, max: 30_000 }) },
    // Sleep, and a clock that is put forward or back.
    { weight: 2, arbitrary: fc.integer({ min: minuteMs, max: 3 * dayMs }) },
    { weight: 2, arbitrary: fc.integer({ min: -dayMs, max: -1 }) },
  ),
  isGood: fc.boolean(),
  durationMs: fc.integer({ min: 0, max: 10_000 }),
});

let lives = 0;
const { folder, remove } = temporaryFolder();
const store = openTestStore(folder, { now: () => 0 });
afterAll(() => {
  store.close();
  remove();
});

/** Checks one after the other on a clock that is put now and then, kept in a real history; each goes on from the rows. */
function live(steps: readonly Step[]): { readonly spans: StoredSpan[]; readonly downs: number[][] } {
  lives += 1;
  return write(store, ({ projects, monitors }) => {
    const project = projects.open(`/work/shop-${lives}`, "shop", 1).id;
    monitors.ensure(project, ["home"], 1);
    const [row] = monitors.ofProject(project);
    if (row === undefined) throw new Error("no row");
    let clock = 1_000 * dayMs;
    const downs: number[][] = [];
    for (const { waitMs, isGood, durationMs } of steps) {
      clock += waitMs;
      const standing = monitors.get(row.id)?.standing ?? unseen(0);
      const check = at(clock, isGood, durationMs);
      monitors.keep(row.id, afterCheck(standing, check, rules, false), clock);
      if (!isGood) downs.push([clock, clock + durationMs]);
      clock += durationMs;
    }
    const kept = monitors.get(row.id);
    if (kept === null) throw new Error("no row");
    const spans = monitors.spans(row.id, 0, Number.MAX_SAFE_INTEGER, 10_000);
    return { spans: endedSpans(spans, kept, clock), downs };
  });
}

test("spans never overlap, none runs backwards, and no downtime is invented by sleep, clocks or restarts", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const { spans, downs } = live(steps);
      for (const [place, span] of spans.entries()) {
        expect(span.to).toBeGreaterThanOrEqual(span.from);
        const older = spans[place + 1];
        if (older !== undefined) expect(older.to).toBeLessThanOrEqual(span.from);
      }
      const longest = rules.everyMs + rules.timeoutMs + 5 * secondMs + 10_000;
      for (const { state, from, to } of spans) {
        if (state !== "down" || to === null) continue;
        // All of it lies between failed checks, each close to the next.
        const own = downs
          .filter(([begin = 0]) => begin >= from && begin <= to)
          .map(([begin = 0]) => begin)
          .sort((a, b) => a - b);
        expect(own.length).toBeGreaterThan(0);
        for (const [place, begin] of own.entries()) expect((own[place + 1] ?? to) - begin).toBeLessThanOrEqual(longest);
      }
    }),
    { numRuns: 400 },
  );
});

test("as long as all checks are good nothing is down, whatever the clock does", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      const { spans } = live(steps.map((one) => ({ ...one, isGood: true })));
      expect(timesWithin(spans as never, 0, Number.MAX_SAFE_INTEGER).down).toBe(0);
    }),
    { numRuns: 100 },
  );
});
