import "@xyflow/react/dist/base.css";
import { type Edge, Handle, MiniMap, type Node, type NodeProps, Position, ReactFlow, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { Maximize, Minus, Plus } from "lucide-react";
import { createContext, type KeyboardEvent, useContext, useMemo } from "react";
import type { ProjectId } from "../../../../shared/ids.ts";
import { IconButton } from "../../../ui/button.tsx";
import type { Column } from "../board-model.ts";
import { type Card, cardStatus, formatElapsed } from "../card/card-words.ts";
import { type CardActions, StageCard } from "../card/stage-card.tsx";
import { layoutColumns } from "../columns/column-layout.ts";
import { criticalPath } from "./critical-path.ts";
import { type GraphMove, layoutGraph, moveInGraph, nodeHeight, nodeWidth } from "./graph-layout.ts";
import styles from "./graph-view.module.css";

interface GraphViewProps {
  projectId: ProjectId;
  columns: readonly Column[];
  current: string | null;
  actions: CardActions;
}

/** More stages than these do not fit into a window, so a small map helps. */
const bigGraph = 30;
const cardLayout = layoutColumns(0, 1, 0);
const duration = 180;

type StageNode = Node<{ card: Card }, "stage">;

/** What the nodes need besides their own card. */
const FrameContext = createContext<Omit<GraphViewProps, "columns"> | null>(null);

/** The pipeline drawn by needs: the same cards, the critical path heavier. Nothing can be changed here. */
export function GraphView(props: GraphViewProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
}

function Flow({ projectId, columns, current, actions }: GraphViewProps) {
  const flow = useReactFlow();
  const cards = useMemo(() => columns.flatMap((column) => column.cards), [columns]);
  const shape = cards.map(({ stage }) => `${stage.name} ${stage.needs.join(" ")}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the shape decides where stages stand, not how they are
  const places = useMemo(() => layoutGraph(cards.map(({ stage }) => stage)), [shape]);
  const critical = useMemo(() => criticalOf(cards), [cards]);
  const nodes = useMemo<StageNode[]>(
    () =>
      cards.map((card) => ({
        id: card.stage.name,
        type: "stage",
        position: places.get(card.stage.name) ?? { x: 0, y: 0 },
        width: nodeWidth,
        height: nodeHeight,
        data: { card },
      })),
    [cards, places],
  );
  const edges = useMemo(() => edgesOf(cards, critical.names), [cards, critical]);
  const stop = cards.some(({ stage }) => stage.name === current) ? current : (cards[0]?.stage.name ?? null);
  const frame = useMemo(() => ({ projectId, current: stop, actions }), [projectId, stop, actions]);

  function onKeyDown(event: KeyboardEvent): void {
    const from = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-stage]")?.dataset.stage : undefined;
    const move = moves[event.key];
    if (from === undefined || move === undefined || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = moveInGraph(places, from, move);
    if (next === null) return;
    event.preventDefault();
    focusNode(next);
  }
  function focusNode(name: string): void {
    const place = places.get(name);
    if (place === undefined) return;
    void flow.setCenter(place.x + nodeWidth / 2, place.y + nodeHeight / 2, { zoom: Math.max(flow.getZoom(), 0.8), duration });
    // A node far outside is drawn only after the view has moved.
    setTimeout(() => document.querySelector<HTMLElement>(`[data-stage="${CSS.escape(name)}"]`)?.focus({ preventScroll: true }), duration);
  }

  return (
    <FrameContext value={frame}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the cards inside */}
      <div className={styles.graph} onKeyDown={onKeyDown}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          deleteKeyCode={null}
          disableKeyboardA11y
          onlyRenderVisibleElements={cards.length > bigGraph}
          fitView
          fitViewOptions={{ maxZoom: 1, padding: "24px" }}
          minZoom={0.05}
          maxZoom={1.5}
          panOnScroll
          proOptions={{ hideAttribution: true }}
        >
          {cards.length > bigGraph && (
            <MiniMap pannable zoomable className={styles.map} nodeClassName={mapClass} ariaLabel="Map of the graph" nodeStrokeWidth={0} />
          )}
        </ReactFlow>
        <div className={styles.zoom}>
          <IconButton label="Zoom in" size="small" onClick={() => void flow.zoomIn({ duration })}>
            <Plus size={14} strokeWidth={2} aria-hidden="true" />
          </IconButton>
          <IconButton label="Zoom out" size="small" onClick={() => void flow.zoomOut({ duration })}>
            <Minus size={14} strokeWidth={2} aria-hidden="true" />
          </IconButton>
          <IconButton
            label="Show the whole graph"
            size="small"
            onClick={() => void flow.fitView({ maxZoom: 1, padding: "24px", duration })}
          >
            <Maximize size={14} strokeWidth={2} aria-hidden="true" />
          </IconButton>
        </div>
        {critical.durationMs > 0 && (
          <p className={styles.legend}>
            <i className={styles.sample} aria-hidden="true" />
            Critical path <b className={styles.figure}>{formatElapsed(critical.durationMs)}</b>
          </p>
        )}
        <TextGraph cards={cards} critical={critical.names} />
      </div>
    </FrameContext>
  );
}

const moves: Readonly<Record<string, GraphMove>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
  k: "up",
  j: "down",
  h: "left",
  l: "right",
};

function StageNodeView({ data }: NodeProps<StageNode>) {
  const frame = useContext(FrameContext);
  if (frame === null) return null;
  const { card } = data;
  return (
    <div data-phase={card.stage.phase}>
      <Handle type="target" position={Position.Left} className={styles.handle} isConnectable={false} />
      <StageCard
        {...card}
        projectId={frame.projectId}
        layout={cardLayout}
        isCurrent={card.stage.name === frame.current}
        actions={frame.actions}
      />
      <Handle type="source" position={Position.Right} className={styles.handle} isConnectable={false} />
    </div>
  );
}

const nodeTypes = { stage: StageNodeView };

function criticalOf(cards: readonly Card[]) {
  const expected = new Map(cards.map(({ stage, history }) => [stage.name, history?.expectedMs ?? null]));
  return criticalPath(
    cards.map(({ stage }) => stage),
    (name) => expected.get(name) ?? null,
  );
}

function edgesOf(cards: readonly Card[], critical: readonly string[]): Edge[] {
  const names = new Set(cards.map(({ stage }) => stage.name));
  const statuses = new Map(cards.map((card) => [card.stage.name, cardStatus(card)]));
  return cards.flatMap(({ stage }) =>
    stage.needs
      .filter((need) => names.has(need))
      .map((need) => {
        const isCritical = critical.indexOf(stage.name) > 0 && critical[critical.indexOf(stage.name) - 1] === need;
        const isFlowing = statuses.get(stage.name) === "running";
        return {
          id: `${need} ${stage.name}`,
          source: need,
          target: stage.name,
          focusable: false,
          selectable: false,
          className: [styles.edge, isCritical ? styles.critical : "", isFlowing ? styles.flowing : ""].join(" "),
          ...(isCritical ? { zIndex: 1 } : {}),
        };
      }),
  );
}

function mapClass(node: StageNode): string {
  return `${styles.mapNode ?? ""} ${styles[cardStatus(node.data.card) ?? "none"] ?? ""}`;
}

/** The lines between the cards in words, for those who do not see them. */
function TextGraph({ cards, critical }: { cards: readonly Card[]; critical: readonly string[] }) {
  return (
    <ul className="visually-hidden" aria-label="Needs of the stages">
      {cards.map(({ stage }) => (
        <li key={stage.name}>
          {stage.name} needs {stage.needs.length === 0 ? "nothing" : stage.needs.join(", ")}
          {critical.includes(stage.name) && "; on the critical path"}
        </li>
      ))}
    </ul>
  );
}
