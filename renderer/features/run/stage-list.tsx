import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import type { RunDetail } from "../../../shared/contract/runs.ts";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import type { StageRunId } from "../../../shared/ids.ts";
import { type Phase, phases } from "../../../shared/pipeline/phases.ts";
import { formatDuration } from "../../../shared/time.ts";
import { runAddress } from "../../state/route.ts";
import { classNames } from "../../ui/class-names.ts";
import { PhaseIcon, phaseName } from "../../ui/phase-icon.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { statusWord } from "../../ui/status-word.tsx";
import { showIndex } from "./show-index.ts";
import styles from "./stage-list.module.css";

type Entry = { readonly kind: "phase"; readonly phase: Phase } | { readonly kind: "stage"; readonly stage: StageRun };

const phasePx = 28;
const stagePx = 26;

/** The stages of a run by phase; each leads to its log. */
export function StageList({ detail, now, selectedId }: { detail: RunDetail; now: number; selectedId: StageRunId | null }) {
  const { run, stages } = detail;
  const scrollerRef = useRef<HTMLElement>(null);
  const entries = useMemo(() => entriesOf(stages), [stages]);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scrollerRef.current,
    estimateSize: (index) => (entries[index]?.kind === "phase" ? phasePx : stagePx),
    overscan: 16,
  });
  const selected = entries.findIndex((entry) => entry.kind === "stage" && entry.stage.id === selectedId);
  useEffect(() => {
    if (selected >= 0) showIndex(virtual, selected);
  }, [selected, virtual]);
  return (
    <nav ref={scrollerRef} className={styles.list} aria-label="Stages of this run">
      <div className={styles.space} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const entry = entries[index];
          if (entry === undefined) return null;
          const style = { transform: `translateY(${start}px)` };
          if (entry.kind === "phase") {
            return (
              <h3 key={entry.phase} className={styles.phase} style={style}>
                <PhaseIcon phase={entry.phase} size={12} />
                {phaseName(entry.phase)}
              </h3>
            );
          }
          const { stage } = entry;
          const isSelected = stage.id === selectedId;
          return (
            <a
              key={stage.id}
              className={classNames(styles.stage, isSelected && styles.selected)}
              style={style}
              href={runAddress(run.projectId, run.id, stage.id)}
              aria-current={isSelected ? "true" : undefined}
              data-item=""
            >
              <StatusIcon status={stage.status} size={14} />
              <span className={styles.name}>
                {stage.name} {stage.variant !== "" && <span className={styles.variant}>{stage.variant}</span>}
                <span className="visually-hidden">, {statusWord(stage.status)}</span>
              </span>
              <span className={styles.time} data-status={stage.status}>
                {timeText(stage, now)}
              </span>
            </a>
          );
        })}
      </div>
    </nav>
  );
}

function entriesOf(stages: readonly StageRun[]): Entry[] {
  return phases.flatMap((phase): Entry[] => {
    const inPhase = stages.filter((stage) => stage.phase === phase);
    if (inPhase.length === 0) return [];
    return [{ kind: "phase", phase }, ...inPhase.map((stage): Entry => ({ kind: "stage", stage }))];
  });
}

function timeText({ durationMs, startedAt, finishedAt }: StageRun, now: number): string {
  if (durationMs !== null) return formatDuration(durationMs);
  if (startedAt === null || finishedAt !== null) return "";
  return formatDuration(Math.max(0, now - startedAt));
}
