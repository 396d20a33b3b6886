import type { ServiceLog } from "../../../../shared/contract/services.ts";
import { formatBytes, formatDuration } from "../../../../shared/time.ts";
import { changeQuery } from "../../../state/route.ts";
import { Age } from "../../../ui/age.tsx";
import styles from "./page-table.module.css";

/** The files of a service's log, the newest first. */
export function LogFiles({ logs, now }: { logs: readonly ServiceLog[]; now: number }) {
  if (logs.length === 0) return <p className={styles.none}>It was never started, so there is no log yet.</p>;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Begun</th>
          <th scope="col">Covers</th>
          <th scope="col" className={styles.number}>
            Size
          </th>
          <th scope="col">
            <span className="visually-hidden">What to do</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {logs.map(({ id, startedAt, finishedAt, bytes }, index) => (
          <tr key={id}>
            <td>
              <Age at={startedAt} now={now} />
            </td>
            <td>{finishedAt === null ? "grows" : formatDuration(Math.max(0, finishedAt - startedAt))}</td>
            <td className={styles.number}>{formatBytes(bytes)}</td>
            <td className={styles.end}>
              <button
                type="button"
                className={styles.link}
                data-item=""
                onClick={() => changeQuery({ tab: "", line: "", log: index === 0 ? "" : id })}
              >
                Read it<span className="visually-hidden">, file {id}</span>
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
