import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button, IconButton } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { Prose } from "./prose.tsx";
import styles from "./toasts.module.css";

/** A short word at the window's edge. */
export interface ToastView {
  readonly id: number;
  readonly kind: "done" | "problem";
  readonly message: string;
  readonly hint: string;
  readonly action: { readonly label: string; readonly perform: () => void } | null;
}

// Long enough to read a sentence and to reach its button.
const shownMs = 7_000;

/** The toasts at the window's edge. Problems stay until they are closed. */
export function Toasts({ toasts, onClose }: { toasts: readonly ToastView[]; onClose: (id: number) => void }) {
  return (
    <section aria-label="Messages" className={styles.toasts}>
      <div role="status" className="visually-hidden">
        {toasts
          .filter((toast) => toast.kind === "done")
          .map((toast) => toast.message)
          .join(" ")}
      </div>
      {toasts.map((toast) => (
        <ToastItem key={toast.id} toast={toast} onClose={() => onClose(toast.id)} />
      ))}
    </section>
  );
}

function ToastItem({ toast, onClose }: { toast: ToastView; onClose: () => void }) {
  const { id, kind } = toast;
  const close = useRef(onClose);
  close.current = onClose;
  // From when it came: others that come meanwhile do not keep it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another toast has a time of its own
  useEffect(() => {
    if (kind === "problem") return;
    const timer = setTimeout(() => close.current(), shownMs);
    return () => clearTimeout(timer);
  }, [id, kind]);
  const Icon = toast.kind === "problem" ? CircleAlert : CircleCheck;
  const { action } = toast;
  return (
    <div
      className={classNames(styles.toast, toast.kind === "problem" && styles.problem)}
      role={toast.kind === "problem" ? "alert" : undefined}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" className={styles.icon} />
      <div className={styles.text}>
        <Prose text={toast.message} />
        {toast.hint !== "" && (
          <p className={styles.hint}>
            <Prose text={toast.hint} />
          </p>
        )}
      </div>
      {action !== null && (
        <Button
          size="small"
          onClick={() => {
            onClose();
            action.perform();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton label="Close this message" size="small" onClick={onClose}>
        <X size={14} strokeWidth={2} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
