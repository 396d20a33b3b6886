import { describe, expect, test } from "vitest";
import type { DoraRule } from "../../../shared/contract/dora.ts";
import type { IncidentId } from "../../../shared/ids.ts";
import { dayMs, hourMs, minuteMs } from "../../../shared/time.ts";
import type { Delivered, KnownIncident } from "./delivered.ts";
import { areFixes } from "./fixes.ts";
import { judge } from "./judge.ts";

const rule: DoraRule = {
  source: { kind: "environment", environment: "production" },
  ...{ countsRollbacks: true, incidentSeverity: "major", incidentWithinMs: dayMs, hotfixWithinMs: hourMs },
};

function deployed(name: string, at: number, changes: Partial<Delivered> = {}): Delivered {
  return { deploymentId: null, runId: null, name, commit: `commit of ${name}`, at, isWayBack: false, takenBackAt: null, ...changes };
}

function incident(number: number, beganAt: number, changes: Partial<KnownIncident> = {}): KnownIncident {
  return { id: `i${number}` as IncidentId, number, title: "down", severity: "major", beganAt, resolvedAt: null, ...changes };
}

/** What was judged of each: its reasons in words, and when and how it was whole again. */
function verdicts(
  delivered: readonly Delivered[],
  incidents: readonly KnownIncident[] = [],
  changed: Partial<DoraRule> = {},
  subjects: Readonly<Record<string, readonly string[]>> = {},
) {
  const subjectsOf = (place: number) => subjects[delivered[place]?.name ?? ""] ?? ["feat: more"];
  return judge({ delivered, incidents, onlyFixes: (place) => areFixes(subjectsOf(place)) }, { ...rule, ...changed }).map(
    ({ place, failures, recoveredAt, recoveredBy }) => [delivered[place]?.name, failures.map(({ text }) => text), recoveredAt, recoveredBy],
  );
}

describe("a rollback", () => {
  test("by its health is a failure until what was there before served again", () => {
    expect(verdicts([deployed("1.0.0", 0), deployed("2.0.0", 10, { takenBackAt: 10 + 4 * minuteMs })])).toEqual([
      ["1.0.0", [], null, null],
      ["2.0.0", ["its health took it back after 4 m 00 s"], 10 + 4 * minuteMs, "what was there before served again"],
    ]);
  });

  test("by a person is a failure of what served then, and no deployment itself", () => {
    const back = deployed("1.0.0", 2 * hourMs, { isWayBack: true });
    expect(verdicts([deployed("1.0.0", 0), deployed("2.0.0", hourMs), back])).toEqual([
      ["1.0.0", [], null, null],
      ["2.0.0", ["rolled back to 1.0.0 after 1 h 00 m"], 2 * hourMs, "1.0.0 served again: rolled back"],
    ]);
  });

  test("further back, after one already, is nobody's failure", () => {
    const ways = [deployed("2.0.0", 30, { isWayBack: true }), deployed("1.0.0", 40, { isWayBack: true })];
    const [first, second, third] = verdicts([deployed("1.0.0", 0), deployed("2.0.0", 10), deployed("3.0.0", 20), ...ways]);
    expect([first?.[1], second?.[1], third?.[1]]).toEqual([[], [], ["rolled back to 2.0.0 after 10 ms"]]);
  });

  test("counts only where the rule says so", () => {
    const back = deployed("1.0.0", 20, { isWayBack: true });
    const bad = deployed("3.0.0", 30, { takenBackAt: 40 });
    const told = verdicts([deployed("1.0.0", 0), deployed("2.0.0", 10), back, bad], [], { countsRollbacks: false });
    expect(told.map(([, reasons]) => reasons)).toEqual([[], [], []]);
  });
});

describe("an incident", () => {
  test("is told to the deployment that it followed, until it is resolved", () => {
    const [first, second] = verdicts([deployed("1.0.0", 0), deployed("2.0.0", 10)], [incident(4, 70, { resolvedAt: 500 })]);
    expect([first, second]).toEqual([
      ["1.0.0", [], null, null],
      ["2.0.0", ["incident 4 (major) after 60 ms: down"], 500, "incident 4 was resolved"],
    ]);
  });

  test("is nobody's when it is minor, too late, before the first deployment, or after a way back", () => {
    const back = deployed("0.9.0", 2 * dayMs, { isWayBack: true });
    const told = verdicts(
      [deployed("1.0.0", 10), back],
      [incident(1, 5), incident(2, 20, { severity: "minor" }), incident(3, 11 + dayMs), incident(4, 2 * dayMs + 5)],
      { countsRollbacks: false },
    );
    expect(told.map(([, reasons]) => reasons)).toEqual([[]]);
  });

  test("that begins after its health took a deployment back is not of that", () => {
    const [only] = verdicts([deployed("1.0.0", 0, { takenBackAt: 10 })], [incident(1, 20)], { countsRollbacks: false });
    expect(only?.[1]).toEqual([]);
  });

  test("of several, the last to be resolved makes it whole; one that is open keeps it broken", () => {
    const both = (end: number | null) => [incident(1, 20, { resolvedAt: 30 }), incident(2, 25, { resolvedAt: end })];
    const [closed] = verdicts([deployed("1.0.0", 0)], both(90));
    const [open] = verdicts([deployed("1.0.0", 0)], both(null));
    expect([closed?.slice(2), open?.slice(2)]).toEqual([
      [90, "incident 2 was resolved"],
      [null, null],
    ]);
  });
});

describe("the next deployment", () => {
  test("is a hotfix when it comes soon and is only a patch, or nothing but fixes", () => {
    const patch = verdicts([deployed("v1.2.3", 0), deployed("v1.2.4", hourMs)]);
    const fixes = verdicts([deployed("1.2.0", 0), deployed("1.3.0", hourMs)], [], {}, { "1.3.0": ["fix: login", 'Revert "feat: more"'] });
    expect([patch[0], fixes[0]?.[1]]).toEqual([
      ["v1.2.3", ["v1.2.4 followed after 1 h 00 m and is only a patch"], hourMs, "v1.2.4 served"],
      ["1.3.0 followed after 1 h 00 m and brought nothing but fixes"],
    ]);
  });

  test("is none when it is late, brings more than fixes or nothing, is the same again, or is of an older line", () => {
    const cases = [
      verdicts([deployed("1.2.3", 0), deployed("1.2.4", hourMs + 1)]),
      verdicts([deployed("1.2.0", 0), deployed("1.3.0", 1)], [], {}, { "1.3.0": ["fix: one", "feat: two"] }),
      verdicts([deployed("1.2.0", 0), deployed("1.3.0", 1)], [], {}, { "1.3.0": [] }),
      verdicts([deployed("1.2.0", 0), deployed("1.2.0", 1)], [], {}, { "1.2.0": ["fix: one"] }),
      verdicts([deployed("2.0.0", 0), deployed("1.9.9", 1)], [], {}, { "1.9.9": ["fix: one"] }),
      verdicts([deployed("1.2.3", 0), deployed("1.2.4", 1)], [], { hotfixWithinMs: 0 }),
    ];
    expect(cases.map(([first]) => first?.[1])).toEqual([[], [], [], [], [], []]);
  });

  test("makes whole what was broken when it is good itself", () => {
    const told = verdicts([deployed("1.0.0", 0), deployed("2.0.0", 100), deployed("3.0.0", 200)], [incident(1, 10), incident(2, 110)]);
    expect(told.map(([, , at, by]) => [at, by])).toEqual([
      [200, "3.0.0 served"],
      [200, "3.0.0 served"],
      [null, null],
    ]);
  });
});

test("a deployment is one failure however many incidents and reasons it has", () => {
  const incidents = [1, 2, 3, 4, 5].map((number) => incident(number, 20 + number));
  const told = verdicts([deployed("1.0.0", 0), deployed("1.0.1", 100), deployed("1.1.0", hourMs * 3)], incidents);
  expect(told.map(([name, reasons]) => [name, (reasons as string[]).length])).toEqual([
    ["1.0.0", 6],
    ["1.0.1", 0],
    ["1.1.0", 0],
  ]);
});
