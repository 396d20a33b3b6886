import { lazy, type ReactNode, Suspense, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import type { ProjectId, StageRunId } from "../../../shared/ids.ts";
import type { Phase } from "../../../shared/pipeline/phases.ts";
import { liveRunsStore } from "../../state/live-runs.ts";
import { preferencesStore, setChoice } from "../../state/preferences.ts";
import { projectOf, projectsStore } from "../../state/projects.ts";
import { useElementSize } from "../../ui/use-element-size.ts";
import styles from "./board.module.css";
import { filterColumns, noFilter, summarizePhase } from "./board-model.ts";
import { CardMenu } from "./card/card-menu.tsx";
import { Columns } from "./columns/columns.tsx";
import { useCardKeys } from "./columns/use-card-keys.ts";
import { BoardHead, type BoardView } from "./head/board-head.tsx";
import { InvitationDialog } from "./invitation/invitation-dialog.tsx";
import { LogDock, type RenderLog } from "./log-dock/log-dock.tsx";
import { useLogFollow } from "./log-dock/use-log-follow.ts";
import { Ribbon } from "./ribbon/ribbon.tsx";
import {
  BoardFailed,
  BoardSkeleton,
  FolderMissing,
  InvalidPipeline,
  NoPipeline,
  OutdatedBanner,
  UntrustedBanner,
} from "./states/board-states.tsx";
import { type BoardData, useBoard } from "./use-board.ts";
import { useCardActions } from "./use-card-actions.ts";

const GraphView = lazy(async () => ({ default: (await import("./graph/graph-view.tsx")).GraphView }));

/** What the Loop screen needs from around it. */
export interface BoardProps {
  projectId: ProjectId;
  renderLog: RenderLog;
}

/** The Loop: the ribbon, the stages as cards or as a graph, and the log of what runs. */
export function Board({ projectId, renderLog }: BoardProps) {
  const data = useBoard(projectId);
  const frame = useRef<HTMLDivElement>(null);
  const { height } = useElementSize(frame);
  useLogFollow(data.run, data.stageRuns);
  const known = (stageRunId: StageRunId): StageRun | null =>
    liveRunsStore.getState().stages[stageRunId] ?? data.stageRuns.find(({ id }) => id === stageRunId) ?? latestOf(data, stageRunId);
  return (
    <div ref={frame} className={styles.frame}>
      {/* Keyed, so that the filter and the place of one project never show in another. */}
      <Loop key={projectId} projectId={projectId} data={data} />
      <LogDock stageRuns={data.stageRuns} known={known} height={height} renderLog={renderLog} />
    </div>
  );
}

function latestOf(data: BoardData, stageRunId: StageRunId): StageRun | null {
  for (const { latest } of data.histories.values()) if (latest?.id === stageRunId) return latest;
  return null;
}

function Loop({ projectId, data }: { projectId: ProjectId; data: BoardData }) {
  const [filter, setFilter] = useState(noFilter);
  const [invited, setInvited] = useState<Phase | null>(null);
  const view: BoardView = useStore(preferencesStore, (state) => (state.choices["board.view"] === "graph" ? "graph" : "board"));
  const { actions, menu, closeMenu, current } = useCardActions(projectId);
  const scroller = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => filterColumns(data.columns, filter), [data.columns, filter]);
  const { onKeyDown, focusPhase } = useCardKeys(scroller, shown);
  const summaries = useMemo(() => data.columns.map(summarizePhase), [data.columns]);
  const instead = useInstead(projectId, data);
  const stageCount = data.pipeline?.stages.length ?? 0;
  return (
    <div className={styles.loop}>
      <BoardHead
        run={data.run}
        stageCount={instead === null ? stageCount : 0}
        filter={filter}
        onFilter={setFilter}
        view={view}
        onView={(next) => setChoice("board.view", next)}
      />
      {instead ?? (
        <>
          <Ribbon summaries={summaries} isRunning={data.isRunning} onChoose={focusPhase} />
          <Notes projectId={projectId} data={data} />
          {view === "graph" ? (
            <Suspense fallback={<div className={styles.rest} />}>
              <GraphView projectId={projectId} columns={shown} current={current} actions={actions} />
            </Suspense>
          ) : (
            // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the cards inside
            <div className={styles.rest} onKeyDown={onKeyDown}>
              <Columns
                scroller={scroller}
                projectId={projectId}
                columns={data.columns}
                shown={shown}
                current={currentOf(current, shown)}
                actions={actions}
                onInvite={setInvited}
              />
            </div>
          )}
        </>
      )}
      {menu !== null && <CardMenu projectId={projectId} card={menu.card} anchor={menu.anchor} actions={actions} onClose={closeMenu} />}
      {invited !== null && data.pipeline !== null && (
        <InvitationDialog phase={invited} pipeline={data.pipeline} onClose={() => setInvited(null)} />
      )}
    </div>
  );
}

/** Where the Tab key stops: at the card that was used last, else at the first. */
function currentOf(current: string | null, columns: BoardData["columns"]): string | null {
  const cards = columns.flatMap((column) => column.cards);
  return cards.some(({ stage }) => stage.name === current) ? current : (cards[0]?.stage.name ?? null);
}

function Notes({ projectId, data }: { projectId: ProjectId; data: BoardData }) {
  const isTrusted = useStore(projectsStore, (state) => projectOf(state, projectId)?.trusted ?? true);
  if (data.isOutdated) return <OutdatedBanner projectId={projectId} problems={data.problems} />;
  return isTrusted ? null : <UntrustedBanner />;
}

/** What stands in place of the board when there is none. */
function useInstead(projectId: ProjectId, data: BoardData): ReactNode {
  const project = useStore(projectsStore, (state) => projectOf(state, projectId));
  if (project?.exists === false) return <FolderMissing project={project} />;
  if (data.pipeline === null) return data.failure === null ? <BoardSkeleton /> : <BoardFailed failure={data.failure} />;
  if (data.pipeline.origin === "none" && project !== null) return <NoPipeline project={project} />;
  if (data.pipeline.origin === "invalid") return <InvalidPipeline projectId={projectId} problems={data.problems} />;
  return null;
}
