import type { ReactNode } from "react";
import type { Failure } from "../../../shared/result.ts";
import { Prose } from "../../ui/prose.tsx";
import styles from "./entry-list.module.css";

interface EntryRowProps {
  icon: ReactNode;
  name: ReactNode;
  detail: ReactNode;
  /** What is wrong with it, in a sentence; `null` when nothing is. */
  fault?: string | null;
  state: string;
  /** What can be done with it. */
  children: ReactNode;
}

/** One thing that a project has, in a list of such. */
export function EntryRow({ icon, name, detail, fault = null, state, children }: EntryRowProps) {
  return (
    <li className={styles.row}>
      {icon}
      <div className={styles.words}>
        <span className={styles.name}>{name}</span>
        <span className={styles.detail}>{detail}</span>
        {fault !== null && (
          <span className={styles.fault}>
            <Prose text={fault} />
          </span>
        )}
      </div>
      <span className={styles.state}>{state}</span>
      {children}
    </li>
  );
}

/** What is to be said below a list, or instead of it. */
export function EntryNote({ children }: { children: ReactNode }) {
  return <p className={styles.note}>{children}</p>;
}

/** Why there is no list. */
export function EntryFailure({ failure: { message, hint } }: { failure: Pick<Failure, "message" | "hint"> }) {
  return (
    <p className={styles.failure} role="alert">
      <Prose text={`${message} ${hint}`} />
    </p>
  );
}
