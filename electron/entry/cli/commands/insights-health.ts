import type { Health, ProjectHealth } from "../../../../shared/contract/health.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { ok } from "../../../../shared/result.ts";
import { isoDay } from "../../../../shared/time.ts";
import { visible } from "../../../../shared/visible.ts";
import { createAncestryReader } from "../../../engine/ancestry/ancestry.ts";
import { systemClock } from "../../../engine/clock.ts";
import { createTurns } from "../../../engine/code/code.ts";
import { fillHealthSince, readProjects } from "../../../engine/insight/insight.ts";
import { noteOf } from "../../../engine/plan/plan.ts";
import { createHealthService } from "../../../engine/service/history/health.ts";
import { createLinkService } from "../../../engine/service/plan/links.ts";
import { createPlanService } from "../../../engine/service/plan/plans.ts";
import { dayOf, type Store } from "../../../engine/store/store.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { openHistory, projectAt } from "../history.ts";
import { daysOf, duration, percent } from "../insights-words.ts";

/** `millrace insights health`: how well the builds of a project work. */
export const executeInsightsHealth: Execute = async (invocation) => {
  const { options, isJson, projectFolder, print } = invocation;
  const days = daysOf(options.days);
  if (days === null) return failUsage("--days takes 30, 90 or 365.");
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  try {
    const project = projectAt(store.value, projectFolder);
    if (!project.ok) return fail(project.failure);
    if (project.value === null) return failUsage(`No project was opened in ${projectFolder}.`, "See millrace open.");
    // The application counts older runs step by step; here nobody goes on when this ends.
    fillHealthSince(store.value, dayOf(systemClock()) - 2 * days);
    const health = await readHealth(store.value, project.value.id, days);
    if (!health.ok) return fail(health.failure);
    print(isJson ? `${JSON.stringify(health.value)}\n` : linesOf(health.value, days));
    return ok(exitCodes.passed);
  } finally {
    store.value.close();
  }
};

/** `millrace insights projects`: all projects beside each other. */
export const executeInsightsProjects: Execute = async (invocation) => {
  const { options, isJson, print } = invocation;
  const days = daysOf(options.days);
  if (days === null) return failUsage("--days takes 30, 90 or 365.");
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const projects = store.value.read((tables) => readProjects(tables, dayOf(systemClock()), days));
  store.value.close();
  if (!projects.ok) return fail(projects.failure);
  print(isJson ? `${JSON.stringify({ projects: projects.value })}\n` : projects.value.map(projectLine).join(""));
  return ok(exitCodes.passed);
};

async function readHealth(store: Store, projectId: ProjectId, days: number) {
  const links = createLinkService(store, createAncestryReader(noteOf));
  const plan = createPlanService({ store, links, turns: createTurns(), prompts: null, now: systemClock, onChange: null });
  try {
    return await createHealthService(store, systemClock, plan.progress).health({ projectId, days });
  } finally {
    plan.close();
  }
}

function projectLine({ name, runs, passRate, medianMs }: ProjectHealth): string {
  return `${visible(name).padEnd(24)}  ${String(runs).padStart(7)} runs  ${percent(passRate).padStart(7)} passed  median ${duration(medianMs).padStart(9)}\n`;
}

function linesOf({ total, weeks, criticalPath, flakiest, plan }: Health, days: number): string {
  const lines = [
    `${total.runs} runs in ${days} days: ${duration(total.waitedMs)} waited, ${duration(total.queueMedianMs)} in the queue (P90 ${duration(total.queueP90Ms)})`,
    `cache: ${total.cacheHits} hits, ${total.cacheMisses} misses, ${duration(total.savedMs)} saved`,
    ...(plan === null
      ? []
      : [`plan: ${total.itemsDone} items done, ${duration(total.cycleMedianMs)} each by the median, ${plan.underWay} under way`]),
    ...(criticalPath.length === 0 ? [] : ["on the critical path:"]),
    ...criticalPath.map(
      ({ stage, onPath, runs, share }) =>
        `  ${stage.padEnd(24)}  ${`${onPath}/${runs}`.padStart(11)} runs  ${percent(share).padStart(7)} of the time`,
    ),
    ...(flakiest.length === 0 ? [] : ["flakiest tests:"]),
    ...flakiest.map(
      ({ name, suite, failed, ran, rate, low, high }) =>
        `  ${percent(rate).padStart(7)} (${percent(low)} to ${percent(high)}), ${failed} of ${ran}  ${name}  ${suite}`,
    ),
    "week by week:",
    ...weeks.map(
      (week) =>
        `  ${isoDay(week.fromDay)}  ${String(week.runs).padStart(6)} runs  waited ${duration(week.waitedMs).padStart(9)}  queue ${duration(week.queueMedianMs).padStart(9)}  saved ${duration(week.savedMs).padStart(9)}`,
    ),
  ];
  return lines.map((line) => `${visible(line)}\n`).join("");
}
