import type { FingerprintDifference } from "../../../shared/contract/fingerprint.ts";
import styles from "./difference-table.module.css";
import { describeDifference } from "./environment-words.ts";

/** What of the environment is not as it was: then, and in this run. */
export function DifferenceTable({ differences }: { differences: readonly FingerprintDifference[] }) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th>What</th>
          <th>Kind</th>
          <th>Then</th>
          <th>This run</th>
        </tr>
      </thead>
      <tbody>
        {differences.map((difference) => {
          const { name, kind, before, after } = describeDifference(difference);
          return (
            <tr key={`${difference.kind} ${difference.name}`}>
              <th scope="row" className={styles.name}>
                {name}
              </th>
              <td className={styles.kind}>{kind}</td>
              <td>
                <code>{before}</code>
              </td>
              <td>
                <code className={styles.after}>{after}</code>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
