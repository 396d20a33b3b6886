import { useState } from "react";
import type { RunComparison } from "../../../../shared/contract/health.ts";
import { runOf } from "../../../../shared/ids.ts";
import { type Status, statuses } from "../../../../shared/status.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { saveTable } from "../../../actions/save-table.ts";
import { runAddress } from "../../../state/route.ts";
import { Button } from "../../../ui/button.tsx";
import { ExportMenu } from "../../../ui/export-menu.tsx";
import { Part } from "../../../ui/part.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { statusWord } from "../../../ui/status-word.tsx";
import styles from "./compare-tab.module.css";
import { pairsTable } from "./pairs-table.ts";

type Pair = RunComparison["stages"][number];

/** What a person looks through; the ones that differ stand first. */
const shownAtFirst = 50;

/** The stages of both runs beside each other, those that newly fail first. */
export function StagePairs({ comparison: { run, against }, stages }: { comparison: RunComparison; stages: readonly Pair[] }) {
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? stages : stages.slice(0, shownAtFirst);
  const longest = Math.max(1, ...stages.flatMap(({ before, after }) => [before?.durationMs ?? 0, after?.durationMs ?? 0]));
  return (
    <Part
      title="Stages of both"
      level={2}
      aside={stages.length}
      actions={
        stages.length > 0 && (
          <ExportMenu what="the stages of both" size="small" onSave={(format) => void saveTable(format, pairsTable(stages))} />
        )
      }
    >
      <table className={styles.table}>
        <thead>
          <tr>
            <th>Stage</th>
            <th>Run {against?.number}</th>
            <th>Run {run.number}</th>
            <th>Difference</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((pair) => (
            <PairRow key={`${pair.name} ${pair.variant}`} run={run} pair={pair} longest={longest} />
          ))}
        </tbody>
      </table>
      {stages.length > shownAtFirst && (
        <Button kind="quiet" size="small" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? `First ${shownAtFirst}` : `All ${stages.length} stages`}
        </Button>
      )}
    </Part>
  );
}

function PairRow({ run, pair, longest }: { run: RunComparison["run"]; pair: Pair; longest: number }) {
  const { name, variant, before, after, isUnusual, stageRunId } = pair;
  const title = variant === "" ? name : `${name} ${variant}`;
  return (
    <tr>
      <th scope="row">{stageRunId === null ? title : <a href={runAddress(run.projectId, runOf(stageRunId), stageRunId)}>{title}</a>}</th>
      <td>
        <Side side={before} longest={longest} />
      </td>
      <td>
        <Side side={after} longest={longest} />
      </td>
      <td className={styles.difference} data-unusual={isUnusual === true || undefined}>
        {differenceWords(pair)}
        {isUnusual === true && <span className="visually-hidden">, more than usual</span>}
      </td>
    </tr>
  );
}

function Side({ side, longest }: { side: Pair["before"]; longest: number }) {
  if (side === null) return <span className={styles.none}>not there</span>;
  const status = statuses.find((known) => known === side.status) as Status;
  return (
    <span className={styles.side}>
      <StatusIcon status={status} size={14} />
      <span className="visually-hidden">{statusWord(status)}</span>
      <span className={styles.track} aria-hidden="true">
        <i data-status={status} style={{ width: `${((side.durationMs ?? 0) / longest) * 100}%` }} />
      </span>
      <span className={styles.time}>{side.durationMs === null ? "–" : formatDuration(side.durationMs)}</span>
    </span>
  );
}

/** `newly fails`, `+12.0 s`, or nothing where both ended alike in about the same time. */
function differenceWords({ before, after }: Pair): string {
  const isBroken = (side: Pair["before"]) => side !== null && ["failed", "errored", "interrupted"].includes(side.status);
  if (before === null) return "new";
  if (after === null) return "gone";
  if (isBroken(after) && !isBroken(before)) return "newly fails";
  if (isBroken(before) && after.status === "passed") return "mended";
  if (before.status !== after.status) return "ended otherwise";
  if (before.durationMs === null || after.durationMs === null) return "";
  const byMs = after.durationMs - before.durationMs;
  return `${byMs < 0 ? "−" : "+"}${formatDuration(Math.abs(byMs))}`;
}
