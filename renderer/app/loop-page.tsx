import { useStore } from "zustand";
import type { ProjectId } from "../../shared/ids.ts";
import { Board } from "../features/board/board.tsx";
import { dockStore, openLog } from "../state/dock.ts";
import { pipelineStore, readPipeline } from "../state/pipeline.ts";
import { preferencesStore, setPanelSize } from "../state/preferences.ts";
import { projectOf, projectsStore } from "../state/projects.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorBoundary } from "../ui/error-boundary.tsx";
import { Prose } from "../ui/prose.tsx";
import { Splitter } from "../ui/splitter.tsx";
import { ChannelDrawing } from "./drawings.tsx";
import { LogDock } from "./lazy-parts.ts";
import styles from "./loop-page.module.css";
import { MissingFolder } from "./missing-folder.tsx";
import { NothingToRun } from "./nothing-to-run.tsx";
import { PipelineProblems } from "./pipeline-problems.tsx";
import { SaveOffer } from "./save-offer.tsx";
import { useWindowHeight } from "./use-window-width.ts";

const panel = "loop.log";
const defaultHeight = 236;
const leastHeight = 120;
// What must stay of the board: its head, the ribbon and a row of cards.
const leastBoard = 300;

/** The Loop screen: the board, and below it the log that was opened from it. */
export function LoopPage({ projectId }: { projectId: ProjectId }) {
  const dock = useStore(dockStore);
  const height = useStore(preferencesStore, (state) => state.panelSizes[panel] ?? defaultHeight);
  const most = Math.max(leastHeight, useWindowHeight() - leastBoard);
  const shownId = dock.isOpen ? dock.stageRunId : null;
  return (
    <div className={styles.page}>
      <div className={styles.board}>
        <BoardOrReason projectId={projectId} />
      </div>
      {shownId !== null && (
        <>
          <Splitter
            label="Height of the log"
            orientation="horizontal"
            size={Math.min(height, most)}
            min={leastHeight}
            max={most}
            panel="after"
            defaultSize={defaultHeight}
            onResize={(size) => setPanelSize(panel, size)}
          />
          <div className={styles.dock} style={{ height: Math.min(height, most) }}>
            <ErrorBoundary what="The log">
              <LogDock projectId={projectId} stageRunId={shownId} />
            </ErrorBoundary>
          </div>
        </>
      )}
    </div>
  );
}

/** The board, or why there is none, or what is the matter with it. */
function BoardOrReason({ projectId }: { projectId: ProjectId }) {
  const project = useStore(projectsStore, (state) => projectOf(state, projectId));
  const { status, pipeline, lastGood, failure } = useStore(pipelineStore);
  const openStageRunId = useStore(dockStore, (state) => (state.isOpen ? state.stageRunId : null));
  if (project?.exists === false) return <MissingFolder project={project} />;
  if (status === "failed" && failure !== null) {
    return (
      <div className={styles.notice}>
        <Banner
          kind="problem"
          actions={
            <Button size="small" onClick={() => void readPipeline()}>
              Try again
            </Button>
          }
        >
          <Prose text={`${failure.message} ${failure.hint}`} />
        </Banner>
      </div>
    );
  }
  if (pipeline?.origin === "none" && project !== null) return <NothingToRun project={project} />;
  if (pipeline?.origin === "invalid" && pipeline.stages.length === 0 && lastGood === null) {
    return (
      <>
        <PipelineProblems projectId={projectId} problems={pipeline.problems} />
        <EmptyState isPage drawing={<ChannelDrawing />} title="The board waits for the pipeline's file">
          <p>Each place above opens in the editor, and the board comes back as soon as the file is right. Earlier runs stay readable.</p>
        </EmptyState>
      </>
    );
  }
  return (
    <>
      {pipeline !== null && pipeline.problems.length > 0 && <PipelineProblems projectId={projectId} problems={pipeline.problems} />}
      {pipeline?.origin === "detected" && <SaveOffer pipeline={pipeline} />}
      <Board projectId={projectId} openStageRunId={openStageRunId} onOpenLog={openLog} />
    </>
  );
}
