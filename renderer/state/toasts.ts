import { createStore } from "zustand/vanilla";

/** A short word at the window's edge. */
export interface Toast {
  readonly id: number;
  readonly kind: "done" | "problem";
  readonly message: string;
  /** What to do next; empty for nothing. */
  readonly hint: string;
  readonly action: { readonly label: string; readonly perform: () => void } | null;
}

export const toastsStore = createStore<{ readonly toasts: readonly Toast[] }>()(() => ({ toasts: [] }));

const shownAtOnce = 3;
let lastId = 0;

/** Shows a toast. Problems stay until they are closed; the rest goes by itself. */
export function showToast(toast: { kind?: Toast["kind"]; message: string; hint?: string; action?: Toast["action"] }): number {
  lastId += 1;
  const next: Toast = {
    id: lastId,
    kind: toast.kind ?? "done",
    message: toast.message,
    hint: toast.hint ?? "",
    action: toast.action ?? null,
  };
  toastsStore.setState(({ toasts }) => ({
    toasts: [...toasts.filter(({ message }) => message !== next.message), next].slice(-shownAtOnce),
  }));
  return lastId;
}

/** Says that something failed, in the words of the failure. */
export function showFailure(failure: { readonly code: string; readonly message: string; readonly hint: string }): void {
  if (failure.code !== "ABORTED") showToast({ kind: "problem", message: failure.message, hint: failure.hint });
}

/** Takes a toast away. */
export function closeToast(id: number): void {
  toastsStore.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

/** Takes those with these words away. */
export function closeToastOf(message: string): void {
  toastsStore.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.message !== message) }));
}
