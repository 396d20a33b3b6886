import type { ClientPromiseResult } from "@orpc/client";
import { createStore } from "zustand/vanilla";
import type { OperationEvent } from "../../shared/contract/code/shared.ts";
import type { ProjectId, RunId } from "../../shared/ids.ts";
import { type CallFailure, call, follow } from "../link/call.ts";
import type { Client } from "../link/client.ts";
import { readCodeStatus } from "./code-status.ts";
import { navigate } from "./route.ts";
import { showToast } from "./toasts.ts";

/** Something that git is doing, or has failed to do. */
export interface Operation {
  readonly projectId: ProjectId;
  /** As a person says it: "Push", "Merge fix/price". */
  readonly title: string;
  /** What git is at, and how far, from 0 to 1. */
  readonly what: string;
  readonly fraction: number | null;
  /** What git, hooks and the other side have printed, the newest last. */
  readonly lines: readonly string[];
  /** What is asked of the person; `null` mostly. */
  readonly prompt: { readonly promptId: string; readonly text: string; readonly isSecret: boolean } | null;
  /** Why it ended without being done; `null` while it goes on. */
  readonly failure: { readonly message: string; readonly hint: string; readonly ways: readonly Way[] } | null;
}

/** What a person can do about a failure, as a button. */
export interface Way {
  readonly label: string;
  readonly perform: () => unknown;
}

export const operationStore = createStore<{ readonly operation: Operation | null }>()(() => ({ operation: null }));

let stop: AbortController | null = null;

// All that linters and tests print in a hook, as a rule; one can print without end.
const mostLines = 5_000;

/** Whether git is at work for the person. */
export function isOperating({ operation }: { readonly operation: Operation | null }): boolean {
  return operation !== null && operation.failure === null;
}

/** Has git do something long, one at a time; `waysOut` says what can be done when it fails. Answers whether it was done. */
export async function operate<Problem>(
  projectId: ProjectId,
  title: string,
  ask: (client: Client, signal: AbortSignal) => ClientPromiseResult<AsyncIterable<OperationEvent>, Problem>,
  waysOut: (failure: CallFailure<Problem>) => readonly Way[] = () => [],
): Promise<boolean> {
  if (isOperating(operationStore.getState())) {
    showToast({ kind: "problem", message: "Git is still at work.", hint: "Wait for it, or cancel it." });
    return false;
  }
  const controller = new AbortController();
  stop = controller;
  const started: Operation = { projectId, title, what: "", fraction: null, lines: [], prompt: null, failure: null };
  operationStore.setState({ operation: started });
  let done: Extract<OperationEvent, { type: "done" }> | null = null;
  const answer = await follow(
    (client) => ask(client, controller.signal),
    (event) => {
      if (event.type === "done") done = event;
      else change((operation) => after(operation, event));
    },
  );
  stop = null;
  void readCodeStatus(projectId);
  if (answer.ok && done !== null) {
    operationStore.setState({ operation: null });
    const { text, hasConflicts } = done as Extract<OperationEvent, { type: "done" }>;
    // Conflicts are said where they are resolved.
    if (hasConflicts) navigate({ kind: "screen", projectId, screen: "code", query: {} });
    else showToast({ message: text });
    return true;
  }
  const isCanceled = controller.signal.aborted;
  const failure = answer.ok ? { message: "Git ended without an answer.", hint: "", ways: [] } : told(projectId, answer.failure, waysOut);
  if (isCanceled) {
    operationStore.setState({ operation: null });
    showToast({ message: `${title}: stopped.` });
  } else change((operation) => ({ ...operation, prompt: null, failure }));
  return false;
}

function told<Problem>(
  projectId: ProjectId,
  failure: CallFailure<Problem>,
  waysOut: (failure: CallFailure<Problem>) => readonly Way[],
): NonNullable<Operation["failure"]> {
  if (failure.code === "ENGINE_LOST") {
    return { message: "The engine went away in the middle of it.", hint: "How far it came shows here when it is back.", ways: [] };
  }
  return { message: failure.message, hint: failure.hint, ways: [...toHookRun(projectId, failure), ...waysOut(failure)] };
}

/** The way to the run of stages that a hook of ours had made. */
function toHookRun(projectId: ProjectId, failure: { readonly code: string; readonly data?: unknown }): Way[] {
  const runId = hookOf(failure)?.runId ?? null;
  return runId === null
    ? []
    : [{ label: "Open the run", perform: () => navigate({ kind: "run", projectId, runId, stageRunId: null, query: {} }) }];
}

/** The hook that said no; `null` when it was none. */
export function hookOf({ code, data }: { readonly code: string; readonly data?: unknown }): { readonly runId: RunId | null } | null {
  return code === "GIT_FAILED" ? ((data as { hook?: { runId: RunId | null } | null }).hook ?? null) : null;
}

/** An operation after something was told of it. */
export function after(operation: Operation, event: Exclude<OperationEvent, { type: "done" }>): Operation {
  switch (event.type) {
    case "progress":
      return { ...operation, what: event.what, fraction: event.fraction };
    case "line":
      return { ...operation, lines: [...operation.lines, event.text].slice(-mostLines) };
    case "prompt":
      return { ...operation, prompt: { promptId: event.promptId, text: event.text, isSecret: event.isSecret } };
  }
}

/** Ends what git is doing. */
export function cancelOperation(): void {
  stop?.abort();
}

/** Takes a failed operation out of sight. */
export function dismissOperation(): void {
  if (!isOperating(operationStore.getState())) operationStore.setState({ operation: null });
}

/** Hands git what it asked for. */
export async function answerPrompt(promptId: string, text: string): Promise<void> {
  change((operation) => ({ ...operation, prompt: null }));
  await call((client) => client.code.answer({ promptId, text }));
}

function change(next: (operation: Operation) => Operation): void {
  operationStore.setState(({ operation }) => ({ operation: operation === null ? null : next(operation) }));
}
