import type { ColumnRule, PlanColumn } from "../../../../shared/contract/plan.ts";

/** A column while it is written: its limit may be no number yet. */
export interface ColumnDraft {
  /** Stays the same while the name changes. */
  readonly id: number;
  readonly name: string;
  readonly rule: ColumnRule | null;
  readonly isDone: boolean;
  readonly limit: string;
  /** What it was called when the writing began, and before; the newest last. */
  readonly formerly: readonly string[];
}

/** What can be chosen for a rule, as a text: `deployed:production`. */
export function ruleValue(rule: ColumnRule | null): string {
  if (rule === null) return "";
  return rule.when === "deployed" && rule.environment !== null ? `deployed:${rule.environment}` : rule.when;
}

/** The rule of a {@link ruleValue}. */
export function ruleOf(value: string): ColumnRule | null {
  if (value === "branch" || value === "landed" || value === "released") return { when: value };
  if (value === "deployed") return { when: "deployed", environment: null };
  return value.startsWith("deployed:") ? { when: "deployed", environment: value.slice("deployed:".length) } : null;
}

/** Columns to be written. */
export function draftsOf(columns: readonly PlanColumn[]): ColumnDraft[] {
  return columns.map(({ name, rule, isDone, limit, formerly = [] }, id) => ({
    ...{ id, name, rule, isDone, limit: limit === null ? "" : String(limit) },
    formerly: [...formerly, name],
  }));
}

const mostItems = 10_000;

/** Why a column cannot be so; `undefined` when it can. */
export function problemOf(draft: ColumnDraft, all: readonly ColumnDraft[]): { readonly name?: string; readonly limit?: string } {
  const name = draft.name.trim();
  const isTwice = all.some((one) => one.id !== draft.id && one.name.trim().toLowerCase() === name.toLowerCase());
  const limit = Number(draft.limit);
  const isLimit = draft.limit.trim() === "" || (Number.isInteger(limit) && limit >= 1 && limit <= mostItems);
  return {
    ...(name === "" ? { name: "A column needs a name." } : isTwice ? { name: "There is another column of this name." } : {}),
    ...(isLimit ? {} : { limit: `A whole number from 1 to ${mostItems}.` }),
  };
}

/** The columns as they are written; `null` while one of them has a fault. */
export function columnsOf(drafts: readonly ColumnDraft[]): PlanColumn[] | null {
  if (drafts.length === 0 || drafts.some((draft) => Object.keys(problemOf(draft, drafts)).length > 0)) return null;
  const taken = new Set(drafts.map(({ name }) => name.trim().toLowerCase()));
  return drafts.map(({ name, rule, isDone, limit, formerly }) => {
    // Items that say its former name go with it.
    const former = [...new Set(formerly)].filter((one) => !taken.has(one.toLowerCase())).slice(-mostFormer);
    return {
      ...{ name: name.trim(), rule, isDone, limit: limit.trim() === "" ? null : Number(limit) },
      ...(former.length === 0 ? {} : { formerly: former }),
    };
  });
}

const mostFormer = 20;

/** The drafts with one of them a place further up or down. */
export function moved(drafts: readonly ColumnDraft[], id: number, step: 1 | -1): readonly ColumnDraft[] {
  const from = drafts.findIndex((draft) => draft.id === id);
  const draft = drafts[from];
  const to = from + step;
  if (draft === undefined || to < 0 || to >= drafts.length) return drafts;
  const rest = drafts.filter((one) => one.id !== id);
  return [...rest.slice(0, to), draft, ...rest.slice(to)];
}
