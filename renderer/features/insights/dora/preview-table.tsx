import type { Dora, DoraDeployment } from "../../../../shared/contract/dora.ts";
import { countOf } from "../../../../shared/counts.ts";
import { keyFigures } from "./dora-figures.ts";
import styles from "./dora-rules.module.css";
import { compareFailures, type Preview } from "./rule-preview.ts";

/** As many are named; of more it is said how many. */
const mostNamed = 6;

/** The numbers before and after, and which deployments make the difference. */
export function RulePreview({
  before,
  failedBefore,
  preview,
}: {
  before: Dora;
  failedBefore: readonly DoraDeployment[];
  preview: Preview | null;
}) {
  const now = keyFigures(before);
  const next = preview === null ? null : keyFigures(preview.dora);
  const { newly, nolonger } = compareFailures(failedBefore, preview?.failed ?? failedBefore);
  return (
    <section aria-label="Preview" aria-live="polite" className={styles.preview}>
      <h3 className={styles.heading}>Preview</h3>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">Now</th>
            <th scope="col">With this rule</th>
          </tr>
        </thead>
        <tbody>
          {now.map((figure, place) => {
            const [was, is] = [textOf(figure), next?.[place] === undefined ? "…" : textOf(next[place])];
            return (
              <tr key={figure.title}>
                <th scope="row">{figure.title}</th>
                <td>{was}</td>
                <td data-other={is === was ? undefined : ""}>{is}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {newly.length + nolonger.length === 0 ? (
        <p className={styles.same}>The same deployments count as failed.</p>
      ) : (
        <div className={styles.lists}>
          <Changed title={`${countOf(newly.length, "deployment")} would count as failed`} deployments={newly} />
          <Changed title={`${countOf(nolonger.length, "deployment")} would not count as failed any more`} deployments={nolonger} />
        </div>
      )}
    </section>
  );
}

function textOf({ value, unit, rows }: ReturnType<typeof keyFigures>[number]): string {
  return `${value}${unit === "" ? "" : ` ${unit}`} (${rows.text})`;
}

function Changed({ title, deployments }: { title: string; deployments: readonly DoraDeployment[] }) {
  if (deployments.length === 0) return null;
  return (
    <div>
      <h4>{title}</h4>
      <ul>
        {deployments.slice(0, mostNamed).map(({ deploymentId, name, failures }) => (
          <li key={deploymentId ?? name}>
            <b>{name}</b> {failures.map(({ text }) => text).join("; ")}
          </li>
        ))}
        {deployments.length > mostNamed && <li>and {deployments.length - mostNamed} more</li>}
      </ul>
    </div>
  );
}
