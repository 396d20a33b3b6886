import { Handle, type Node, type NodeHandle, type NodeProps, Position, useStore } from "@xyflow/react";
import { createContext, useContext } from "react";
import type { ProjectId, StageRunId } from "../../../../shared/ids.ts";
import { type Card, cardLook, isOfCard } from "../card/card-words.ts";
import { type CardActions, StageCard } from "../card/stage-card.tsx";
import { layoutColumns } from "../columns/column-layout.ts";
import { nodeHeight, nodeWidth, type Place } from "./graph-layout.ts";
import styles from "./graph-view.module.css";

/** A stage in the graph. */
export type StageNode = Node<Record<string, never>, "stage">;

/** What nodes and lines look at while they are drawn, so that a change of it does not make two thousand new ones. */
export interface GraphFrame {
  readonly cards: ReadonlyMap<string, Card>;
  readonly projectId: ProjectId;
  readonly stop: string | null;
  readonly openStageRunId: StageRunId | null;
  readonly actions: CardActions;
}

/** See {@link GraphFrame}. */
export const GraphFrameContext = createContext<GraphFrame | null>(null);

const cardLayout = layoutColumns(0, 1, 0);
/** Below this the words of a card cannot be read, and drawing them would only cost time. */
const readableZoom = 0.35;
/** Below this a card says less in larger letters. */
const nearZoom = 0.72;

/**
 * Where lines end on a card. Told from the start, or React Flow would draw every card once to measure it
 * (https://reactflow.dev/api-reference/types/node#handles).
 */
const ends: NodeHandle[] = [
  { type: "target", position: Position.Left, x: 0, y: nodeHeight / 2, width: 0, height: 0 },
  { type: "source", position: Position.Right, x: nodeWidth, y: nodeHeight / 2, width: 0, height: 0 },
];

/** A stage at its place. */
export function nodeOf(name: string, place: Place | undefined): StageNode {
  return {
    id: name,
    type: "stage",
    position: place ?? { x: 0, y: 0 },
    width: nodeWidth,
    height: nodeHeight,
    handles: ends,
    data: {},
  };
}

/** The same card as on the board; from far away only its colour. */
export function StageNodeView({ id }: NodeProps<StageNode>) {
  const frame = useContext(GraphFrameContext);
  const isReadable = useStore((state) => state.transform[2] >= readableZoom);
  const isFar = useStore((state) => state.transform[2] < nearZoom);
  const card = frame?.cards.get(id);
  if (frame === null || card === undefined) return null;
  return (
    <>
      <Handle type="target" position={Position.Left} className={styles.handle} isConnectable={false} />
      {isReadable ? (
        <div data-far={isFar ? "" : undefined}>
          <StageCard
            {...card}
            projectId={frame.projectId}
            layout={cardLayout}
            isStop={card.stage.name === frame.stop}
            isOpen={isOfCard(card, frame.openStageRunId)}
            actions={frame.actions}
          />
        </div>
      ) : (
        <div className={styles.block} data-status={cardLook(card) ?? "none"} />
      )}
      <Handle type="source" position={Position.Right} className={styles.handle} isConnectable={false} />
    </>
  );
}
