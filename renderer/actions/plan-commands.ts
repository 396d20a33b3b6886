import { currentProject, currentProjectId } from "../state/current.ts";
import { overlayStore, showOverlay } from "../state/overlay.ts";
import { addTo, planStore } from "../state/plan.ts";
import { navigate, type RouteQuery, routeStore } from "../state/route.ts";
import type { Action } from "./action.ts";
import { commitPlan, mendPlan, redoLast, undoLast } from "./plan-actions.ts";

const hasPlan = () => currentProjectId() !== null && planStore.getState().board !== null;

/** Shows a part of the Plan screen; a board that is shown stays as it is, with its filter. */
function showPlan(query: RouteQuery = {}): void {
  const projectId = currentProjectId();
  const { route } = routeStore.getState();
  if (projectId === null) return;
  if (route.kind === "screen" && route.screen === "plan" && (route.query.view ?? "") === (query.view ?? "")) return;
  navigate({ kind: "screen", projectId, screen: "plan", query });
}

/** Begins a new item: in the column that has the focus, else in the first. */
export function beginItem(): void {
  const first = planStore.getState().board?.columns[0]?.name;
  const focused = document.activeElement?.closest<HTMLElement>("[data-column]")?.dataset.column;
  showPlan();
  const column = focused ?? first;
  if (column !== undefined) addTo(column);
}

/** While somebody writes, these keys take back what was written. */
function isWriting(): boolean {
  if (overlayStore.getState().overlay.kind !== "none") return false;
  return document.activeElement?.matches("input, textarea, select") === true;
}

/** What can be done with the plan from anywhere. */
export const planCommands: readonly Action[] = [
  {
    id: "plan.new",
    label: "New item of the plan",
    group: "Plan",
    shortcut: "C",
    keywords: "add create card task issue ticket story bug",
    isEnabled: hasPlan,
    perform: beginItem,
    command: () => "millrace plan add",
  },
  {
    id: "plan.undo",
    label: "Undo the last change of the plan",
    group: "Plan",
    shortcut: "Mod+Z",
    keywords: "take back revert",
    isEnabled: () => planStore.getState().undoable.length > 0 && !isWriting(),
    perform: undoLast,
  },
  {
    id: "plan.redo",
    label: "Redo the change of the plan that was undone last",
    group: "Plan",
    shortcut: "Mod+Shift+Z",
    keywords: "again repeat",
    isEnabled: () => planStore.getState().redoable.length > 0 && !isWriting(),
    perform: redoLast,
  },
  {
    id: "plan.columns",
    label: "Edit the columns of the board…",
    group: "Plan",
    keywords: "kanban limit rule",
    isEnabled: hasPlan,
    perform: () => showOverlay({ kind: "plan-columns" }),
    command: () => "millrace plan columns",
  },
  {
    id: "plan.archive",
    label: "Show the archive of the plan",
    group: "Plan",
    isEnabled: hasPlan,
    perform: () => showPlan({ view: "archive" }),
    command: () => "millrace plan list --archived",
  },
  {
    id: "plan.comments",
    label: "Show TODO and FIXME in the code",
    group: "Plan",
    keywords: "comments items",
    isEnabled: hasPlan,
    perform: () => showPlan({ view: "comments" }),
    command: () => "millrace plan todo",
  },
  {
    id: "plan.mend",
    label: "Mend the plan",
    group: "Plan",
    keywords: "merge conflict number twice repair",
    isEnabled: () => (planStore.getState().board?.repairs.length ?? 0) > 0,
    perform: () => withProject(mendPlan),
    command: () => "millrace plan mend",
  },
  {
    id: "plan.commit",
    label: "Commit the plan",
    group: "Plan",
    keywords: "git save share",
    isEnabled: () => (planStore.getState().board?.uncommitted ?? 0) > 0 && currentProject()?.trusted === true,
    perform: () => withProject(commitPlan),
  },
];

function withProject(perform: (projectId: NonNullable<ReturnType<typeof currentProjectId>>) => unknown): void {
  const projectId = currentProjectId();
  if (projectId !== null) void perform(projectId);
}
