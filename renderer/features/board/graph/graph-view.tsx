import "@xyflow/react/dist/base.css";
import { ReactFlow, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { Maximize, Minus, Plus } from "lucide-react";
import { type KeyboardEvent, memo, type Ref, useImperativeHandle, useMemo, useRef } from "react";
import type { PipelineStage } from "../../../../shared/contract/schemas.ts";
import type { Phase } from "../../../../shared/pipeline/phases.ts";
import { IconButton } from "../../../ui/button.tsx";
import { useElementSize } from "../../../ui/use-element-size.ts";
import type { Column } from "../board-model.ts";
import { type Card, formatExpected } from "../card/card-words.ts";
import { criticalPath } from "./critical-path.ts";
import { firstViewport, type GraphMove, layoutGraph, margins, moveInGraph, nodeHeight, nodeWidth } from "./graph-layout.ts";
import { LineView, linesOf } from "./graph-line.tsx";
import { GraphMap } from "./graph-map.tsx";
import { type GraphFrame, GraphFrameContext, nodeOf, StageNodeView } from "./graph-node.tsx";
import styles from "./graph-view.module.css";

/** What the screen around it may ask of the graph. */
export interface GraphHandle {
  focusPhase(phase: Phase): void;
}

interface GraphViewProps extends Omit<GraphFrame, "cards"> {
  ref: Ref<GraphHandle>;
  columns: readonly Column[];
}

/** More stages than these do not fit into a window, so a small map helps. */
const bigGraph = 30;
const durationMs = 180;
const { top, right, bottom, left } = margins;
const fit = { maxZoom: 1, padding: { top: `${top}px`, right: `${right}px`, bottom: `${bottom}px`, left: `${left}px` } } as const;
const nodeTypes = { stage: StageNodeView };
const edgeTypes = { line: LineView };

/** The pipeline drawn by needs: the same cards, the critical path heavier. Nothing can be changed here. */
export function GraphView(props: GraphViewProps) {
  return (
    <ReactFlowProvider>
      <Graph {...props} />
    </ReactFlowProvider>
  );
}

function Graph({ ref, columns, projectId, stop, openStageRunId, actions }: GraphViewProps) {
  const flow = useReactFlow();
  const cards = useMemo(() => columns.flatMap((column) => column.cards), [columns]);
  const shape = cards.map(({ stage }) => `${stage.name} ${stage.needs.join(" ")}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the shape decides where stages stand, not how they are
  const stages = useMemo(() => cards.map(({ stage }) => stage), [shape]);
  const { places, passages } = useMemo(() => layoutGraph(stages), [stages]);
  const critical = useMemo(() => criticalOf(cards), [cards]);
  const path = critical.names.join("\n");
  // How stages are is not in here: two thousand of them would be taken in again whenever one of them ends.
  const nodes = useMemo(() => stages.map(({ name }) => nodeOf(name, places.get(name))), [stages, places]);
  const lines = useMemo(() => linesOf(stages, path.split("\n"), passages), [stages, path, passages]);
  const byName = useMemo(() => new Map(cards.map((card) => [card.stage.name, card])), [cards]);
  const frame = useMemo(
    () => ({ cards: byName, projectId, stop, openStageRunId, actions }),
    [byName, projectId, stop, openStageRunId, actions],
  );
  const isBig = cards.length > bigGraph;
  const element = useRef<HTMLDivElement>(null);
  // Known before the first drawing: to look at two thousand cards for a moment would cost seconds.
  const { width, height } = useElementSize(element);

  function focusStage(name: string): void {
    const place = places.get(name);
    if (place === undefined) return;
    const zoom = Math.min(1, Math.max(flow.getZoom(), 0.8));
    void flow.setCenter(place.x + nodeWidth / 2, place.y + nodeHeight / 2, { zoom, duration: durationMs });
    // A card far outside is drawn only after the view has moved.
    setTimeout(() => document.querySelector<HTMLElement>(`[data-stage="${CSS.escape(name)}"]`)?.focus({ preventScroll: true }), durationMs);
  }
  useImperativeHandle(ref, () => ({
    focusPhase: (phase) => {
      const first = columns.find((column) => column.phase === phase)?.cards[0];
      if (first !== undefined) focusStage(first.stage.name);
    },
  }));
  function onKeyDown(event: KeyboardEvent): void {
    const from = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-stage]")?.dataset.stage : undefined;
    const move = moves[event.key];
    if (from === undefined || move === undefined || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = moveInGraph(places, from, move);
    if (next !== null) focusStage(next);
  }
  return (
    <GraphFrameContext value={frame}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the cards inside */}
      <div ref={element} className={styles.graph} onKeyDown={onKeyDown}>
        <h2 className="visually-hidden">Stages by what they need</h2>
        {width > 0 && (
          <ReactFlow
            nodes={nodes}
            edges={lines}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            elementsSelectable={false}
            deleteKeyCode={null}
            disableKeyboardA11y
            onlyRenderVisibleElements={isBig}
            defaultViewport={firstViewport(places.values(), width, height)}
            minZoom={0.02}
            maxZoom={1.5}
            panOnScroll
            zoomOnDoubleClick={false}
            proOptions={{ hideAttribution: true }}
          />
        )}
        {isBig && <GraphMap cards={byName} places={places} />}
        <Tools durationMs={critical.durationMs} />
        <TextGraph stages={stages} path={path} />
      </div>
    </GraphFrameContext>
  );
}

const moves: Readonly<Record<string, GraphMove>> = {
  ArrowUp: "up",
  k: "up",
  ArrowDown: "down",
  j: "down",
  ArrowLeft: "left",
  h: "left",
  ArrowRight: "right",
  l: "right",
};

function criticalOf(cards: readonly Card[]) {
  const expected = new Map(cards.map(({ stage, history }) => [stage.name, history?.expectedMs ?? null]));
  return criticalPath(
    cards.map(({ stage }) => stage),
    (name) => expected.get(name) ?? null,
  );
}

function Tools({ durationMs: criticalMs }: { durationMs: number }) {
  const flow = useReactFlow();
  return (
    <div className={styles.tools}>
      <div className={styles.zoom}>
        <IconButton label="Zoom in" size="small" onClick={() => void flow.zoomIn({ duration: durationMs })}>
          <Plus size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
        <IconButton label="Zoom out" size="small" onClick={() => void flow.zoomOut({ duration: durationMs })}>
          <Minus size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
        <IconButton label="Show the whole graph" size="small" onClick={() => void flow.fitView({ ...fit, duration: durationMs })}>
          <Maximize size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
      </div>
      {criticalMs > 0 && (
        <p className={styles.legend}>
          <i className={styles.sample} aria-hidden="true" />
          Critical path <b className={styles.figure}>{formatExpected(criticalMs)}</b>
        </p>
      )}
    </div>
  );
}

/** The lines between the cards in words, for those who do not see them. */
const TextGraph = memo(function TextGraph({ stages, path }: { stages: readonly PipelineStage[]; path: string }) {
  const critical = new Set(path.split("\n"));
  return (
    <ul className="visually-hidden" aria-label="Needs of the stages">
      {stages.map(({ name, needs }) => (
        <li key={name}>
          {name} needs {needs.length === 0 ? "nothing" : needs.join(", ")}
          {critical.has(name) && "; on the critical path"}
        </li>
      ))}
    </ul>
  );
});
