import type { PlanBoard } from "../../../../shared/contract/plan.ts";
import { fillOfColumn } from "../../../../shared/plan-look.ts";
import type { PhaseSummary } from "../board-model.ts";

/**
 * What the ribbon says of planning where no stage plans: how many items are under way. An item is no run: it lights nothing.
 */
export function withPlan(summary: PhaseSummary, board: PlanBoard | null): PhaseSummary {
  if (summary.phase !== "plan" || summary.stageCount > 0 || board === null || board.items.length === 0) return summary;
  const fills = new Map(board.columns.map(({ name }) => [name, fillOfColumn(board.columns, name)]));
  const open = board.items.filter(({ column }) => (fills.get(column) ?? 0) < 1).length;
  const last = board.columns.findLast(({ name }) => (fills.get(name) ?? 0) < 1)?.name;
  const underWay = board.items.filter(({ column }) => column === last && fills.get(column) !== 0).length;
  const words = open === 0 ? "all done" : underWay === 0 ? `${open} open` : `${underWay} of ${open} under way`;
  return { ...summary, stageCount: summary.stageCount + 1, fact: { stage: "", words, rest: "" } };
}
