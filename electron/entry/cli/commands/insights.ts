import { ok } from "../../../../shared/result.ts";
import { systemClock } from "../../../engine/clock.ts";
import { readInsights } from "../../../engine/service/history/insights.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { openHistory, projectAt } from "../history.ts";
import { daysOf, duration, percent } from "../insights-words.ts";

/** `millrace insights`: the same figures as the screen. */
export const executeInsights: Execute = async (invocation) => {
  const { options, isJson, projectFolder, print } = invocation;
  const days = daysOf(options.days);
  if (days === null) return failUsage("--days takes 30, 90 or 365.");
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const project = projectAt(store.value, projectFolder);
  if (!project.ok) return fail(project.failure);
  if (project.value === null) return failUsage(`No project was opened in ${projectFolder}.`, "See millrace open.");
  const charts = readInsights(store.value, project.value.id, days, systemClock());
  store.value.close();
  if (!charts.ok) return fail(charts.failure);
  if (isJson) {
    print(`${JSON.stringify(charts.value)}\n`);
    return ok(exitCodes.passed);
  }
  const { runs, passRate, medianMs, p90Ms, stages } = charts.value;
  print(`${runs} runs in ${days} days, ${percent(passRate)} passed, median ${duration(medianMs)}, P90 ${duration(p90Ms)}\n`);
  for (const stage of stages)
    print(
      `  ${stage.name.padEnd(24)}  ${String(stage.runs).padStart(5)} runs  median ${duration(stage.medianMs).padStart(9)}  P90 ${duration(stage.p90Ms).padStart(9)}\n`,
    );
  return ok(exitCodes.passed);
};
