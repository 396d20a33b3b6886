import { BaseEdge, type Edge, type EdgeProps } from "@xyflow/react";
import { useContext } from "react";
import type { PipelineStage } from "../../../../shared/contract/schemas.ts";
import { classNames } from "../../../ui/class-names.ts";
import { cardLook } from "../card/card-words.ts";
import { lineId, linePath, type Place } from "./graph-layout.ts";
import { GraphFrameContext } from "./graph-node.tsx";
import styles from "./graph-view.module.css";

/** A line from a stage to one that needs it. */
export type Line = Edge<{ readonly passages: readonly Place[] }, "line">;

/** Draws a line round the cards between its ends. */
export function LineView({ id, target, sourceX, sourceY, targetX, targetY, data }: EdgeProps<Line>) {
  const card = useContext(GraphFrameContext)?.cards.get(target);
  const isFlowing = card !== undefined && cardLook(card) === "running";
  const path = linePath({ x: sourceX, y: sourceY }, { x: targetX, y: targetY }, data?.passages ?? []);
  return <BaseEdge id={id} path={path} {...(isFlowing && { className: styles.flowing })} />;
}

/** The lines between the cards; those of the critical path are heavier and lie above the others. */
export function linesOf(
  stages: readonly PipelineStage[],
  critical: readonly string[],
  passages: ReadonlyMap<string, readonly Place[]>,
): Line[] {
  const names = new Set(stages.map(({ name }) => name));
  const before = new Map(critical.map((name, index) => [name, critical[index - 1]]));
  return stages.flatMap(({ name, needs }) =>
    needs
      .filter((need) => names.has(need))
      .map((need): Line => {
        const isCritical = before.get(name) === need;
        return {
          id: lineId(need, name),
          type: "line",
          source: need,
          target: name,
          focusable: false,
          data: { passages: passages.get(lineId(need, name)) ?? [] },
          className: classNames(styles.line, isCritical && styles.critical),
          zIndex: isCritical ? 1 : 0,
        };
      }),
  );
}
