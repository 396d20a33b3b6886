import { ChevronDown, ChevronRight, X } from "lucide-react";
import { useState } from "react";
import { useStore } from "zustand";
import type { ProjectId } from "../../../../shared/ids.ts";
import { cancelOperation, dismissOperation, type Operation, operationStore } from "../../../state/operation.ts";
import { Button, IconButton } from "../../../ui/button.tsx";
import { Progress } from "../../../ui/meter.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import styles from "./operation-bar.module.css";
import { PromptDialog } from "./prompt-dialog.tsx";

/** What git is doing for the person, or what it could not do, below the head of the screen. */
export function OperationBar({ projectId }: { projectId: ProjectId }) {
  const operation = useStore(operationStore, (state) => (state.operation?.projectId === projectId ? state.operation : null));
  if (operation === null) return null;
  return (
    <>
      <Bar key={operation.failure === null ? "going" : "failed"} operation={operation} />
      {operation.prompt !== null && <PromptDialog title={operation.title} prompt={operation.prompt} />}
    </>
  );
}

function Bar({ operation }: { operation: Operation }) {
  const { title, what, fraction, lines, failure } = operation;
  const [isOpen, setOpen] = useState(failure !== null);
  const newest = lines[lines.length - 1] ?? "";
  return (
    <section aria-label={title} className={styles.bar} data-failed={failure === null ? undefined : ""}>
      <div className={styles.row} role={failure === null ? "status" : "alert"}>
        <b className={styles.title}>{failure === null ? title : `${title} failed`}</b>
        <span className={styles.what}>{failure === null ? what || newest : `${failure.message} ${failure.hint}`}</span>
        {failure === null && <Progress label={what || title} fraction={fraction} className={styles.progress} />}
        {failure?.ways.map(({ label, perform }) => (
          <Button
            key={label}
            size="small"
            onClick={() => {
              dismissOperation();
              perform();
            }}
          >
            {label}
          </Button>
        ))}
        {lines.length > 0 && (
          <IconButton size="small" label={isOpen ? "Hide what git said" : "Show what git said"} onClick={() => setOpen(!isOpen)}>
            {isOpen ? (
              <ChevronDown size={14} strokeWidth={2} aria-hidden="true" />
            ) : (
              <ChevronRight size={14} strokeWidth={2} aria-hidden="true" />
            )}
          </IconButton>
        )}
        {failure === null ? (
          <Button size="small" onClick={cancelOperation}>
            Cancel
          </Button>
        ) : (
          <IconButton size="small" label="Close" onClick={dismissOperation}>
            <X size={14} strokeWidth={2} aria-hidden="true" />
          </IconButton>
        )}
      </div>
      {isOpen && lines.length > 0 && (
        <ScrollArea ref={toEnd} label="What git said" className={styles.lines}>
          <pre>{lines.join("\n")}</pre>
        </ScrollArea>
      )}
    </section>
  );
}

/** The reason stands last. */
function toEnd(area: HTMLElement | null): void {
  area?.scrollTo({ top: area.scrollHeight });
}
