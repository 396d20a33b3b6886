import type { PlanBoard, PlanItem } from "../../shared/contract/plan.ts";

/** An item as the engine tells of it, for tests. */
export function planItem(key: string, change: Partial<PlanItem> = {}): PlanItem {
  return {
    key,
    number: null,
    title: key,
    column: "Backlog",
    moved: null,
    rank: "",
    labels: [],
    estimate: null,
    milestone: null,
    assignee: null,
    createdAt: 0,
    changedAt: 0,
    comments: 0,
    commits: 0,
    branches: [],
    tasks: { done: 0, all: 0 },
    isArchived: false,
    conflicts: [],
    ...change,
  };
}

/** A board with the columns of a plan that has no file for them. */
export function boardOf(items: readonly PlanItem[], change: Partial<PlanBoard> = {}): PlanBoard {
  const column = { rule: null, isDone: false, limit: null };
  return {
    isThere: true,
    columns: [
      { ...column, name: "Backlog" },
      { ...column, name: "Next" },
      { ...column, name: "Doing", rule: { when: "branch" } },
      { ...column, name: "Done", rule: { when: "landed" }, isDone: true },
    ],
    items: [...items],
    archived: 0,
    repairs: [],
    problems: [],
    labels: [],
    milestones: [],
    people: [],
    me: null,
    uncommitted: 0,
    strays: [],
    ...change,
  };
}
