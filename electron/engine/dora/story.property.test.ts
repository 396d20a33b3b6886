import fc from "fast-check";
import { expect, test } from "vitest";
import type { DoraRule } from "../../../shared/contract/dora.ts";
import type { IncidentId } from "../../../shared/ids.ts";
import { dayMs, hourMs, minuteMs } from "../../../shared/time.ts";
import type { Delivered, KnownIncident } from "./delivered.ts";
import { judge } from "./judge.ts";
import { measure } from "./measure.ts";

/*
 * Stories with known answers: a chain of episodes, each of which says itself what it adds to every key. What is counted
 * must be their sum, whatever the order and the days between them.
 */

const rule: DoraRule = {
  source: { kind: "environment", environment: "production" },
  ...{ countsRollbacks: true, incidentSeverity: "major", incidentWithinMs: dayMs, hotfixWithinMs: hourMs },
};

type Kind = "good" | "again" | "taken-back" | "rolled-back" | "incidents" | "hotfix" | "minor";

interface Episode {
  readonly kind: Kind;
  /** How long nothing happened before it. */
  readonly quietMs: number;
  /** How long what broke was broken. */
  readonly brokenMs: number;
  readonly incidents: number;
  /** Hours from each commit to the deployment; negative where a clock was wrong. */
  readonly leadHours: readonly number[];
}

const episodes: fc.Arbitrary<Episode[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Kind>("good", "again", "taken-back", "rolled-back", "incidents", "hotfix", "minor"),
    quietMs: fc.integer({ min: 2 * hourMs, max: 9 * dayMs }),
    brokenMs: fc.integer({ min: minuteMs, max: 50 * minuteMs }),
    incidents: fc.integer({ min: 1, max: 6 }),
    leadHours: fc.array(fc.integer({ min: -5, max: 900 }), { maxLength: 12 }),
  }),
  { maxLength: 40 },
);

/** What is told of a story, and what must come out. */
interface Told {
  readonly delivered: Delivered[];
  readonly incidents: KnownIncident[];
  readonly leads: number[][];
  readonly deployments: number[];
  readonly failed: number;
  readonly recoveries: number[];
}

const startMs = 20_000 * dayMs;

/** Every fresh version is a minor one, so that only a hotfix looks like one. */
function tell(story: readonly Episode[]): Told {
  const told: Told & { failed: number } = { delivered: [], incidents: [], leads: [], deployments: [], failed: 0, recoveries: [] };
  let nowMs = startMs;
  let minor = 0;
  const deliver = (name: string, at: number, leads: readonly number[], changes: Partial<Delivered> = {}) => {
    told.delivered.push({ deploymentId: null, runId: null, name, commit: `c${name}`, at, isWayBack: false, takenBackAt: null, ...changes });
    told.leads.push(leads.map((hours) => Math.max(0, hours * hourMs)));
    if (changes.isWayBack !== true) told.deployments.push(at);
  };
  const fail = (recoveryMs: number) => {
    told.failed += 1;
    told.recoveries.push(recoveryMs);
  };
  const open = (severity: KnownIncident["severity"], beganAt: number, resolvedAt: number) => {
    const number = told.incidents.length + 1;
    told.incidents.push({ id: `i${number}` as IncidentId, number, title: "down", severity, beganAt, resolvedAt });
  };
  for (const { kind, quietMs, brokenMs, incidents, leadHours } of story) {
    nowMs += quietMs;
    const before = minor;
    if (kind !== "again") minor += 1;
    const name = `1.${minor}.0`;
    deliver(name, nowMs, kind === "again" ? [] : leadHours, kind === "taken-back" ? { takenBackAt: nowMs + brokenMs } : {});
    const startedMs = nowMs;
    nowMs += brokenMs;
    if (kind === "taken-back") fail(brokenMs);
    if (kind === "rolled-back") {
      fail(brokenMs);
      deliver(`1.${before}.0`, nowMs, [], { isWayBack: true });
    }
    if (kind === "incidents") {
      fail(brokenMs);
      for (let count = 0; count < incidents; count += 1) open("major", startedMs + count, nowMs - count);
    }
    if (kind === "minor") open("minor", startedMs + 1, nowMs);
    if (kind === "hotfix") {
      fail(brokenMs);
      deliver(`1.${minor}.1`, nowMs, [0]);
    }
  }
  return told;
}

function count({ delivered, incidents, leads }: Told, days: number, toDay: number) {
  const judged = judge({ delivered, incidents, onlyFixes: () => false }, rule);
  const leadsOf = ({ fromDay, toDay: last }: { fromDay: number; toDay: number }) =>
    Float64Array.from(
      delivered.flatMap(({ at }, place) => (at >= fromDay * dayMs && at < (last + 1) * dayMs ? (leads[place] ?? []) : [])),
    ).sort();
  return measure({ delivered, judged, leadsOf, firstAt: delivered[0]?.at ?? null }, toDay, days);
}

test("the keys are the sum of what happened, over all days of the period", () => {
  fc.assert(
    fc.property(episodes, (story) => {
      const told = tell(story);
      const keys = count(told, 400, 20_380);
      const leads = told.leads.flat().sort((one, other) => one - other);
      const recoveries = told.recoveries.toSorted((one, other) => one - other);
      const at = (sorted: readonly number[], share: number) => (sorted.length === 0 ? null : sorted[Math.ceil(sorted.length * share) - 1]);
      const days = new Set(told.deployments.map((ms) => Math.floor(ms / dayMs)));
      expect(keys.frequency).toMatchObject({
        ...{ deployments: told.deployments.length, daysWith: days.size, days: 400 },
        perWeek: (told.deployments.length / 400) * 7,
      });
      expect(keys.leadTime).toMatchObject({ medianMs: at(leads, 0.5), p90Ms: at(leads, 0.9), commits: leads.length });
      expect(keys.failures).toMatchObject({
        ...{ failed: told.failed, deployments: told.deployments.length },
        rate: told.deployments.length === 0 ? null : told.failed / told.deployments.length,
      });
      expect(keys.recovery).toMatchObject({
        ...{ medianMs: at(recoveries, 0.5), longestMs: recoveries.at(-1) ?? null, recovered: told.failed, open: 0 },
      });
    }),
    { numRuns: 400 },
  );
});

test("the weeks are the period: without a gap, an overlap, or a deployment that is lost", () => {
  fc.assert(
    fc.property(episodes, fc.constantFrom(30, 90, 365), fc.integer({ min: 20_000, max: 20_400 }), (story, days, toDay) => {
      const keys = count(tell(story), days, toDay);
      expect([keys.weeks[0]?.fromDay, keys.weeks.at(-1)?.toDay]).toEqual([toDay - days + 1, toDay]);
      for (const [place, week] of keys.weeks.slice(1).entries()) expect(week.fromDay).toBe((keys.weeks[place]?.toDay ?? 0) + 1);
      const sum = (pick: (week: (typeof keys.weeks)[number]) => number) => keys.weeks.reduce((total, week) => total + pick(week), 0);
      expect([sum((week) => week.deployments), sum((week) => week.failed)]).toEqual([keys.frequency.deployments, keys.failures.failed]);
    }),
  );
});

test("the failure rate is the same however many commits a deployment has and however many incidents followed it", () => {
  fc.assert(
    fc.property(episodes, fc.integer({ min: 1, max: 200 }), (story, factor) => {
      const more = story.map((episode) => ({
        ...episode,
        incidents: episode.incidents + 20,
        leadHours: Array.from({ length: factor }, () => 3),
      }));
      expect(count(tell(more), 400, 20_380).failures).toEqual(count(tell(story), 400, 20_380).failures);
    }),
    { numRuns: 60 },
  );
});

test("a failure that goes on is open, and in no recovery time", () => {
  fc.assert(
    fc.property(episodes, (story) => {
      const told = tell([...story, { kind: "good", quietMs: 2 * hourMs, brokenMs: minuteMs, incidents: 1, leadHours: [] }]);
      const last = told.delivered.at(-1)?.at ?? 0;
      const number = told.incidents.length + 1;
      const open = {
        id: "i0" as IncidentId,
        number,
        title: "still down",
        severity: "critical",
        beganAt: last + 1,
        resolvedAt: null,
      } as const;
      const [now, before] = [count({ ...told, incidents: [...told.incidents, open] }, 400, 20_380), count(told, 400, 20_380)];
      expect(now.failures.failed).toBe(before.failures.failed + 1);
      expect(now.recovery).toEqual({ ...before.recovery, open: 1 });
    }),
    { numRuns: 100 },
  );
});
