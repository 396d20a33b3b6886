import type { ServiceStart } from "../../../../shared/contract/services.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { Age } from "../../../ui/age.tsx";
import { Prose } from "../../../ui/prose.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { exitText } from "../service-words.ts";
import styles from "./page-table.module.css";

/** When a service was started, why, and how that ended; the newest first. */
export function StartsTable({ starts, now }: { starts: readonly ServiceStart[]; now: number }) {
  if (starts.length === 0) return <p className={styles.none}>It was never started.</p>;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Started</th>
          <th scope="col">Why</th>
          <th scope="col">Ready</th>
          <th scope="col">Ran</th>
          <th scope="col">Ended</th>
        </tr>
      </thead>
      <tbody>
        {starts.map((start) => {
          const { startedAt, readyAt, finishedAt, cause } = start;
          const look = lookOf(start);
          return (
            <tr key={startedAt}>
              <td>
                <span className={styles.state}>
                  <StatusIcon status={look} size={14} />
                  <Age at={startedAt} now={now} />
                </span>
              </td>
              <td className={styles.text}>
                <Prose text={cause} />
              </td>
              <td>{readyAt === null ? "never" : `after ${formatDuration(Math.max(0, readyAt - startedAt))}`}</td>
              <td>{formatDuration(Math.max(0, (finishedAt ?? now) - startedAt))}</td>
              <td>{finishedAt === null ? "runs" : exitText(start)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function lookOf({ finishedAt, exitCode, readyAt }: ServiceStart) {
  if (finishedAt === null) return readyAt === null ? "running" : "passed";
  return exitCode === 0 ? "canceled" : "failed";
}
