import type { PlanItem } from "../../../../shared/contract/plan.ts";
import { isSamePerson } from "../../../../shared/plan-look.ts";
import type { BoardColumn } from "../../../state/plan-board.ts";
import type { RouteQuery } from "../../../state/route.ts";

/** Stands in an address for items that have none of something. */
export const without = "-";

/** What the board is narrowed to; empty texts narrow nothing. */
export interface PlanFilter {
  readonly text: string;
  readonly label: string;
  /** A milestone, or {@link without}. */
  readonly milestone: string;
  /** A person, or {@link without}. */
  readonly assignee: string;
}

/** The filter as it stands in the address. */
export function filterOf({ text = "", label = "", milestone = "", assignee = "" }: RouteQuery): PlanFilter {
  return { text, label, milestone, assignee };
}

/** Whether a filter leaves anything out. */
export function isFiltered({ text, label, milestone, assignee }: PlanFilter): boolean {
  return text.trim() !== "" || label !== "" || milestone !== "" || assignee !== "";
}

/** The columns with only the items that pass the filter. `found` are the keys that the text is in; `null` while nothing is looked for. */
export function filterColumns(
  columns: readonly BoardColumn[],
  filter: PlanFilter,
  found: ReadonlySet<string> | null,
): readonly BoardColumn[] {
  if (found === null && !isFiltered({ ...filter, text: "" })) return columns;
  return columns.map(({ name, items }) => ({ name, items: items.filter((item) => passes(item, filter, found)) }));
}

function passes({ key, labels, milestone, assignee }: PlanItem, filter: PlanFilter, found: ReadonlySet<string> | null): boolean {
  if (found !== null && !found.has(key)) return false;
  if (filter.label !== "" && !labels.includes(filter.label)) return false;
  if (filter.milestone !== "" && (milestone ?? without) !== filter.milestone) return false;
  if (filter.assignee === "") return true;
  return assignee === null ? filter.assignee === without : isSamePerson(assignee, filter.assignee);
}

/** What a new item has from the start, so that it does not vanish behind the filter. */
export function fieldsOf({ label, milestone, assignee }: PlanFilter): { labels?: string[]; milestone?: string; assignee?: string } {
  return {
    ...(label === "" ? {} : { labels: [label] }),
    ...(milestone === "" || milestone === without ? {} : { milestone }),
    ...(assignee === "" || assignee === without ? {} : { assignee }),
  };
}
