import { GitBranch, Tag } from "lucide-react";
import type { Ref } from "../../../../shared/contract/code/history.ts";
import styles from "./ref-names.module.css";

const mostShown = 3;

/** The branches and tags that point to a commit. */
export function RefNames({ refs }: { refs: readonly Ref[] }) {
  if (refs.length === 0) return null;
  const isHead = refs.some(({ kind }) => kind === "head");
  const named = refs.filter(({ kind }) => kind !== "head");
  const shown = named.slice(0, mostShown);
  return (
    <>
      {isHead && named.every(({ kind }) => kind !== "branch") && <span className={styles.ref}>HEAD</span>}
      {shown.map(({ kind, name }) => (
        <span key={`${kind} ${name}`} className={styles.ref} data-kind={kind} title={name}>
          {kind === "tag" ? (
            <Tag size={11} strokeWidth={2} aria-hidden="true" />
          ) : (
            <GitBranch size={11} strokeWidth={2} aria-hidden="true" />
          )}
          <span className={styles.name}>{name}</span>
        </span>
      ))}
      {named.length > mostShown && (
        <span
          className={styles.more}
          title={named
            .slice(mostShown)
            .map(({ name }) => name)
            .join(", ")}
        >
          +{named.length - mostShown}
        </span>
      )}
    </>
  );
}
