import { ArrowRightLeft } from "lucide-react";
import { useStore } from "zustand";
import type { RunComparison, RunDifference } from "../../../../shared/contract/health.ts";
import type { Run } from "../../../../shared/contract/schemas.ts";
import { idPatterns, type RunId } from "../../../../shared/ids.ts";
import { openInEditor } from "../../../actions/editor-actions.ts";
import { type SavedTable, saveTable } from "../../../actions/save-table.ts";
import { nowStore } from "../../../state/now.ts";
import { changeQuery, passportAddress, routeStore, runAddress } from "../../../state/route.ts";
import { Banner } from "../../../ui/banner.tsx";
import { CommitLines } from "../../../ui/commit-lines.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ExportMenu } from "../../../ui/export-menu.tsx";
import { Part } from "../../../ui/part.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import { Select } from "../../../ui/select.tsx";
import { statusWord } from "../../../ui/status-word.tsx";
import { DifferenceTable } from "../difference-table.tsx";
import { differencesTable } from "../differences-table.ts";
import { UnreadTab } from "../unread-tab.tsx";
import styles from "./compare-tab.module.css";
import { differenceAddress } from "./difference-address.ts";
import { explanationsTable } from "./explanations-table.ts";
import { StagePairs } from "./stage-pairs.tsx";
import { useComparison, useOtherRuns } from "./use-comparison.ts";

/** Why a run is different from the last one that passed, or from another one: the likeliest explanation first. */
export function CompareTab({ run, finishedStages }: { run: Run; finishedStages: number }) {
  const wanted = useStore(routeStore, ({ route }) => (route.kind === "run" ? route.query.against : undefined));
  const against = wanted !== undefined && idPatterns.run.test(wanted) ? (wanted as RunId) : null;
  const { comparison, failure } = useComparison(run.id, against, finishedStages);
  if (comparison === null) return <UnreadTab label="Comparing the runs" failure={failure} />;
  return (
    <ScrollArea label="Comparison" className={styles.area}>
      <Head run={run} comparison={comparison} isChosen={against !== null} />
      {failure !== null && (
        <Banner kind="problem">
          {failure.message} {failure.hint}
        </Banner>
      )}
      {comparison.against === null ? (
        <EmptyState
          drawing={<ArrowRightLeft size={40} strokeWidth={1.25} aria-hidden="true" />}
          title="There is nothing to compare with yet"
        >
          {comparison.notes.join(" ")}
        </EmptyState>
      ) : (
        <Compared comparison={comparison} />
      )}
    </ScrollArea>
  );
}

function Head({ run, comparison, isChosen }: { run: Run; comparison: RunComparison; isChosen: boolean }) {
  const others = useOtherRuns(run);
  const { against } = comparison;
  const listed = against !== null && !others.some(({ id }) => id === against.id) ? [against, ...others] : others;
  return (
    <div className={styles.head}>
      <span className={styles.words}>Run {run.number} against</span>
      <Select
        label="Compare with"
        value={isChosen && against !== null ? against.id : ""}
        options={[
          { value: "", label: lastGreenWords(isChosen ? null : against) },
          ...listed.map((other) => ({ value: other.id as string, label: runWords(other) })),
        ]}
        onChange={(id) => changeQuery({ against: id })}
      />
      {against !== null && (
        <a className={styles.link} href={runAddress(against.projectId, against.id)}>
          Open run {against.number}
        </a>
      )}
    </div>
  );
}

function lastGreenWords(against: Run | null): string {
  return against === null ? "The last that passed" : `The last that passed: run ${against.number}`;
}

function runWords({ number, status, branch }: Run): string {
  return `Run ${number}, ${statusWord(status).toLowerCase()}${branch === null ? "" : `, ${branch}`}`;
}

/** So much below it explains nothing by itself. */
const leastToStandOut = 0.5;

function Compared({ comparison }: { comparison: RunComparison }) {
  const now = useStore(nowStore, (state) => state.now);
  const { run, differences, stages, commits, files, environment, notes } = comparison;
  const telling = differences.filter(({ weight }) => weight >= leastToStandOut);
  const rest = differences.filter(({ weight }) => weight < leastToStandOut);
  return (
    <>
      {notes.map((note) => (
        <Banner key={note} kind="note">
          {note}
        </Banner>
      ))}
      <Part
        title="Why it is different"
        level={2}
        actions={<Save what="the differences" isEmpty={differences.length === 0} table={() => explanationsTable(differences)} />}
      >
        {differences.length === 0 && <p className={styles.none}>Nothing that is known differs.</p>}
        {telling.length > 0 && (
          <ol className={styles.explanations}>
            {telling.map((difference) => (
              <Explanation key={keyOf(difference)} run={run} difference={difference} />
            ))}
          </ol>
        )}
        {rest.length > 0 && (
          <details className={styles.rest} open={telling.length === 0}>
            <summary>{telling.length === 0 ? "What differs, if little" : `${rest.length} more that explain less`}</summary>
            <ol className={styles.explanations}>
              {rest.map((difference) => (
                <Explanation key={keyOf(difference)} run={run} difference={difference} />
              ))}
            </ol>
          </details>
        )}
      </Part>
      <StagePairs comparison={comparison} stages={stages} />
      <Part title="Commits" level={2} aside={commits.length}>
        {commits.length === 0 ? (
          <p className={styles.none}>No commit lies between them.</p>
        ) : (
          <CommitLines
            label="Commits between the runs"
            commits={commits}
            now={now}
            address={(commit) => passportAddress(run.projectId, commit)}
          />
        )}
      </Part>
      <Part title="Files" level={2} aside={files.length}>
        {files.length === 0 ? (
          <p className={styles.none}>Both ran on the same files, as far as git tells.</p>
        ) : (
          <Files run={run} files={files} />
        )}
      </Part>
      <Part
        title="Environment of both"
        level={2}
        aside={environment.length}
        actions={<Save what="the environment of both" isEmpty={environment.length === 0} table={() => differencesTable(environment)} />}
      >
        {environment.length === 0 ? (
          <p className={styles.none}>No program, lock file, variable or fact of the system differs.</p>
        ) : (
          <DifferenceTable differences={environment} />
        )}
      </Part>
    </>
  );
}

interface SaveProps<Row> {
  what: string;
  isEmpty: boolean;
  table: () => SavedTable<Row>;
}

function Save<Row>({ what, isEmpty, table }: SaveProps<Row>) {
  return isEmpty ? null : <ExportMenu what={what} size="small" onSave={(format) => void saveTable(format, table())} />;
}

function keyOf({ kind, name, text }: RunDifference): string {
  return `${kind} ${name} ${text}`;
}

function Explanation({ run, difference }: { run: Run; difference: RunDifference }) {
  const { kind, text, path } = difference;
  const address = differenceAddress(run, difference);
  return (
    <li className={styles.explanation} data-kind={kind}>
      {address === null ? (
        <span className={styles.text}>{text}</span>
      ) : (
        <a className={styles.text} href={address}>
          {text}
        </a>
      )}
      {path !== null && kind === "file" && <OpenFile run={run} path={path} />}
    </li>
  );
}

function OpenFile({ run, path }: { run: Run; path: string }) {
  return (
    <button type="button" className={styles.open} aria-label={`Open ${path}`} onClick={() => void openInEditor(run.projectId, { path })}>
      Open
    </button>
  );
}

const mostFiles = 200;

function Files({ run, files }: { run: Run; files: RunComparison["files"] }) {
  return (
    <>
      <ul className={styles.files} aria-label="Changed files">
        {files.slice(0, mostFiles).map(({ path, change }) => (
          <li key={path}>
            <span className={styles.change} data-change={change}>
              {change}
            </span>
            <code>{path}</code>
            {change !== "deleted" && <OpenFile run={run} path={path} />}
          </li>
        ))}
      </ul>
      {files.length > mostFiles && <p className={styles.none}>and {files.length - mostFiles} more</p>}
    </>
  );
}
