import { useEffect, useState } from "react";
import type { Hook } from "../../../../shared/contract/code/history.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { call } from "../../../link/call.ts";
import styles from "./hook-line.module.css";
import { HooksDialog } from "./hooks-dialog.tsx";

/** Which stages git runs before it commits and pushes, and the way to choose them. */
export function HookLine({ projectId }: { projectId: ProjectId }) {
  const [hooks, setHooks] = useState<readonly Hook[] | null>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    let isStale = false;
    void call((engine) => engine.code.hooks({ projectId })).then((answer) => {
      if (!isStale && answer.ok) setHooks(answer.value);
    });
    return () => {
      isStale = true;
    };
  }, [projectId]);
  if (hooks === null) return <p className={styles.line} />;
  const stages = hooks.find(({ hook }) => hook === "pre-commit")?.stages ?? [];
  return (
    <p className={styles.line}>
      <span className={styles.text}>
        {stages.length === 0 ? "No stage runs before a commit." : `Before a commit: ${stages.join(", ")}`}
      </span>
      <button type="button" className={styles.change} onClick={() => setOpen(true)}>
        {stages.length === 0 ? "Choose…" : "Change…"}
      </button>
      {isOpen && <HooksDialog projectId={projectId} hooks={hooks} onClose={() => setOpen(false)} onChange={setHooks} />}
    </p>
  );
}
