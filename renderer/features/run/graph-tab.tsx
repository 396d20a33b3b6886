import { useEffect, useMemo, useRef, useState } from "react";
import type { RunDetail } from "../../../shared/contract/runs.ts";
import { findCriticalPath } from "../../../shared/critical-path.ts";
import type { StageRunId } from "../../../shared/ids.ts";
import { formatDuration } from "../../../shared/time.ts";
import { runAddress } from "../../state/route.ts";
import { classNames } from "../../ui/class-names.ts";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { statusWord } from "../../ui/status-word.tsx";
import styles from "./graph-tab.module.css";
import { edgePath, layOutGraph, nodeHeightPx, nodeWidthPx } from "./run-graph.ts";
import { graphStages } from "./run-stages.ts";

interface GraphTabProps {
  detail: RunDetail;
  now: number;
  selectedId: StageRunId | null;
}

// Around what is in sight, so that a turn of the wheel finds stages that are drawn already.
const aheadPx = 400;
// More lines than these are a tangle, which must not drown the critical path.
const manyEdges = 300;

/** The stages of a run by their needs, the critical path heavier. A stage leads to its log. */
export function GraphTab({ detail, now, selectedId }: GraphTabProps) {
  const { run } = detail;
  const stages = useMemo(() => graphStages(detail.stages), [detail.stages]);
  const scrollerRef = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ left: 0, top: 0, right: 2_000, bottom: 2_000 });
  const shape = stages.map(({ id, name, needs }) => `${id} ${name} ${needs.join(" ")}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the shape decides where stages stand, not how they are
  const { nodes, edges, widthPx, heightPx } = useMemo(() => layOutGraph(stages), [shape]);
  const critical = useMemo(
    () => (findCriticalPath(stages, run.finishedAt ?? now)?.stages ?? []).map(({ id }) => id),
    [stages, run.finishedAt, now],
  );
  const isLink = (from: StageRunId, to: StageRunId) => critical.indexOf(to) > 0 && critical[critical.indexOf(to) - 1] === from;
  const read = () => {
    const scroller = scrollerRef.current;
    if (scroller === null) return;
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = scroller;
    setSight({
      left: scrollLeft - aheadPx,
      top: scrollTop - aheadPx,
      right: scrollLeft + clientWidth + aheadPx,
      bottom: scrollTop + clientHeight + aheadPx,
    });
  };
  const selected = nodes.findIndex(({ stage }) => stage.id === selectedId);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the graph opens at the stage that is chosen, and stays where it is moved
  useEffect(() => {
    const node = nodes[selected];
    const scroller = scrollerRef.current;
    if (node !== undefined && scroller !== null) {
      scroller.scrollLeft = node.x + nodeWidthPx / 2 - scroller.clientWidth / 2;
      scroller.scrollTop = node.y + nodeHeightPx / 2 - scroller.clientHeight / 2;
    }
    read();
  }, [selected]);

  const isNear = ({ x, y }: { x: number; y: number }) =>
    x + nodeWidthPx > sight.left && x < sight.right && y + nodeHeightPx > sight.top && y < sight.bottom;
  const drawn = edges.flatMap((edge) => {
    const [from, to] = [nodes[edge.from], nodes[edge.to]];
    return from !== undefined && to !== undefined && (isNear(from) || isNear(to)) ? [{ from, to, lanes: edge.lanes }] : [];
  });
  return (
    <ScrollArea ref={scrollerRef} label="Stages by their needs" className={styles.area} onScroll={read}>
      <div className={styles.sheet} style={{ width: widthPx, height: heightPx }}>
        <svg width={widthPx} height={heightPx} className={styles.edges} aria-hidden="true">
          <path
            d={drawn.map(({ from, to, lanes }) => edgePath(from, to, lanes)).join("")}
            className={styles.edge}
            data-dense={drawn.length > manyEdges ? "" : undefined}
          />
          <path
            d={drawn.flatMap(({ from, to, lanes }) => (isLink(from.stage.id, to.stage.id) ? [edgePath(from, to, lanes)] : [])).join("")}
            className={styles.critical}
          />
        </svg>
        {nodes.map(({ stage: { id }, x, y }, index) => {
          const stage = stages[index];
          if (stage === undefined || !isNear({ x, y })) return null;
          return (
            <a
              key={id}
              className={classNames(styles.node, critical.includes(id) && styles.onPath)}
              data-status={stage.look}
              style={{ transform: `translate(${x}px, ${y}px)`, width: nodeWidthPx, height: nodeHeightPx }}
              href={runAddress(run.projectId, run.id, id)}
              aria-current={id === selectedId ? "true" : undefined}
            >
              <StatusIcon status={stage.look} size={14} />
              <span className={styles.name} title={stage.variant === "" ? stage.name : `${stage.name} ${stage.variant}`}>
                {stage.name} {stage.variant !== "" && <span className={styles.variant}>{stage.variant}</span>}
                {stage.attempt > 1 && <span className={styles.variant}> try {stage.attempt}</span>}
                <span className="visually-hidden">, {statusWord(stage.look)}</span>
              </span>
              <span className={styles.time}>{stage.durationMs === null ? "" : formatDuration(stage.durationMs)}</span>
            </a>
          );
        })}
      </div>
    </ScrollArea>
  );
}
