import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SimulatedTime } from "../../../e2e/fixtures/simulated-time.ts";
import type { MonitorId, ProjectId } from "../../../shared/ids.ts";
import type { PlannedMonitor } from "../../../shared/pipeline/planned-monitor.ts";
import { hourMs, minuteMs, secondMs } from "../../../shared/time.ts";
import type { NewCheck } from "../store/store.ts";
import type { WatchedMonitor } from "./check/check.ts";
import { bad, good } from "./check/found.ts";
import { unseen } from "./standing.ts";
import { Watch } from "./watch.ts";

function monitor(row: number, rest: Partial<PlannedMonitor> = {}): WatchedMonitor {
  const planned: PlannedMonitor = {
    ...{ name: `m${row}`, description: "", check: { kind: "tcp", host: "127.0.0.1", port: row } },
    ...{ everyMs: 5_000, timeoutMs: 2_000, retries: 1, slowMs: null, maintenance: [], alert: null, objective: null, secrets: [] },
    ...rest,
  };
  return { id: `m${row}` as MonitorId, projectId: "p1" as ProjectId, projectName: "shop", projectPath: "/work/shop", planned };
}

interface World {
  readonly time: SimulatedTime;
  readonly watch: Watch;
  readonly records: { readonly id: MonitorId; readonly found: NewCheck }[];
  /** Checks under way, by monitor, and the most at once of one. */
  readonly starts: { readonly id: MonitorId; readonly atMs: number }[];
  mostAtOnce: number;
  mostLateMs: number;
}

/** Watches monitors in simulated time; `answer` says how long a check takes, and what it finds. */
function world(
  monitors: readonly WatchedMonitor[],
  answer: (id: MonitorId, wallMs: number) => { readonly takesMs: number; readonly isGood: boolean },
  time = new SimulatedTime(),
): World {
  const under = new Map<MonitorId, number>();
  const made: World = {
    ...{ time, records: [], starts: [], mostAtOnce: 0, mostLateMs: 0 },
    watch: new Watch({
      moment: () => time.moment(),
      after: (delayMs, action) => time.after(delayMs, action),
      onStart: (lateMs) => {
        made.mostLateMs = Math.max(made.mostLateMs, lateMs);
      },
      record: ({ id }, found) => void made.records.push({ id, found }),
      check: ({ id }, signal) => {
        made.starts.push({ id, atMs: time.moment().monotonicMs });
        const count = (under.get(id) ?? 0) + 1;
        under.set(id, count);
        made.mostAtOnce = Math.max(made.mostAtOnce, count);
        const { takesMs, isGood } = answer(id, time.moment().wallMs);
        return new Promise((resolve) => {
          const end = (found: ReturnType<typeof good>) => {
            under.set(id, (under.get(id) ?? 1) - 1);
            resolve(found);
          };
          const cancel = time.after(takesMs, () => end(isGood ? good("200") : bad("503")));
          signal.addEventListener("abort", () => {
            cancel();
            end(bad("aborted"));
          });
        });
      },
    }),
  };
  made.watch.set(
    monitors.map((one) => ({ monitor: one, isPaused: false })),
    () => unseen(time.moment().wallMs),
  );
  return made;
}

describe("watching", () => {
  test("each is looked at when it is its turn, however slow others are, and never twice at once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ takesMs: fc.integer({ min: 0, max: 20_000 }), everyMs: fc.integer({ min: 1_000, max: 30_000 }) }), {
          minLength: 1,
          maxLength: 12,
        }),
        async (all) => {
          const monitors = all.map(({ everyMs }, row) => monitor(row + 1, { everyMs, retries: 0 }));
          const made = world(monitors, (id) => ({ takesMs: all[Number(id.slice(1)) - 1]?.takesMs ?? 0, isGood: true }));
          await made.time.pass(5 * minuteMs);
          made.watch.close();
          expect(made.mostAtOnce).toBe(1);
          expect(made.mostLateMs).toBeLessThanOrEqual(1);
          for (const [row, { takesMs, everyMs }] of all.entries()) {
            const own = made.starts.filter(({ id }) => id === `m${row + 1}`).map(({ atMs }) => atMs);
            for (const [place, atMs] of own.entries()) {
              const next = own[place + 1];
              if (next === undefined) continue;
              // On the grid, and the first turn after it has ended.
              expect((next - atMs) % everyMs).toBe(0);
              expect(next - atMs).toBeLessThanOrEqual(Math.max(everyMs, Math.ceil((Math.min(takesMs, 2_000) + 1) / everyMs) * everyMs));
            }
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  test("what hangs and cannot be broken off is not begun again before it has ended", async () => {
    const time = new SimulatedTime();
    const starts: number[] = [];
    const states: string[] = [];
    const watch = new Watch({
      moment: () => time.moment(),
      after: (delayMs, action) => time.after(delayMs, action),
      record: (_, { standing }) => void states.push(standing.state),
      check: () => {
        starts.push(time.moment().monotonicMs);
        return new Promise((resolve) => time.after(starts.length === 2 ? minuteMs : 10, () => resolve(good("200"))));
      },
    });
    watch.set([{ monitor: monitor(1), isPaused: false }], () => unseen(time.moment().wallMs));
    await time.pass(2 * minuteMs);
    watch.close();
    const [, hung = 0, next = 0] = starts;
    expect(next - hung).toBeGreaterThanOrEqual(minuteMs);
    expect(next - hung).toBeLessThan(minuteMs + 6 * secondMs);
    expect([states[0], states.includes("down"), states.at(-1)]).toEqual(["up", true, "up"]);
  });

  test("an outage is detected within the interval, the timeout and the retries", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          everyMs: fc.integer({ min: 1_000, max: 30_000 }),
          timeoutMs: fc.integer({ min: 100, max: 10_000 }),
          retries: fc.integer({ min: 0, max: 4 }),
          hangs: fc.boolean(),
          outAtMs: fc.integer({ min: 61_000, max: 120_000 }),
        }),
        async ({ everyMs, timeoutMs, retries, hangs, outAtMs }) => {
          const beginsMs = new SimulatedTime().moment().wallMs + outAtMs;
          const made = world([monitor(1, { everyMs, timeoutMs, retries })], (_, wallMs) =>
            wallMs < beginsMs ? { takesMs: 1, isGood: true } : { takesMs: hangs ? hourMs : 1, isGood: false },
          );
          await made.time.pass(10 * minuteMs);
          made.watch.close();
          const down = made.records.find(({ found }) => found.standing.state === "down")?.found;
          if (down === undefined) throw new Error("not detected");
          const detectedMs = down.check.at + down.check.durationMs;
          const promisedMs = everyMs + timeoutMs + retries * (secondMs + timeoutMs);
          expect(detectedMs - beginsMs).toBeLessThanOrEqual(promisedMs + 10);
          // And it is told to have begun at the first failure.
          expect(down.standing.since).toBeGreaterThanOrEqual(beginsMs);
          expect(down.standing.since - beginsMs).toBeLessThanOrEqual(everyMs);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("neither sleep nor a clock that is put makes anything down", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            afterMs: fc.integer({ min: 500, max: 90_000 }),
            kind: fc.constantFrom("sleep", "forward", "back", "stall"),
            ms: fc.integer({ min: 2_000, max: 24 * hourMs }),
          }),
          { minLength: 1, maxLength: 8 },
        ),
        async (events) => {
          let troubledUntilMs = 0;
          const made = world([monitor(1), monitor(2, { everyMs: 1_000 }), monitor(3, { everyMs: 20_000, retries: 0 })], () => ({
            takesMs: 700,
            // Networks are away for a while after a sleep.
            isGood: made.time.moment().monotonicMs >= troubledUntilMs,
          }));
          for (const { afterMs, kind, ms } of events) {
            await made.time.pass(afterMs);
            if (kind === "sleep") {
              made.time.sleep(ms);
              troubledUntilMs = made.time.moment().monotonicMs + (ms > 6_000 ? 10_000 : 0);
            } else if (kind === "stall") made.time.stall(Math.min(ms, 2 * minuteMs));
            else made.time.put(kind === "forward" ? ms : -ms);
          }
          await made.time.pass(2 * minuteMs);
          made.watch.close();
          expect(made.records.filter(({ found }) => found.standing.state === "down")).toEqual([]);
          expect(made.records.at(-1)?.found.standing.state).toBe("up");
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a timer that comes a little early makes no turn come twice", async () => {
    const made = world([monitor(1)], () => ({ takesMs: 0, isGood: true }), new SimulatedTime({ earlyMs: 2 }));
    await made.time.pass(5 * minuteMs);
    made.watch.close();
    expect(made.starts.length).toBeGreaterThanOrEqual(59);
    expect(made.starts.length).toBeLessThanOrEqual(61);
  });

  test("a person who asks is answered at once, and turns do not move", async () => {
    const made = world([monitor(1, { everyMs: 60_000 })], () => ({ takesMs: 5, isGood: true }));
    await made.time.pass(70_000);
    const asked = made.watch.checkNow("m1" as MonitorId);
    const again = made.watch.checkNow("m1" as MonitorId);
    await made.time.pass(10);
    expect(await asked).toMatchObject({ isGood: true });
    expect(await again).toEqual(await asked);
    await made.time.pass(130_000);
    made.watch.close();
    const [first = 0, second = 0, askedAt = 0, third = 0] = made.starts.map(({ atMs }) => atMs);
    expect([second - first, third - second, made.starts.length > 4]).toEqual([60_000, 60_000, true]);
    expect(askedAt).toBe(70_000);
    expect(await made.watch.checkNow("m1" as MonitorId)).toBe(null);
  });
});
