import type { CommandSpec } from "./command.ts";

const daysOption = { days: { summary: "30, 90 or 365 (default: 90)", value: "N" } } as const;
const noWords = { words: "", minimumWords: 0, maximumWords: 0 } as const;

/** Commands about what the history tells of a project, and of all. */
export const insightsCommands: readonly CommandSpec[] = [
  {
    ...{ name: "insights", ...noWords },
    summary: "durations and pass rates of the project",
    options: daysOption,
    load: async () => (await import("./commands/insights.ts")).executeInsights,
  },
  {
    ...{ name: "insights dora", ...noWords },
    summary: "DORA's four keys: how often is deployed, how long changes take, what fails, how soon it is whole again",
    options: {
      ...daysOption,
      rule: {
        summary: "try a rule: environment=NAME or tags=PATTERN, rollbacks=yes|no, incidents=SEVERITY|none, within=24h, hotfix=1h|none",
        value: "RULE",
      },
      keep: { summary: "keep the rule for the project" },
      rows: { summary: "the rows behind the numbers: deployments or changes", value: "KIND" },
      failed: { summary: "only deployments that failed (with --rows deployments)" },
      csv: { summary: "the weeks, or the rows, as CSV" },
    },
    load: async () => (await import("./commands/insights-dora.ts")).executeInsightsDora,
  },
  {
    ...{ name: "insights health", ...noWords },
    summary: "queue, waiting, cache, critical path, flaky tests and the plan's pace, week by week",
    options: daysOption,
    load: async () => (await import("./commands/insights-health.ts")).executeInsightsHealth,
  },
  {
    ...{ name: "insights projects", ...noWords },
    summary: "all projects beside each other",
    options: daysOption,
    load: async () => (await import("./commands/insights-health.ts")).executeInsightsProjects,
  },
  {
    ...{ name: "insights compare", words: "RUN [RUN]", minimumWords: 1, maximumWords: 2, options: {} },
    summary: "why a run is different from the last one that passed, or from another one",
    load: async () => (await import("./commands/insights-compare.ts")).executeInsightsCompare,
  },
];
