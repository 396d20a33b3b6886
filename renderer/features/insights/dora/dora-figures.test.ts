import { expect, test } from "vitest";
import type { Dora, DoraDeployment } from "../../../../shared/contract/dora.ts";
import { dayMs, hourMs } from "../../../../shared/time.ts";
import { keyFigures } from "./dora-figures.ts";
import { compareFailures } from "./rule-preview.ts";
import { choiceOf, sourceChoices, sourceOf } from "./source-choices.ts";

const rule: Dora["rule"] = {
  source: { kind: "environment", environment: "production" },
  ...{ countsRollbacks: true, incidentSeverity: "major", incidentWithinMs: dayMs, hotfixWithinMs: 0 },
};

const dora: Dora = {
  ...{ fromDay: 1, toDay: 90, rule, sources: { environments: ["production"], tags: 0 }, notes: [], weeks: [] },
  frequency: { deployments: 57, perWeek: 4.4, daysWith: 56, days: 90, band: "high", previousPerWeek: 4 },
  leadTime: { medianMs: 5 * hourMs, p90Ms: dayMs, commits: 203, band: "elite", previousMedianMs: 10 * hourMs },
  failures: { rate: 0.053, failed: 3, deployments: 57, band: "high", previousRate: 0.034 },
  recovery: { medianMs: null, longestMs: null, recovered: 0, open: 3, band: null, previousMedianMs: null },
};

test("each figure says its value, its band, how it stands against before, and what it is counted of", () => {
  const told = keyFigures(dora).map(({ value, unit, bandWord, change, changeText, note, rows }) => [
    `${value} ${unit}`.trim(),
    bandWord,
    `${changeText} ${change?.verdict ?? ""}`.trim(),
    note,
    rows.text,
  ]);
  expect(told).toEqual([
    ["4.4 per week", "High", "+10 % better", "on 56 of 90 days", "57 deployments"],
    ["5 h 00 m", "Elite", "−50 % better", "median, P90 1 d 0 h", "203 commits"],
    ["5.3 %", "High", "+1.9 pt worse", "of the deployments failed", "3 of 57"],
    ["–", "Not known yet", "", "from a failure until all is well", "3 failures, 3 open"],
  ]);
});

test("a small bar says its days and what they are counted of", () => {
  const week = (fromDay: number, facts: Partial<Dora["weeks"][number]>) => ({
    ...{ fromDay, toDay: fromDay + 6, deployments: 0, leadMedianMs: null, failed: 0, recoveryMedianMs: null, ...facts },
  });
  const weeks = [week(20_000, { deployments: 3, leadMedianMs: hourMs, failed: 1 }), week(20_007, { deployments: 1 })];
  const told = keyFigures({ ...dora, weeks }).map(({ bars }) => bars.map(({ words, share, fromDay }) => [words, share, fromDay]));
  expect(told).toEqual([
    [
      ["4 Oct to 10 Oct: 3 deployments", 1, 20_000],
      ["11 Oct to 17 Oct: 1 deployment", 1 / 3, 20_007],
    ],
    [
      ["4 Oct to 10 Oct: 1 h 00 m", 1, 20_000],
      ["11 Oct to 17 Oct: none", 0, 20_007],
    ],
    [
      ["4 Oct to 10 Oct: 1 deployment failed", 1, 20_000],
      ["11 Oct to 17 Oct: nothing failed", 0, 20_007],
    ],
    [
      ["4 Oct to 10 Oct: none", 0, 20_000],
      ["11 Oct to 17 Oct: none", 0, 20_007],
    ],
  ]);
});

test("how often is told in the unit that people count in", () => {
  const words = (perWeek: number) => {
    const [figure] = keyFigures({ ...dora, frequency: { ...dora.frequency, perWeek } });
    return `${figure?.value} ${figure?.unit}`;
  };
  expect([words(21), words(14), words(1), words(0.5), words(0)]).toEqual([
    "3.0 per day",
    "14.0 per week",
    "1.0 per week",
    "2.2 per month",
    "0.0 per week",
  ]);
});

test("a source is the same after it was a choice, whatever its name", () => {
  const sources = [
    { kind: "environment", environment: "tags of old" },
    { kind: "tags", pattern: "v* or so" },
  ] as const;
  expect(sources.map((source) => sourceOf(choiceOf(source)))).toEqual(sources);
  expect(sourceChoices({ sources: { environments: ["staging"], tags: 3 }, rule }).map(({ label }) => label)).toEqual([
    "staging",
    "production",
    "Tags v*",
  ]);
});

test("a preview names what a rule adds to the failed, and what it leaves out", () => {
  const one = (name: string) => ({ deploymentId: null, name }) as DoraDeployment;
  const { newly, nolonger } = compareFailures([one("1"), one("2")], [one("2"), one("3")]);
  expect([newly.map(({ name }) => name), nolonger.map(({ name }) => name)]).toEqual([["3"], ["1"]]);
});
