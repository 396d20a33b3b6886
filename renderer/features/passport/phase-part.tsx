import type { ReactNode } from "react";
import type { Phase } from "../../../shared/pipeline/phases.ts";
import type { Look } from "../../../shared/stage-groups.ts";
import { PhaseIcon, phaseName } from "../../ui/phase-icon.tsx";
import styles from "./phase-part.module.css";

interface PhasePartProps {
  phase: Phase;
  /** How it stands there; `none` as long as nothing is known. */
  look: Look | "none";
  /** What is known in one sentence. */
  words: string;
  children?: ReactNode;
}

/** What one phase knows of a commit. */
export function PhasePart({ phase, look, words, children }: PhasePartProps) {
  return (
    <li className={styles.part} data-look={look}>
      <span className={styles.mark}>
        <PhaseIcon phase={phase} size={16} />
      </span>
      <section aria-label={phaseName(phase)} className={styles.body}>
        <header className={styles.head}>
          <h2 className={styles.name}>{phaseName(phase)}</h2>
          <span className={styles.words}>{words}</span>
        </header>
        {children}
      </section>
    </li>
  );
}

/** Things that a phase knows, one a line. */
export function Lines({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className={styles.lines}>
      {children}
    </ul>
  );
}

/** One of {@link Lines}. */
export function Line({ children }: { children: ReactNode }) {
  return <li className={styles.line}>{children}</li>;
}

/** What a line says besides, in a low voice. */
export function Besides({ children }: { children: ReactNode }) {
  return <span className={styles.besides}>{children}</span>;
}
