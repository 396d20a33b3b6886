import type { Dora, DoraDeployment } from "../../../../shared/contract/dora.ts";
import { countOf } from "../../../../shared/counts.ts";
import { saveTable } from "../../../actions/save-table.ts";
import { ExportMenu } from "../../../ui/export-menu.tsx";
import { keyFigures } from "./dora-figures.ts";
import styles from "./dora-rules.module.css";
import { type PreviewRow, previewTable } from "./dora-table.ts";
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
  const next = preview === null ? null : keyFigures(preview.dora);
  const rows = keyFigures(before).map((figure, place): PreviewRow => {
    const withRule = next?.[place];
    return { figure: figure.title, now: textOf(figure), withRule: withRule === undefined ? null : textOf(withRule) };
  });
  const { newly, nolonger } = compareFailures(failedBefore, preview?.failed ?? failedBefore);
  return (
    <section aria-label="Preview" aria-live="polite" className={styles.preview}>
      <div className={styles.head}>
        <h3 className={styles.heading}>Preview</h3>
        <ExportMenu what="the preview" size="small" onSave={(format) => void saveTable(format, previewTable(rows))} />
      </div>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">Now</th>
            <th scope="col">With this rule</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ figure, now, withRule }) => (
            <tr key={figure}>
              <th scope="row">{figure}</th>
              <td>{now}</td>
              <td data-other={withRule === null || withRule === now ? undefined : ""}>{withRule ?? "…"}</td>
            </tr>
          ))}
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
