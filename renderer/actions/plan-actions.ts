import type { FieldConflict, ItemChange, ItemSource, PlanColumn, PlanItem, PlanRepair } from "../../shared/contract/plan.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { itemName } from "../../shared/plan-look.ts";
import type { Failure, Result } from "../../shared/result.ts";
import { call } from "../link/call.ts";
import { dropUndo, keepUndo, planStore, readPlan, readPlanSoon, showMove, turnUndo, type Undoable } from "../state/plan.ts";
import { changeQuery, navigate } from "../state/route.ts";
import { closeToastOf, showFailure, showToast } from "../state/toasts.ts";

type Named = Pick<PlanItem, "key" | "number" | "title">;

/** Shows an item beside the board. */
export function showItem(projectId: ProjectId, key: string): void {
  navigate({ kind: "screen", projectId, screen: "plan", query: { item: key } });
}

/** Says what was done, with the way back, and reads the plan again; says why not otherwise. */
function tell<Changed extends { readonly undoId: string }>(
  projectId: ProjectId,
  answer: Result<Changed, Failure>,
  words: (changed: Changed) => string,
): Changed | null {
  void readPlan();
  if (!answer.ok) {
    showFailure(answer.failure);
    return null;
  }
  const change = { undoId: answer.value.undoId, words: words(answer.value) };
  keepUndo(change);
  offerUndo(projectId, change);
  return answer.value;
}

function offerUndo(projectId: ProjectId, change: Undoable): void {
  showToast({ message: change.words, action: { label: "Undo", perform: () => void turn(projectId, change, "undoable") } });
}

/** Takes a change back, or makes one again that was taken back. */
async function turn(projectId: ProjectId, change: Undoable, from: "undoable" | "redoable"): Promise<void> {
  const answer = await call((engine) => engine.plan.undo({ projectId, undoId: change.undoId }));
  if (answer.ok) {
    const again = { undoId: answer.value.undoId, words: change.words };
    turnUndo(change.undoId, from, again);
    // Its own message would offer what was done.
    closeToastOf(change.words);
    if (from === "redoable") offerUndo(projectId, again);
    else {
      const action = { label: "Redo", perform: () => void turn(projectId, again, "redoable") };
      showToast({ message: `Taken back: ${change.words}`, action });
    }
  } else {
    dropUndo(change.undoId);
    showFailure(answer.failure);
  }
  void readPlan();
}

/** Takes the newest change of this window back, if there is one. */
export function undoLast(): void {
  turnLast("undoable");
}

/** Makes the change again that was taken back last, if nothing was changed since. */
export function redoLast(): void {
  turnLast("redoable");
}

function turnLast(from: "undoable" | "redoable"): void {
  const { projectId, [from]: changes } = planStore.getState();
  const last = changes[changes.length - 1];
  if (projectId !== null && last !== undefined) void turn(projectId, last, from);
}

/** Writes a new item; answers its key. */
export async function addItem(projectId: ProjectId, item: ItemChange & { title: string; source?: ItemSource }): Promise<string | null> {
  const answer = await call((engine) => engine.plan.add({ projectId, ...item }));
  const added = tell(projectId, answer, ({ number }) => `Added ${itemName({ number, title: item.title })}.`);
  return added?.key ?? null;
}

/** Changes fields of an item. Answers whether it was done. */
export async function changeItem(projectId: ProjectId, item: Named, fields: ItemChange): Promise<boolean> {
  const answer = await call((engine) => engine.plan.change({ projectId, key: item.key, fields }));
  return tell(projectId, answer, () => `Changed ${itemName(item)}.`) !== null;
}

/** Writes the description, unless the file is another one than was read. Answers why not; `null` when it was written. */
export async function describeItem(projectId: ProjectId, item: Named, description: string, fingerprint: string): Promise<Failure | null> {
  const answer = await call((engine) => engine.plan.change({ projectId, key: item.key, fields: { description }, fingerprint }));
  if (!answer.ok && answer.failure.code === "PLAN_STALE") {
    void readPlan();
    return answer.failure;
  }
  return tell(projectId, answer, () => `Changed ${itemName(item)}.`) === null && !answer.ok ? answer.failure : null;
}

/** Puts an item into a column, before another one or at its end. It is drawn there at once. */
export async function moveItem(projectId: ProjectId, item: Named, column: string, before: string | null): Promise<void> {
  const end = showMove(item.key, column, before);
  const answer = await call((engine) => engine.plan.move({ projectId, key: item.key, column, before }));
  end(answer.ok);
  tell(projectId, answer, () => `Moved ${itemName(item)} to ${column}.`);
}

/** Takes an automatic move back. */
export async function moveBack(projectId: ProjectId, item: PlanItem): Promise<void> {
  const answer = await call((engine) => engine.plan.undoMove({ projectId, key: item.key }));
  tell(projectId, answer, () => `Moved ${itemName(item)} back to ${item.moved?.from ?? "where its file says"}.`);
}

/** Writes a comment below an item. Answers whether it was written. */
export async function commentOn(projectId: ProjectId, item: Named, text: string): Promise<boolean> {
  const answer = await call((engine) => engine.plan.comment({ projectId, key: item.key, text }));
  return tell(projectId, answer, () => `Commented on ${itemName(item)}.`) !== null;
}

/** Puts an item into the archive, or back on the board. */
export async function setArchived(projectId: ProjectId, item: Named, isArchived: boolean): Promise<void> {
  const answer = await call((engine) => engine.plan.setArchived({ projectId, key: item.key, isArchived }));
  tell(projectId, answer, () => (isArchived ? `${itemName(item)} is in the archive.` : `${itemName(item)} is on the board again.`));
}

/** Takes an item's file away, and closes it. */
export async function removeItem(projectId: ProjectId, item: Named): Promise<void> {
  const answer = await call((engine) => engine.plan.remove({ projectId, key: item.key }));
  if (answer.ok) changeQuery({ item: "" });
  tell(projectId, answer, () => `Removed ${itemName(item)}.`);
}

/** Takes one side of a field that two people changed. */
export async function resolveField(
  projectId: ProjectId,
  item: Named,
  field: FieldConflict["field"],
  take: "ours" | "theirs",
): Promise<void> {
  const answer = await call((engine) => engine.plan.resolve({ projectId, key: item.key, field, take }));
  tell(projectId, answer, () => `Took ${take === "ours" ? "our" : "their"} ${field} of ${itemName(item)}.`);
}

/** Mends what the board tells of. */
export async function mendPlan(projectId: ProjectId): Promise<void> {
  const titleOf = (key: string) => planStore.getState().board?.items.find((item) => item.key === key)?.title ?? key;
  const answer = await call((engine) => engine.plan.mend({ projectId }));
  if (answer.ok) showToast({ message: mendedWords(answer.value.repairs, titleOf) });
  else showFailure(answer.failure);
  void readPlan();
}

/** Fields that are still to be chosen are told by the board. */
function mendedWords(repairs: readonly PlanRepair[], titleOf: (key: string) => string): string {
  const [only] = repairs;
  if (only === undefined) return "Nothing was left to mend.";
  if (repairs.length > 1) return `Mended ${repairs.length} items.`;
  return only.kind === "merge" ? `Merged ${titleOf(only.key)}, field by field.` : `${titleOf(only.changes)} is #${only.becomes} now.`;
}

/** Writes the columns of the board. Answers why not; `null` when they were written. */
export async function setColumns(projectId: ProjectId, columns: readonly PlanColumn[]): Promise<Failure | null> {
  const answer = await call((engine) => engine.plan.setColumns({ projectId, columns: [...columns] }));
  if (answer.ok) await readPlan();
  return answer.ok ? null : answer.failure;
}

/** Makes a branch that names the item and switches to it. */
export async function startWork(projectId: ProjectId, item: Named): Promise<void> {
  const answer = await call((engine) => engine.plan.start({ projectId, key: item.key }));
  tell(projectId, answer, ({ branch }) => `Switched to \`${branch}\`.`);
}

/** Commits the plan's files and nothing else. */
export async function commitPlan(projectId: ProjectId): Promise<void> {
  const answer = await call((engine) => engine.plan.commit({ projectId }));
  if (answer.ok) showToast({ message: `Committed the plan as \`${answer.value.commit.slice(0, 7)}\`.` });
  else showFailure(answer.failure);
  readPlanSoon();
}
