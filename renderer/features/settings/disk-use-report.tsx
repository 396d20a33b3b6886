import { useState } from "react";
import type { DiskUse, Freed } from "../../../shared/contract/app.ts";
import { countOf, withThousands } from "../../../shared/counts.ts";
import { formatBytes } from "../../../shared/time.ts";
import { saveTable } from "../../actions/save-table.ts";
import { call } from "../../link/call.ts";
import { showFailure, showToast } from "../../state/toasts.ts";
import { Button } from "../../ui/button.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import styles from "./disk-use-report.module.css";
import { diskUseTable } from "./disk-use-table.ts";
import { settingEntries } from "./setting-entries.ts";
import settingStyles from "./settings.module.css";
import type { DiskUseAnswer } from "./use-disk-use.ts";

/** What runs take on the disk, by kind and project, and what a clean-up would free by the limits as they stand. */
export function DiskUseReport({ use, failure, read }: DiskUseAnswer) {
  const [isCleaning, setCleaning] = useState(false);
  async function clean(): Promise<void> {
    setCleaning(true);
    const answer = await call((engine) => engine.app.cleanUp());
    setCleaning(false);
    if (answer.ok) showToast({ message: `Freed ${freedWords(answer.value)}.` });
    else showFailure(answer.failure);
    void read();
  }
  return (
    <div className={styles.report}>
      <div className={styles.head}>
        <div className={settingStyles.words}>
          <div className={settingStyles.label}>{settingEntries.diskUse.label}</div>
          <p className={settingStyles.explanation}>{settingEntries.diskUse.explanation}</p>
        </div>
        <div className={styles.actions}>
          <Button disabled={use === null || isCleaning} onClick={() => void clean()}>
            {isCleaning ? "Cleaning up" : "Clean up now"}
          </Button>
          {use !== null && <ExportMenu what="the storage" onSave={(format) => void saveTable(format, diskUseTable(use))} />}
        </div>
      </div>
      {failure !== null && <p className={settingStyles.failure}>{failure.message}</p>}
      {use === null ? (
        <Loading label="Adding up what is on the disk">
          <Skeleton height="120px" />
        </Loading>
      ) : (
        <Kinds use={use} />
      )}
      {use !== null && use.projects.length > 0 && <Projects use={use} />}
    </div>
  );
}

interface Kind {
  readonly name: string;
  readonly color: "artifacts" | "logs" | "history" | "cache" | "checkouts" | "releases" | "services";
  readonly bytes: number;
  readonly freed: number;
}

function kindsOf({
  projects,
  wouldFree,
  databaseBytes,
  cacheBytes,
  checkoutBytes,
  releaseBytes,
  serviceLogBytes,
}: DiskUse): readonly Kind[] {
  const sum = (of: "logBytes" | "artifactBytes") => projects.reduce((total, project) => total + project[of], 0);
  return [
    { name: "Artifacts", color: "artifacts", bytes: sum("artifactBytes"), freed: wouldFree.artifactBytes },
    { name: "Logs", color: "logs", bytes: sum("logBytes"), freed: wouldFree.logBytes },
    { name: "History", color: "history", bytes: databaseBytes, freed: 0 },
    { name: "Cache", color: "cache", bytes: cacheBytes, freed: 0 },
    { name: "Checkouts", color: "checkouts", bytes: checkoutBytes, freed: 0 },
    { name: "Releases", color: "releases", bytes: releaseBytes, freed: 0 },
    { name: "Services", color: "services", bytes: serviceLogBytes, freed: 0 },
  ];
}

/** One bar for each kind, as long as its share of the largest; what would go is hatched. */
function Kinds({ use }: { use: DiskUse }) {
  const kinds = kindsOf(use);
  const most = Math.max(1, ...kinds.map(({ bytes }) => bytes));
  return (
    <>
      <dl className={styles.kinds} data-freed={kinds.some(({ freed }) => freed > 0) ? "" : undefined}>
        {kinds.map(({ name, color, bytes, freed }) => (
          <div key={name} className={styles.kind}>
            <dt>{name}</dt>
            <dd className={styles.bar} data-kind={color} aria-hidden="true">
              <i style={{ width: `${((bytes - freed) / most) * 100}%` }} />
              <i data-freed="" style={{ width: `${(freed / most) * 100}%` }} />
            </dd>
            <dd className={styles.bytes}>{formatBytes(bytes)}</dd>
            <dd className={styles.freed}>{freed > 0 && `${formatBytes(freed)} would go`}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.sentence} role="status">
        {outlook(use)}
      </p>
    </>
  );
}

function outlook({ wouldFree, uncountedRuns }: DiskUse): string {
  if (uncountedRuns > 0)
    return `Adding up: ${withThousands(uncountedRuns)} ${uncountedRuns === 1 ? "run is" : "runs are"} still to be looked at.`;
  const { artifactBytes, logBytes, runs } = wouldFree;
  if (artifactBytes + logBytes + runs === 0) return "Everything is within the limits: a clean-up would free nothing.";
  return `A clean-up would free ${freedWords(wouldFree)}.`;
}

function Projects({ use }: { use: DiskUse }) {
  return (
    <details className={styles.projects}>
      <summary>By project</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Project</th>
            <th scope="col">Runs</th>
            <th scope="col">Logs</th>
            <th scope="col">Artifacts</th>
          </tr>
        </thead>
        <tbody>
          {use.projects.map(({ projectId, name, runs, logBytes, artifactBytes }) => (
            <tr key={projectId}>
              <th scope="row">{name}</th>
              <td>{withThousands(runs)}</td>
              <td>{formatBytes(logBytes)}</td>
              <td>{formatBytes(artifactBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function freedWords({ artifactBytes, logBytes, runs }: Freed): string {
  if (artifactBytes + logBytes + runs === 0) return "nothing";
  const bytes = formatBytes(artifactBytes + logBytes);
  return runs === 0 ? bytes : `${bytes} and ${countOf(runs, "run")}`;
}
