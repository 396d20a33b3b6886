import { GitBranch, Pin } from "lucide-react";
import { type CSSProperties, memo } from "react";
import { useStore } from "zustand";
import type { Run, StatusCount } from "../../../shared/contract/schemas.ts";
import { changeWords, isTreeUnknown } from "../../../shared/run-tree.ts";
import { currentStages } from "../../../shared/stage-groups.ts";
import { isTerminal } from "../../../shared/status.ts";
import { formatDuration } from "../../../shared/time.ts";
import { triggerNames, triggerPhrase } from "../../../shared/trigger-words.ts";
import { pinRun } from "../../actions/run-actions.ts";
import { liveRunsStore, stagesOfRun } from "../../state/live-runs.ts";
import { runAddress } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { StatusWord } from "../../ui/status-word.tsx";
import { triggerIcons } from "../../ui/trigger-icons.ts";
import styles from "./run-row.module.css";
import { countOf, stripParts } from "./stage-strips.ts";

/** One run of the list. */
export const RunRow = memo(function RunRow({
  run,
  strip,
  now,
  style,
  isFresh,
}: {
  run: Run;
  /** How its stages ended; absent until it is known. */
  strip: readonly StatusCount[] | undefined;
  now: number;
  style: CSSProperties;
  isFresh: boolean;
}) {
  const Trigger = triggerIcons[run.trigger];
  return (
    <tr className={styles.row} style={style} data-fresh={isFresh ? "" : undefined}>
      <td className={styles.status}>
        <StatusIcon status={run.status} size={16} />
        <StatusWord status={run.status} />
      </td>
      <td className={styles.number}>{run.number}</td>
      <td className={styles.what}>
        <a className={styles.link} href={runAddress(run.projectId, run.id)} data-item="" data-run-id={run.id}>
          <span className="visually-hidden">Run {run.number}: </span>
          {run.subject ?? selectionText(run)}
        </a>
        {run.subject !== null && run.selection.length > 0 && <span className={styles.selection}>{selectionText(run)}</span>}
        <button
          type="button"
          className={styles.pin}
          aria-pressed={run.pinned}
          aria-label={`Pin run ${run.number}`}
          title={run.pinned ? "Pinned: stays with its logs and artifacts (P)" : "Pin: keep it with its logs and artifacts (P)"}
          data-pin=""
          onClick={() => void pinRun(run, !run.pinned)}
        >
          <Pin size={14} strokeWidth={2} fill={run.pinned ? "currentColor" : "none"} aria-hidden="true" />
        </button>
      </td>
      <td data-detail="" className={styles.branch} title={run.branch ?? ""}>
        {run.branch !== null && (
          <>
            <GitBranch size={14} strokeWidth={2} aria-hidden="true" className={styles.icon} />
            <span className={styles.ellipsis}>{run.branch}</span>
          </>
        )}
      </td>
      <td data-detail="" className={styles.commit} title={run.dirty ? changeWords(run) : ""}>
        {run.commit?.slice(0, 7)}
        {run.dirty && (
          <span className={styles.dirty}>
            {isTreeUnknown(run) ? "?" : "+"}
            <span className="visually-hidden"> {changeWords(run)}</span>
          </span>
        )}
      </td>
      <td data-detail="" className={styles.trigger} title={triggerPhrase(run).replace(/^./, (letter) => letter.toUpperCase())}>
        <Trigger size={14} strokeWidth={2} aria-hidden="true" className={styles.icon} />
        {triggerNames[run.trigger]}
      </td>
      <td data-detail="">
        <Strip run={run} finished={strip} />
      </td>
      <td className={styles.duration}>{durationText(run, now)}</td>
      <td className={styles.age}>
        <Age at={run.createdAt} now={now} />
      </td>
    </tr>
  );
});

function Strip({ run, finished }: { run: Run; finished: readonly StatusCount[] | undefined }) {
  const live = useStore(liveRunsStore, (state) => stagesOfRun(state, run.id));
  const strip = live.length > 0 ? currentStages(live).map(({ status, mayFail }) => ({ status, mayFail, count: 1 })) : finished;
  if (strip === undefined) return <span className={styles.strip} data-unknown="" />;
  const label = `${countOf(strip, "passed")} of ${countOf(strip)} stages passed`;
  return (
    <span className={styles.strip} role="img" aria-label={label} title={label}>
      {stripParts(strip).map(({ look, share }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces have no name, and their order is the plan's
        <i key={index} data-status={look} style={{ flexGrow: share * 100 }} />
      ))}
    </span>
  );
}

function selectionText({ selection, only, trigger, triggerDetail }: Run): string {
  if (trigger === "deploy" && triggerDetail !== null) return triggerDetail;
  if (selection.length === 0) return "The whole pipeline";
  const names = selection.length > 2 ? `${selection.slice(0, 2).join(", ")} and ${selection.length - 2} more` : selection.join(", ");
  return only ? `only ${names}` : names;
}

function durationText({ durationMs, startedAt, status }: Run, now: number): string {
  if (durationMs !== null) return formatDuration(durationMs);
  if (startedAt === null || isTerminal(status)) return "";
  return formatDuration(Math.max(0, now - startedAt));
}
