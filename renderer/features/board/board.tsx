import { useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import type { ProjectId, StageRunId } from "../../../shared/ids.ts";
import { environmentsStore } from "../../state/environments.ts";
import { monitorsStore } from "../../state/monitors.ts";
import { planStore } from "../../state/plan.ts";
import { preferencesStore, setChoice } from "../../state/preferences.ts";
import { projectOf, projectsStore } from "../../state/projects.ts";
import { releasesStore } from "../../state/releases.ts";
import { servicesStore } from "../../state/services.ts";
import { late } from "../../ui/late.tsx";
import styles from "./board.module.css";
import { type Column, filterColumns, noFilter, summarizePhase } from "./board-model.ts";
import { CardDetails } from "./card/card-details.tsx";
import { CardMenu } from "./card/card-menu.tsx";
import type { Card } from "./card/card-words.ts";
import { Columns } from "./columns/columns.tsx";
import { useCardKeys } from "./columns/use-card-keys.ts";
import type { GraphHandle } from "./graph/graph-view.tsx";
import { BoardHead, type BoardView } from "./head/board-head.tsx";
import { InvitationDialog } from "./invitation/invitation-dialog.tsx";
import type { InvitedPhase } from "./invitation/snippets.ts";
import { MonitorsCard } from "./monitors/monitors-card.tsx";
import { PlanCard } from "./plan/plan-card.tsx";
import { withEnvironments } from "./ribbon/deploy-summary.ts";
import { withMonitors } from "./ribbon/monitor-summary.ts";
import { withServices } from "./ribbon/operate-summary.ts";
import { withPlan } from "./ribbon/plan-summary.ts";
import { withReleases } from "./ribbon/release-summary.ts";
import { Ribbon } from "./ribbon/ribbon.tsx";
import { ServicesCard } from "./services/services-card.tsx";
import { BoardSkeleton } from "./skeleton/board-skeleton.tsx";
import { useBoard } from "./use-board.ts";
import { useCardActions } from "./use-card-actions.ts";

const GraphView = late(async () => (await import("./graph/graph-view.tsx")).GraphView);

/** What the Loop screen needs from around it. */
export interface BoardProps {
  projectId: ProjectId;
  /** The stage run whose log is open below; `null` while none is. */
  openStageRunId: StageRunId | null;
  onOpenLog: (stageRunId: StageRunId) => void;
}

/** The Loop: the ribbon, and the stages as cards or as a graph. */
export function Board({ projectId, openStageRunId, onOpenLog }: BoardProps) {
  const { pipeline, columns, run, isRunning } = useBoard(projectId);
  const isTrusted = useStore(projectsStore, (state) => projectOf(state, projectId)?.trusted ?? true);
  const view: BoardView = useStore(preferencesStore, (state) => (state.choices["board.view"] === "graph" ? "graph" : "board"));
  const [filter, setFilter] = useState(noFilter);
  const [invited, setInvited] = useState<InvitedPhase | null>(null);
  const { actions, menu, closeMenu, detailed, closeDetails, current } = useCardActions(projectId, onOpenLog);
  const scroller = useRef<HTMLDivElement>(null);
  const graph = useRef<GraphHandle>(null);
  const shown = useMemo(() => filterColumns(columns, filter), [columns, filter]);
  const services = useStore(servicesStore, (state) => (state.projectId === projectId ? state.services : null));
  const monitors = useStore(monitorsStore, (state) => (state.projectId === projectId ? state.monitors : null));
  const plan = useStore(planStore, (state) => (state.projectId === projectId ? state.board : null));
  const environments = useStore(environmentsStore, (state) => state.environments);
  const releases = useStore(releasesStore, (state) => (state.projectId === projectId ? state.releases : null));
  const summaries = useMemo(
    () =>
      columns
        .map((column) => withReleases(withEnvironments(summarizePhase(column), environments ?? []), releases ?? []))
        .map((summary) => withMonitors(withServices(withPlan(summary, plan), services ?? []), monitors ?? [])),
    [columns, environments, releases, services, monitors, plan],
  );
  const serviceCount = services?.length ?? 0;
  const monitorCount = monitors?.length ?? 0;
  const hasPlan = (plan?.items.length ?? 0) > 0;
  const extras = useMemo(
    () => ({
      ...(hasPlan ? { plan: { count: 1, content: <PlanCard projectId={projectId} /> } } : {}),
      ...(serviceCount === 0 ? {} : { operate: { count: serviceCount, content: <ServicesCard projectId={projectId} /> } }),
      ...(monitorCount === 0 ? {} : { monitor: { count: monitorCount, content: <MonitorsCard projectId={projectId} /> } }),
    }),
    [projectId, hasPlan, serviceCount, monitorCount],
  );
  const { onKeyDown, focusPhase } = useCardKeys(scroller, shown);
  const stop = stopOf(shown, current);
  const detailedCard = cardOf(columns, detailed);
  return (
    <div className={styles.board}>
      <BoardHead
        run={run}
        pipeline={pipeline}
        isTrusted={isTrusted}
        filter={filter}
        onFilter={setFilter}
        view={view}
        onView={(next) => setChoice("board.view", next)}
      />
      {pipeline === null ? (
        <BoardSkeleton />
      ) : (
        <>
          <Ribbon
            summaries={summaries}
            isRunning={isRunning}
            onChoose={(phase) => (view === "graph" ? graph.current?.focusPhase(phase) : focusPhase(phase))}
          />
          {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the cards inside */}
          <div className={styles.rest} onKeyDown={view === "board" ? onKeyDown : undefined}>
            {view === "graph" ? (
              <GraphView ref={graph} projectId={projectId} columns={shown} stop={stop} openStageRunId={openStageRunId} actions={actions} />
            ) : (
              <Columns
                scroller={scroller}
                projectId={projectId}
                columns={columns}
                shown={shown}
                stop={stop}
                openStageRunId={openStageRunId}
                actions={actions}
                onInvite={setInvited}
                extras={extras}
              />
            )}
          </div>
        </>
      )}
      {menu !== null && <CardMenu projectId={projectId} card={menu.card} anchor={menu.anchor} actions={actions} onClose={closeMenu} />}
      {detailedCard !== null && <CardDetails projectId={projectId} card={detailedCard} onOpenLog={onOpenLog} onClose={closeDetails} />}
      {invited !== null && pipeline !== null && <InvitationDialog phase={invited} pipeline={pipeline} onClose={() => setInvited(null)} />}
    </div>
  );
}

/** Where the Tab key stops: at the card that was used last, else at the first. */
function stopOf(columns: readonly Column[], current: string | null): string | null {
  const cards = columns.flatMap((column) => column.cards);
  return cards.some(({ stage }) => stage.name === current) ? current : (cards[0]?.stage.name ?? null);
}

function cardOf(columns: readonly Column[], stage: string | null): Card | null {
  return columns.flatMap(({ cards }) => cards).find((card) => card.stage.name === stage) ?? null;
}
