import { useReactFlow, useStore } from "@xyflow/react";
import { type PointerEvent, useMemo } from "react";
import { useShallow } from "zustand/react/shallow";
import type { Look } from "../../../../shared/stage-groups.ts";
import { type Card, cardLook } from "../card/card-words.ts";
import { nodeHeight, nodeWidth, type Place } from "./graph-layout.ts";
import styles from "./graph-view.module.css";

/** CSS pixels of the map. */
const mapWidth = 200;
const mapHeight = 150;
/** Around the graph, in its own pixels. */
const margin = 100;

interface GraphMapProps {
  cards: ReadonlyMap<string, Card>;
  places: ReadonlyMap<string, Place>;
}

/**
 * The whole graph small, with what the window shows of it; pressing and dragging goes there. One path per status: the
 * library's own map is an element and a subscription for each stage.
 */
export function GraphMap({ cards, places }: GraphMapProps) {
  const flow = useReactFlow();
  const view = useStore(useShallow(({ transform: [x, y, zoom], width, height }) => ({ x, y, zoom, width, height })));
  const [right, bottom] = useMemo(() => extentOf(places), [places]);
  const paths = useMemo(() => [...pathsOf(cards, places)], [cards, places]);
  const scale = Math.max((right + 2 * margin) / mapWidth, (bottom + 2 * margin) / mapHeight);
  const origin = { x: (right - scale * mapWidth) / 2, y: (bottom - scale * mapHeight) / 2 };

  function goTo(event: PointerEvent<SVGSVGElement>): void {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [origin.x + (event.clientX - box.left) * scale, origin.y + (event.clientY - box.top) * scale];
    void flow.setCenter(x, y, { zoom: view.zoom });
  }
  return (
    <svg
      className={styles.map}
      width={mapWidth}
      height={mapHeight}
      viewBox={`${origin.x} ${origin.y} ${mapWidth * scale} ${mapHeight * scale}`}
      role="img"
      aria-label="Map of the graph"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        goTo(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) goTo(event);
      }}
    >
      {paths.map(([look, path]) => (
        <path key={look} d={path} className={styles[look]} />
      ))}
      <rect
        className={styles.shown}
        x={-view.x / view.zoom}
        y={-view.y / view.zoom}
        width={view.width / view.zoom}
        height={view.height / view.zoom}
      />
    </svg>
  );
}

function extentOf(places: ReadonlyMap<string, Place>): [right: number, bottom: number] {
  let [right, bottom] = [0, 0];
  for (const { x, y } of places.values()) [right, bottom] = [Math.max(right, x + nodeWidth), Math.max(bottom, y + nodeHeight)];
  return [right, bottom];
}

function pathsOf(cards: ReadonlyMap<string, Card>, places: ReadonlyMap<string, Place>): Map<Look | "none", string> {
  const paths = new Map<Look | "none", string>();
  for (const [name, { x, y }] of places) {
    const card = cards.get(name);
    const look = card === undefined ? "none" : (cardLook(card) ?? "none");
    paths.set(look, `${paths.get(look) ?? ""}M${x} ${y}h${nodeWidth}v${nodeHeight}h-${nodeWidth}z`);
  }
  return paths;
}
