import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import type { RunDetail } from "../../../shared/contract/runs.ts";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import type { StageRunId } from "../../../shared/ids.ts";
import { lookOf, titleOf } from "../../../shared/stage-groups.ts";
import { formatDuration } from "../../../shared/time.ts";
import { runAddress } from "../../state/route.ts";
import { classNames } from "../../ui/class-names.ts";
import { PhaseIcon, phaseName } from "../../ui/phase-icon.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { statusWord } from "../../ui/status-word.tsx";
import { type ListEntry, listEntries, passedOf } from "./run-stages.ts";
import { showIndex } from "./show-index.ts";
import styles from "./stage-list.module.css";

const phasePx = 28;
const stagePx = 26;

/** The stages of a run by phase, their variants and earlier attempts below them; each leads to its log. */
export function StageList({ detail, now, selectedId }: { detail: RunDetail; now: number; selectedId: StageRunId | null }) {
  const { run, stages } = detail;
  const scrollerRef = useRef<HTMLElement>(null);
  const entries = useMemo(() => listEntries(stages), [stages]);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scrollerRef.current,
    estimateSize: (index) => (entries[index]?.kind === "phase" ? phasePx : stagePx),
    overscan: 16,
  });
  const selected = entries.findIndex((entry) => "stage" in entry && entry.stage.id === selectedId);
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
          if (entry.kind === "group") {
            const { group, look } = entry;
            return (
              <div key={`group ${group.name}`} className={styles.group} style={style}>
                <StatusIcon status={look} size={14} />
                <span className={styles.name} title={group.name}>
                  {group.name}
                </span>
                <span className={styles.time}>
                  {passedOf(group)}
                  <span className="visually-hidden"> variants passed</span>
                </span>
              </div>
            );
          }
          const { kind, stage, isVariant } = entry;
          const isSelected = stage.id === selectedId;
          return (
            <a
              key={stage.id}
              className={classNames(styles.stage, isSelected && styles.selected)}
              data-depth={(isVariant ? 1 : 0) + (kind === "attempt" ? 1 : 0)}
              style={style}
              title={titleOf(stage)}
              href={runAddress(run.projectId, run.id, stage.id)}
              aria-current={isSelected ? "true" : undefined}
              data-item=""
            >
              <StatusIcon status={lookOf(stage)} size={kind === "attempt" ? 12 : 14} />
              <span className={styles.name}>
                <StageName entry={entry} />
                <span className="visually-hidden">, {statusWord(lookOf(stage))}</span>
              </span>
              <span className={styles.time} data-status={lookOf(stage)}>
                {timeText(stage, now)}
              </span>
            </a>
          );
        })}
      </div>
    </nav>
  );
}

/** A stage is called by its name, a variant below it by its own, an earlier attempt by its number. */
function StageName({ entry: { kind, stage, isVariant } }: { entry: Extract<ListEntry, { kind: "stage" | "attempt" }> }) {
  if (kind === "attempt") {
    return (
      <>
        <span className="visually-hidden">{titleOf(stage)}, </span>try {stage.attempt}
      </>
    );
  }
  if (isVariant) {
    return (
      <>
        <span className="visually-hidden">{stage.name} </span>
        {stage.variant}
      </>
    );
  }
  return (
    <>
      {stage.name} {stage.variant !== "" && <span className={styles.variant}>{stage.variant}</span>}
    </>
  );
}

function timeText({ durationMs, startedAt, finishedAt, reason }: StageRun, now: number): string {
  if (reason === "cache-hit") return "cache";
  if (reason === "kept") return "kept";
  if (durationMs !== null) return formatDuration(durationMs);
  if (startedAt === null || finishedAt !== null) return "";
  return formatDuration(Math.max(0, now - startedAt));
}
