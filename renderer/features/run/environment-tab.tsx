import { Copy, Fingerprint as FingerprintIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { Fingerprint, FingerprintDifference, RunEnvironment } from "../../../shared/contract/fingerprint.ts";
import type { Run } from "../../../shared/contract/schemas.ts";
import { countOf } from "../../../shared/counts.ts";
import type { RunId } from "../../../shared/ids.ts";
import { formatBytes } from "../../../shared/time.ts";
import { copyText } from "../../actions/editor-actions.ts";
import { saveTable } from "../../actions/save-table.ts";
import { call } from "../../link/call.ts";
import { runAddress } from "../../state/route.ts";
import { IconButton } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { DifferenceTable } from "./difference-table.tsx";
import styles from "./environment-tab.module.css";
import { environmentTable } from "./environment-table.ts";
import { changedNames, systemFacts } from "./environment-words.ts";
import { UnreadTab } from "./unread-tab.tsx";
import { useRunAnswer } from "./use-run-answer.ts";

function askEnvironment(runId: RunId) {
  return call((engine) => engine.runs.fingerprint({ runId }));
}

/** What a run ran on beside its files, and how that differs from the last run that passed. */
export function EnvironmentTab({ run, finishedStages, isOver }: { run: Run; finishedStages: number; isOver: boolean }) {
  const { value, failure } = useRunAnswer(run.id, finishedStages, askEnvironment);
  if (value === null) return <UnreadTab label="Reading the environment" failure={failure} />;
  if (value.fingerprint === null) {
    return (
      <EmptyState
        drawing={<FingerprintIcon size={40} strokeWidth={1.25} aria-hidden="true" />}
        title={isOver ? "The environment of this run is not known" : "Nothing noted so far"}
      >
        {isOver
          ? "It is older than this record, or ended before its programs could be asked for their versions."
          : "The versions of programs, the lock files, the names of variables and the system are noted while the first stages run."}
      </EmptyState>
    );
  }
  return <KnownEnvironment environment={value} fingerprint={value.fingerprint} run={run} />;
}

function KnownEnvironment({ environment, fingerprint, run }: { environment: RunEnvironment; fingerprint: Fingerprint; run: Run }) {
  const { comparedWith, differences } = environment;
  const { tools, lockFiles, variables, system } = fingerprint;
  return (
    <ScrollArea label="Environment" className={styles.area}>
      <div className={styles.save}>
        <ExportMenu
          what="the environment"
          size="small"
          onSave={(format) => void saveTable(format, environmentTable(run.number, fingerprint))}
        />
      </div>
      <Differences differences={differences} comparedWith={comparedWith} run={run} />
      <Part title="Programs" count={tools.length} empty="No program of the stages was found on the PATH.">
        <Tools tools={tools} changed={changedNames(differences, "tool")} />
      </Part>
      <Part title="Lock files" count={lockFiles.length} empty="The project has none that Millrace knows.">
        <LockFiles lockFiles={lockFiles} changed={changedNames(differences, "lock-file")} />
      </Part>
      <Part title="System">
        <dl className={styles.facts}>
          {systemFacts(system).map(({ name, word, value }) => (
            <div key={name} data-changed={changedNames(differences, "system").has(name) || undefined}>
              <dt>{word}</dt>
              <dd>{value === "" ? "not known" : value}</dd>
            </div>
          ))}
        </dl>
      </Part>
      <Part title="Variables" count={variables.length} note="Names only: values are never kept." empty="Stages inherited none.">
        <ul className={styles.variables}>
          {variables.map((name) => (
            <li key={name} data-changed={changedNames(differences, "variable").has(name) || undefined}>
              <code>{name}</code>
            </li>
          ))}
        </ul>
      </Part>
    </ScrollArea>
  );
}

function Differences({
  differences,
  comparedWith,
  run,
}: {
  differences: readonly FingerprintDifference[];
  comparedWith: Run | null;
  run: Run;
}) {
  if (comparedWith === null) {
    return (
      <p className={styles.verdict}>No earlier run {onBranch(run)} passed with a known environment, so there is nothing to compare.</p>
    );
  }
  const before = <a href={runAddress(comparedWith.projectId, comparedWith.id)}>run {comparedWith.number}</a>;
  if (differences.length === 0)
    return (
      <p className={styles.verdict}>
        Everything is as it was for {before}, the last {onBranch(run)} that passed.
      </p>
    );
  return (
    <section className={styles.part} aria-labelledby="environment-differences">
      <h2 className={styles.title} id="environment-differences">
        {countOf(differences.length, "difference")} from {before}, the last that passed
      </h2>
      <DifferenceTable differences={differences} />
    </section>
  );
}

function onBranch({ branch }: Run): string {
  return branch === null ? "without a branch" : `on ${branch}`;
}

function Part({ title, count, note, empty, children }: PartProps) {
  const id = `environment-${title.toLowerCase().replaceAll(" ", "-")}`;
  return (
    <section className={styles.part} aria-labelledby={id}>
      <h2 className={styles.title} id={id}>
        {title} {count !== undefined && <span className={styles.count}>{count}</span>}
        {note !== undefined && <span className={styles.aside}>{note}</span>}
      </h2>
      {count === 0 ? <p className={styles.aside}>{empty}</p> : children}
    </section>
  );
}

interface PartProps {
  title: string;
  count?: number;
  note?: string;
  empty?: string;
  children: ReactNode;
}

function Tools({ tools, changed }: { tools: Fingerprint["tools"]; changed: ReadonlySet<string> }) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th>Program</th>
          <th>Version</th>
          <th>Where</th>
        </tr>
      </thead>
      <tbody>
        {tools.map(({ name, version, path }) => (
          <tr key={name} data-changed={changed.has(name) || undefined}>
            <td className={styles.name}>{name}</td>
            <td>{version === null ? <span className={styles.aside}>did not say</span> : <code>{version}</code>}</td>
            <td className={styles.path}>{path}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function LockFiles({ lockFiles, changed }: { lockFiles: Fingerprint["lockFiles"]; changed: ReadonlySet<string> }) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th>File</th>
          <th>SHA-256</th>
          <th className={styles.number}>Size</th>
          <th>
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {lockFiles.map(({ path, sha256, bytes }) => (
          <tr key={path} data-changed={changed.has(path) || undefined}>
            <td className={styles.name}>{path}</td>
            <td>
              <code title={sha256}>
                {sha256.slice(0, 12)}…{sha256.slice(-4)}
              </code>
            </td>
            <td className={styles.number}>{formatBytes(bytes)}</td>
            <td className={styles.actions}>
              <IconButton size="small" label={`Copy the SHA-256 of ${path}`} onClick={() => void copyText(sha256, "the SHA-256")}>
                <Copy size={14} strokeWidth={2} aria-hidden="true" />
              </IconButton>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
