import type { PlanWrite } from "../../plan/plan.ts";

/** What was changed of a plan. */
export interface Undoable {
  readonly key: string;
  readonly writes: readonly PlanWrite[];
}

/** The last changes of a plan, as long as the engine lives. */
export interface UndoLog {
  /** Keeps a change; answers what it is taken back by. */
  keep(change: Undoable): string;
  /** `null` for one that is not known any more. */
  find(undoId: string): Undoable | null;
  drop(undoId: string): void;
}

const mostChanges = 100;

/** An empty log. */
export function createUndoLog(): UndoLog {
  const changes = new Map<string, Undoable>();
  let last = 0;
  return {
    keep: (change) => {
      last += 1;
      const undoId = `u${last}`;
      changes.set(undoId, change);
      const [oldest] = changes.keys();
      if (changes.size > mostChanges && oldest !== undefined) changes.delete(oldest);
      return undoId;
    },
    find: (undoId) => changes.get(undoId) ?? null,
    drop: (undoId) => void changes.delete(undoId),
  };
}
