import { createStore } from "zustand/vanilla";
import type { PlanBoard, PlanItemDetail } from "../../shared/contract/plan.ts";
import type { ProjectId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { call } from "../link/call.ts";
import { moveOnBoard } from "./plan-board.ts";
import { soon } from "./soon.ts";

/** The item that is open beside the board. */
export interface OpenItem {
  readonly key: string;
  /** `null` until it was read. */
  readonly detail: PlanItemDetail | null;
  readonly failure: Failure | null;
}

/** The plan of the project that is shown, as far as it was read. */
export interface PlanState {
  readonly projectId: ProjectId | null;
  readonly board: PlanBoard | null;
  /** Why it could not be read. */
  readonly failure: Failure | null;
  readonly open: OpenItem | null;
  /** The column at whose foot an item is being written; `null` for none. */
  readonly addingTo: string | null;
  /** Changes from this window that can be taken back, the newest last. */
  readonly undoable: readonly Undoable[];
  /** Those that were, and can be made again, the newest last. */
  readonly redoable: readonly Undoable[];
}

/** A change that can be taken back. */
export interface Undoable {
  readonly undoId: string;
  /** What was done. */
  readonly words: string;
}

const nothing: PlanState = { projectId: null, board: null, failure: null, open: null, addingTo: null, undoable: [], redoable: [] };
// As many as the engine keeps.
const mostUndoable = 100;

export const planStore = createStore<PlanState>()(() => nothing);

/** Shows another project: forgets the one before. */
export function showPlanOf(projectId: ProjectId | null): void {
  if (planStore.getState().projectId === projectId) return;
  planStore.setState({ ...nothing, projectId }, true);
  readPlanSoon();
}

let questions = 0;
let answered = 0;
/** Moves that are drawn and that the engine has not answered yet. */
let movesUnderWay = 0;

/** Reads the board, and the item that is open. */
export async function readPlan(): Promise<void> {
  const { projectId, open } = planStore.getState();
  if (projectId === null) return;
  if (open !== null) void readOpenItem();
  questions += 1;
  const question = questions;
  const answer = await call((engine) => engine.plan.board({ projectId }));
  if (planStore.getState().projectId !== projectId || answered > question) return;
  // It may be of before the move, and would draw it back; the end of the move has the board read again.
  if (answer.ok && movesUnderWay > 0) return;
  answered = question;
  // Without an engine it is still to come, and the window says so elsewhere.
  if (answer.ok) planStore.setState({ board: answer.value, failure: null });
  else if (answer.failure.code !== "ENGINE_LOST") planStore.setState({ failure: answer.failure });
}

// What one command does to several files comes together.
const pauseMs = 60;

/** Reads all that was asked for again, in a moment; once, however often it is asked for until then. */
export const readPlanSoon = soon(pauseMs, () => void readPlan());

/** Keeps one item as new as the engine's, until the disposer is called. */
export function followItem(key: string): () => void {
  planStore.setState({ open: { key, detail: null, failure: null } });
  void readOpenItem();
  return () => {
    if (planStore.getState().open?.key === key) planStore.setState({ open: null });
  };
}

/** Reads the item that is open again. */
export async function readOpenItem(): Promise<void> {
  const { projectId, open } = planStore.getState();
  if (projectId === null || open === null) return;
  const { key } = open;
  const answer = await call((engine) => engine.plan.get({ projectId, key }));
  planStore.setState((state) => {
    if (state.projectId !== projectId || state.open?.key !== key) return state;
    if (answer.ok) return { ...state, open: { key, detail: answer.value, failure: null } };
    return answer.failure.code === "ENGINE_LOST" ? state : { ...state, open: { ...state.open, failure: answer.failure } };
  });
}

/**
 * Draws a move before the engine has made it. To be told whether it did, before the board is read again: what was not made is
 * drawn back.
 */
export function showMove(key: string, column: string, before: string | null): (isMade: boolean) => void {
  const { board } = planStore.getState();
  const moved = board === null ? null : moveOnBoard(board, key, column, before);
  movesUnderWay += 1;
  planStore.setState({ board: moved });
  return (isMade) => {
    movesUnderWay -= 1;
    // What was asked before the end of the move may be of before it.
    questions += 1;
    answered = questions;
    if (!isMade) planStore.setState((state) => (state.board === moved ? { board } : state));
  };
}

/** Writes an item at the foot of a column from now on, or no more. */
export function addTo(column: string | null): void {
  planStore.setState({ addingTo: column });
}

/** Remembers a change that can be taken back; what was taken back before cannot be made again then. */
export function keepUndo(change: Undoable): void {
  planStore.setState(({ undoable }) => ({ undoable: [...undoable, change].slice(-mostUndoable), redoable: [] }));
}

/** Says that a change was taken back, or made again: `again` leads back. */
export function turnUndo(undoId: string, from: "undoable" | "redoable", again: Undoable): void {
  dropUndo(undoId);
  const to = from === "undoable" ? "redoable" : "undoable";
  planStore.setState((state) => ({ [to]: [...state[to], again].slice(-mostUndoable) }));
}

/** Forgets a change that can be taken back, or made again, no more. */
export function dropUndo(undoId: string): void {
  const others = (changes: readonly Undoable[]) => changes.filter((one) => one.undoId !== undoId);
  planStore.setState(({ undoable, redoable }) => ({ undoable: others(undoable), redoable: others(redoable) }));
}
