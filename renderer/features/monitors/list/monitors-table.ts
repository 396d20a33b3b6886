import type { Monitor } from "../../../../shared/contract/monitors.ts";
import { momentCell, tableColumns } from "../../../../shared/csv.ts";
import { onePage, type SavedTable } from "../../../actions/save-table.ts";

/** The monitors that are shown, as a file. */
export function monitorsTable(monitors: readonly Monitor[]): SavedTable<Monitor> {
  return {
    name: "monitors",
    pages: () => onePage(monitors),
    columns: tableColumns<Monitor>({
      id: ({ id }) => id,
      name: ({ name }) => name,
      description: ({ description }) => description,
      kind: ({ kind }) => kind,
      target: ({ target }) => target,
      everyMs: ({ everyMs }) => everyMs,
      state: ({ state }) => state,
      detail: ({ detail }) => detail,
      since: ({ since }) => momentCell(since),
      checkedAt: ({ lastCheck }) => momentCell(lastCheck?.at ?? null),
      checkMs: ({ lastCheck }) => lastCheck?.durationMs ?? null,
      uptimeDayPercent: ({ uptime }) => uptime.day,
      uptimeWeekPercent: ({ uptime }) => uptime.week,
      uptimeMonthPercent: ({ uptime }) => uptime.month,
      medianMs: ({ latency }) => latency.p50,
      p95Ms: ({ latency }) => latency.p95,
      objectivePercent: ({ objective }) => objective?.target ?? null,
      objectiveOverMs: ({ objective }) => objective?.overMs ?? null,
      reachedPercent: ({ objective }) => objective?.reached ?? null,
      budgetMs: ({ objective }) => objective?.budgetMs ?? null,
      budgetLeftMs: ({ objective }) => objective?.leftMs ?? null,
      silencedUntil: ({ silencedUntil }) => momentCell(silencedUntil),
    }),
  };
}
