import { BaseEdge, type Edge, type EdgeProps } from "@xyflow/react";
import { type Card, cardLook } from "../card/card-words.ts";
import { lineId, linePath, type Place } from "./graph-layout.ts";
import styles from "./graph-view.module.css";

/** A line from a stage to one that needs it. */
export type Line = Edge<{ readonly passages: readonly Place[] }, "line">;

/** Draws a line round the cards between its ends. */
export function LineView({ id, sourceX, sourceY, targetX, targetY, data }: EdgeProps<Line>) {
  return <BaseEdge id={id} path={linePath({ x: sourceX, y: sourceY }, { x: targetX, y: targetY }, data?.passages ?? [])} />;
}

/** The lines between the cards; those of the critical path are heavier and lie above the others. */
export function linesOf(cards: readonly Card[], critical: readonly string[], passages: ReadonlyMap<string, readonly Place[]>): Line[] {
  const statuses = new Map(cards.map((card) => [card.stage.name, cardLook(card)]));
  const before = new Map(critical.map((name, index) => [name, critical[index - 1]]));
  return cards.flatMap(({ stage: { name, needs } }) =>
    needs
      .filter((need) => statuses.has(need))
      .map((need): Line => {
        const isCritical = before.get(name) === need;
        return {
          id: lineId(need, name),
          type: "line",
          source: need,
          target: name,
          focusable: false,
          data: { passages: passages.get(lineId(need, name)) ?? [] },
          className: [styles.line, isCritical && styles.critical, statuses.get(name) === "running" && styles.flowing]
            .filter(Boolean)
            .join(" "),
          zIndex: isCritical ? 1 : 0,
        };
      }),
  );
}
