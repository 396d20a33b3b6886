import { Columns3, Workflow } from "lucide-react";
import { useStore } from "zustand";
import type { Pipeline, Run } from "../../../../shared/contract/schemas.ts";
import { changeWords, isTreeUnknown } from "../../../../shared/run-tree.ts";
import { nowStore } from "../../../state/now.ts";
import { runAddress } from "../../../state/route.ts";
import { formatMoment } from "../../../ui/age.tsx";
import { SegmentedControl } from "../../../ui/segmented-control.tsx";
import type { BoardFilter } from "../board-model.ts";
import styles from "./board-head.module.css";
import { FilterButton } from "./filter-button.tsx";
import { runWords, selectionWords } from "./run-words.ts";

/** The two ways in which the pipeline is drawn. */
export type BoardView = "board" | "graph";

interface BoardHeadProps {
  run: Run | null;
  /** `null` while something else stands in place of the board. */
  pipeline: Pipeline | null;
  isTrusted: boolean;
  filter: BoardFilter;
  onFilter: (filter: BoardFilter) => void;
  view: BoardView;
  onView: (view: BoardView) => void;
}

/** What the screen is about, and how it is looked at. */
export function BoardHead({ run, pipeline, isTrusted, filter, onFilter, view, onView }: BoardHeadProps) {
  return (
    <div className={styles.head}>
      <h1 className={styles.title}>Loop</h1>
      {pipeline !== null && (
        <>
          <span className={styles.line} aria-hidden="true" />
          {run === null ? <FirstRunLine isTrusted={isTrusted} /> : <RunLine run={run} />}
        </>
      )}
      <span className={styles.space} />
      {pipeline !== null && (
        <>
          <FilterButton filter={filter} onFilter={onFilter} />
          <SegmentedControl
            label="View"
            value={view}
            onChange={onView}
            segments={[
              { value: "board", label: "Board", icon: <Columns3 size={14} strokeWidth={2} aria-hidden="true" /> },
              { value: "graph", label: "Graph", icon: <Workflow size={14} strokeWidth={2} aria-hidden="true" /> },
            ]}
          />
        </>
      )}
    </div>
  );
}

/** What to know before the first run. */
function FirstRunLine({ isTrusted }: { isTrusted: boolean }) {
  return (
    <>
      <span className={styles.fresh}>Nothing run yet</span>
      {!isTrusted && <span className={styles.words}>the first run shows what it would execute and asks once</span>}
    </>
  );
}

function RunLine({ run }: { run: Run }) {
  const words = useStore(nowStore, ({ now }) => runWords(run, now));
  const selection = selectionWords(run);
  return (
    <>
      <a href={runAddress(run.projectId, run.id)} className={styles.run}>
        Run {run.number}
      </a>
      {selection !== "" && <span className={styles.chip}>{selection}</span>}
      {run.subject !== null && (
        <span className={styles.subject} title={run.author === null ? run.subject : `${run.subject}, ${run.author}`}>
          {run.subject}
        </span>
      )}
      {run.commit !== null && (
        <code className={styles.chip} title={run.dirty ? `${run.commit}: ${changeWords(run)}` : run.commit}>
          {run.commit.slice(0, 7)}
          {run.dirty && <span className={styles.dirty}>{isTreeUnknown(run) ? "files unknown" : "+ changes"}</span>}
        </code>
      )}
      <span className={styles.words} title={run.startedAt === null ? undefined : formatMoment(run.startedAt)}>
        {words}
      </span>
    </>
  );
}
