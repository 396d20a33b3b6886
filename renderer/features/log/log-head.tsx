import { ChevronDown, ChevronRight } from "lucide-react";
import styles from "./log-head.module.css";
import { type LogStep, stepSummary } from "./log-sections.ts";

interface LogHeadProps {
  step: LogStep;
  now: number;
  isFolded: boolean;
  onToggle: () => void;
  /** Drawn in its place among the lines, beneath the same head that stays in sight. */
  isCovered: boolean;
}

/** The head of a step: what ran, and how it ended. Folds the step's lines away. */
export function LogHead({ step, now, isFolded, onToggle, isCovered }: LogHeadProps) {
  const Chevron = isFolded ? ChevronRight : ChevronDown;
  const content = (
    <>
      <Chevron size={12} strokeWidth={2} aria-hidden="true" className={styles.chevron} />
      <span className={styles.title}>{step.title}</span>
      <span className={styles.command} title={step.command}>
        {step.command}
      </span>
      <span className={styles.summary}>{stepSummary(step, now)}</span>
    </>
  );
  if (isCovered) {
    return (
      <div className={styles.head} aria-hidden="true">
        {content}
      </div>
    );
  }
  return (
    <button type="button" className={styles.head} aria-expanded={!isFolded} onClick={onToggle}>
      {content}
    </button>
  );
}
