import { useEffect } from "react";
import { useStore } from "zustand";
import type { ProjectId } from "../../../../shared/ids.ts";
import { openInEditor } from "../../../actions/editor-actions.ts";
import { linesForPipelineFile } from "../../../actions/pipeline-file.ts";
import { hurryClock, nowStore } from "../../../state/now.ts";
import { pipelineStore } from "../../../state/pipeline.ts";
import { readRunbooks, runbooksStore } from "../../../state/runbooks.ts";
import { Drawing } from "../../../ui/drawing.tsx";
import { FailureNote, ListSkeleton, ProblemNote } from "../../../ui/list-states.tsx";
import { NothingInFile } from "../../../ui/nothing-in-file.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import { runbookSnippet } from "../snippets.ts";
import { RunbookCard } from "./runbook-card.tsx";
import styles from "./runbooks-view.module.css";

/** The buttons of the operators. */
export function RunbooksView({ projectId }: { projectId: ProjectId }) {
  const { runbooks, problem, failure } = useStore(runbooksStore);
  const now = useStore(nowStore, (state) => state.now);
  const isCounting = runbooks?.some(({ freeAt }) => freeAt !== null && freeAt > now) === true;
  useEffect(() => (isCounting ? hurryClock() : undefined), [isCounting]);
  const origin = useStore(pipelineStore, (state) => state.pipeline?.origin ?? "none");
  const hasAny = runbooks !== null && runbooks.length > 0;
  return (
    <>
      <FailureNote failure={failure} onRetry={() => void readRunbooks()} />
      <ProblemNote problem={problem} file="millrace.yml" onOpen={() => void openInEditor(projectId, { path: "millrace.yml" })} />
      {runbooks === null && failure === null && <ListSkeleton label="Reading the runbooks" height="120px" />}
      {runbooks !== null && !hasAny && problem === null && (
        <NothingInFile title="No runbooks yet" drawing={<ButtonDrawing />} {...linesForPipelineFile(projectId, origin, runbookSnippet)}>
          A runbook is a button for a command that operators need now and then. It asks for what it needs to know, may want to be confirmed,
          and each press is a run with its log. Add lines such as these.
        </NothingInFile>
      )}
      {hasAny && (
        <ScrollArea label="Runbooks" className={styles.area}>
          <div className={styles.cards}>
            {runbooks.map((runbook) => (
              <RunbookCard key={runbook.name} projectId={projectId} runbook={runbook} now={now} />
            ))}
          </div>
        </ScrollArea>
      )}
    </>
  );
}

/** A small drawing: a sheet with steps, and the button that does them. */
function ButtonDrawing() {
  return (
    <Drawing>
      <g stroke="var(--line-strong)">
        <rect x="40" y="10" width="64" height="76" rx="6" />
        <path d="M62 28h30M62 42h24M62 56h28" />
      </g>
      <path d="M50 27l2 2 4-4M50 41l2 2 4-4M50 56h5" />
      <rect x="88" y="58" width="52" height="24" rx="6" fill="var(--bg)" />
      <path d="M104 65v10l9-5zM120 70h8" />
    </Drawing>
  );
}
