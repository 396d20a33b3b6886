import type { ReactNode } from "react";
import type { Look } from "../../shared/stage-groups.ts";
import styles from "./entry-head.module.css";
import { Prose } from "./prose.tsx";
import { StatusIcon } from "./status-icon.tsx";

interface EntryHeadProps {
  name: string;
  look: Look | "none";
  /** How it stands, in a word, and why. */
  word: string;
  detail: string;
  actions: ReactNode;
  children: ReactNode;
}

/** The head of the page of one thing that goes on: how it stands, why, and what can be done about it. */
export function EntryHead({ name, look, word, detail, actions, children }: EntryHeadProps) {
  return (
    <header className={styles.head}>
      <div className={styles.first}>
        <StatusIcon status={look} size={22} />
        <h1 className={styles.title}>{name}</h1>
        <span className={styles.word} data-look={look}>
          {word}
        </span>
        <span className={styles.detail}>
          <Prose text={detail} />
        </span>
        <span className={styles.actions}>{actions}</span>
      </div>
      {children}
    </header>
  );
}

/** What it is, as code, with words of a person beside it. */
export function EntrySource({ code, children }: { code: string; children: ReactNode }) {
  return (
    <p className={styles.what}>
      {children}
      <code title={code}>{code}</code>
    </p>
  );
}

/** What is known of it, a {@link Fact} each. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>;
}

/** One thing that is known. */
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt className={styles.label}>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
