import type { DoraRule } from "../../../../shared/contract/dora.ts";
import { csvTable } from "../../../../shared/csv.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import { doraChangeColumns, doraDeploymentColumns, doraWeekColumns } from "../../../../shared/tables/dora-columns.ts";
import { systemClock } from "../../../engine/clock.ts";
import { createDoraService, type DoraService } from "../../../engine/service/history/dora.ts";
import type { StoredProject } from "../../../engine/store/store.ts";
import { type AnswerFormat, answerFormat } from "../answer-format.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { changeDoraRule } from "../dora-rule.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { doraChangeLine, doraDeploymentLines, doraLines } from "../insights-dora-lines.ts";
import { daysOf } from "../insights-words.ts";
import { openKnownProject } from "../known-project.ts";

/** `millrace insights dora`: the four keys, or the rows behind them. */
export const executeInsightsDora: Execute = async (invocation) => {
  const { options } = invocation;
  const days = daysOf(options.days);
  if (days === null) return failUsage("--days takes 30, 90 or 365.");
  if (options.rows !== undefined && options.rows !== "deployments" && options.rows !== "changes")
    return failUsage("--rows takes deployments or changes.");
  if (options.keep === true && options.rule === undefined) return failUsage("--keep goes with --rule.");
  const format = answerFormat(invocation);
  if (!format.ok) return format;
  const opened = await openKnownProject(invocation);
  if (!opened.ok) return opened;
  const { store, project } = opened.value;
  try {
    const service = createDoraService(store, systemClock);
    const rule = await ruleOf(invocation, service, project, days);
    if (!rule.ok) return rule;
    if (options.keep === true && rule.value !== undefined) {
      const kept = service.setDoraRule({ projectId: project.id, rule: rule.value });
      if (!kept.ok) return fail(kept.failure);
    }
    return await tell(invocation, format.value, service, { projectId: project.id, days, rule: rule.value });
  } finally {
    store.close();
  }
};

/** The project's rule with what the command says changed; nothing when it says nothing. */
async function ruleOf(
  { options }: Invocation,
  service: DoraService,
  { id }: StoredProject,
  days: number,
): Promise<Result<DoraRule | undefined, CommandFailure>> {
  if (options.rule === undefined) return ok(undefined);
  const now = await service.dora({ projectId: id, days });
  if (!now.ok) return fail(now.failure);
  const changed = changeDoraRule(now.value.rule, String(options.rule));
  return changed.ok ? changed : failUsage(changed.failure.message, changed.failure.hint);
}

async function tell(
  { options, print }: Invocation,
  format: AnswerFormat,
  service: DoraService,
  asked: Parameters<DoraService["dora"]>[0],
): Promise<Result<number, CommandFailure>> {
  const keys = await service.dora(asked);
  if (!keys.ok) return fail(keys.failure);
  const { fromDay, toDay } = keys.value;
  const say = (answer: object, table: () => string, lines: () => string[]) => {
    if (format === "csv") print(table());
    else if (format === "json") print(`${JSON.stringify(answer)}\n`);
    else for (const line of lines()) print(`${line}\n`);
    return ok(exitCodes.passed);
  };
  if (options.rows === undefined)
    return say(
      keys.value,
      () => csvTable(doraWeekColumns, keys.value.weeks),
      () => doraLines(keys.value),
    );
  if (options.rows === "changes") {
    const changes = await service.doraChanges({ ...asked, fromDay, toDay });
    if (!changes.ok) return fail(changes.failure);
    const list = changes.value.changes;
    return say(
      changes.value,
      () => csvTable(doraChangeColumns, list),
      () => list.map(doraChangeLine),
    );
  }
  const rows = await service.doraDeployments({ ...asked, fromDay, toDay, failed: options.failed === true });
  if (!rows.ok) return fail(rows.failure);
  const { deployments } = rows.value;
  return say(
    rows.value,
    () => csvTable(doraDeploymentColumns, deployments),
    () => deployments.flatMap(doraDeploymentLines),
  );
}
