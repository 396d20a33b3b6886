import { ShieldCheck } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useStore } from "zustand";
import type { ChangedCoverage, CoverageOfRun, CoveragePoint } from "../../../shared/contract/coverage.ts";
import type { Run, StageRun } from "../../../shared/contract/schemas.ts";
import { countOf, withThousands } from "../../../shared/counts.ts";
import { percentWords, rangeWords } from "../../../shared/coverage-words.ts";
import type { ProjectId, RunId } from "../../../shared/ids.ts";
import { reportSnippet, testStageOf } from "../../../shared/pipeline/report-snippet.ts";
import { isTerminal } from "../../../shared/status.ts";
import { formatAge } from "../../../shared/time.ts";
import { copyText } from "../../actions/editor-actions.ts";
import { saveTable } from "../../actions/save-table.ts";
import { nowStore } from "../../state/now.ts";
import { pipelineStore } from "../../state/pipeline.ts";
import { changeQuery, navigate, type RouteQuery } from "../../state/route.ts";
import { Banner } from "../../ui/banner.tsx";
import { Bars } from "../../ui/bars.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { Notice } from "../../ui/notice.tsx";
import { PartMeter } from "../../ui/part-meter.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import styles from "./coverage-tab.module.css";
import { FileTable } from "./file-table.tsx";
import { changedFilesTable, filesTable, trendTable } from "./saved-coverage.ts";
import { useCoverage } from "./use-coverage.ts";

/** A file whose lines are to be shown. */
export interface ShownFile {
  readonly path: string;
  /** The commit that it is compared with; `null` shows all of it. */
  readonly base: string | null;
  /** Whether the folder still has the files that ran, where they were in no commit. */
  readonly isExact: boolean;
}

interface CoverageTabProps {
  run: Run;
  stages: readonly StageRun[];
  query: RouteQuery;
  /** Draws a file's lines with how they fared. */
  renderFile: (file: ShownFile, onClose: () => void) => ReactNode;
}

/** Which lines the tests of one run reached: of what changed, and of each file. */
export function CoverageTab({ run, stages, query, renderFile }: CoverageTabProps) {
  const finishedStages = stages.filter(({ status }) => isTerminal(status)).length;
  const [text, setText] = useState("");
  const { coverage, isNone, changes, changesFailure, trend, failure, loadMore } = useCoverage(run, finishedStages, text);
  if (failure !== null && coverage === null) {
    return (
      <div className={styles.note}>
        <Banner kind="problem">
          {failure.message} {failure.hint}
        </Banner>
      </div>
    );
  }
  if (isNone) return <NoCoverage isOver={isTerminal(run.status)} />;
  if (coverage === null) {
    return (
      <div className={styles.note}>
        <Loading label="Reading the coverage">
          <Skeleton height="160px" />
        </Loading>
      </div>
    );
  }
  const shown = query.file ?? null;
  if (shown !== null) {
    const base = query.against === "base" ? (changes?.base ?? null) : null;
    return <>{renderFile({ path: shown, base, isExact: changes?.isExact === true }, () => changeQuery({ file: "", against: "" }))}</>;
  }
  return (
    <div className={styles.tab}>
      {coverage.notes.length > 0 && (
        <Notice items={coverage.notes}>
          {coverage.notes.length === 1 ? "Something" : `${coverage.notes.length} things`} could not be read
        </Notice>
      )}
      <div className={styles.cards}>
        <Totals totals={coverage.totals} />
        {changes !== null && <Changes run={run} changes={changes} />}
        {changes === null && changesFailure !== null && (
          <section aria-label="Changed lines" className={styles.card}>
            <h2 className={styles.title}>What changed is not known</h2>
            <p className={styles.unknown}>
              {changesFailure.message} {changesFailure.hint}
            </p>
          </section>
        )}
        <Trend projectId={run.projectId} trend={trend} runId={run.id} />
      </div>
      <FileTable
        coverage={coverage}
        text={text}
        onText={setText}
        onOpen={(path) => changeQuery({ file: path, against: "" })}
        onEnd={loadMore}
        onSave={(format) => void saveTable(format, filesTable(run.id, run.number, text))}
      />
    </div>
  );
}

function Totals({ totals }: { totals: CoverageOfRun["totals"] }) {
  const parts = [
    { name: "Lines", covered: totals.linesCovered, count: totals.lines },
    { name: "Branches", covered: totals.branchesCovered, count: totals.branches },
    { name: "Functions", covered: totals.functionsCovered, count: totals.functions },
    { name: "Statements", covered: totals.statementsCovered, count: totals.statements },
  ].filter(({ count, name }) => count > 0 || name === "Lines");
  return (
    <section aria-label="Covered in all" className={styles.card}>
      {parts.slice(0, 3).map(({ name, covered, count }) => (
        <div key={name} className={styles.total}>
          <span className={styles.name}>{name}</span>
          <b className={styles.percent}>{percentWords(covered, count)}</b>
          <span className={styles.counts}>
            {withThousands(covered)} of {withThousands(count)}
          </span>
          <PartMeter label={`${name}: ${covered} of ${count} covered`} value={covered} max={count} className={styles.meter} />
        </div>
      ))}
    </section>
  );
}

/** So many changed files without a report are named. */
const mostNamed = 100;

function Changes({ run, changes }: { run: Run; changes: ChangedCoverage }) {
  const { lines, covered, base, files, unmeasured, unmeasuredCount } = changes;
  const missed = files.filter((file) => file.covered < file.lines);
  const against = againstWords(changes);
  return (
    <section aria-label="Changed lines" className={styles.card}>
      <div className={styles.head}>
        <h2 className={styles.title}>
          {lines === 0 ? "No changed line can be reached" : `${withThousands(covered)} of ${withThousands(lines)} changed lines covered`}
        </h2>
        {files.length + unmeasured.length > 0 && (
          <ExportMenu
            what="the changed files"
            size="small"
            onSave={(format) => void saveTable(format, changedFilesTable(run.number, changes))}
          />
        )}
      </div>
      <p className={styles.against} title={against}>
        {against}
      </p>
      <ScrollArea label="Changed files" className={styles.changed}>
        <ul>
          {(missed.length > 0 ? missed : files).map((file) => (
            <li key={file.path}>
              <button
                type="button"
                className={styles.changedFile}
                onClick={() => changeQuery({ file: file.path, against: base === null ? "" : "base" })}
              >
                <span className={styles.path}>{file.path}</span>
                <span className={file.covered === file.lines ? styles.good : styles.bad}>
                  {file.missed.length === 0 ? "all covered" : `missed ${rangeWords(file.missed)}`}
                </span>
              </button>
            </li>
          ))}
          {unmeasured.slice(0, mostNamed).map((path) => (
            <li key={path} className={styles.unmeasured}>
              <span className={styles.path} title={path}>
                {path}
              </span>
              <span>in no report</span>
            </li>
          ))}
          {unmeasuredCount > mostNamed && (
            <li className={styles.unmeasured}>and {withThousands(unmeasuredCount - mostNamed)} more in no report</li>
          )}
        </ul>
      </ScrollArea>
    </section>
  );
}

function againstWords({ base, isExact, unmeasuredCount }: ChangedCoverage): string {
  const unmeasured = `${countOf(unmeasuredCount, "changed file")} ${unmeasuredCount === 1 ? "is" : "are"} in no report`;
  return [
    base === null ? "Nothing to compare with" : `Against ${base.slice(0, 7)}`,
    isExact ? "" : ", without what was in no commit",
    unmeasuredCount === 0 ? "" : `; ${unmeasured}`,
  ].join("");
}

const barPx = 5;

function Trend({ projectId, trend, runId }: { projectId: ProjectId; trend: readonly CoveragePoint[]; runId: RunId }) {
  const now = useStore(nowStore, (state) => Math.ceil(state.now / 60_000) * 60_000);
  if (trend.length === 0) return null;
  const bars = trend.map(({ runId: key, runNumber, at, totals }) => ({
    key,
    status: "passed" as const,
    value: totals.lines === 0 ? 0 : totals.linesCovered / totals.lines,
    fact: `${percentWords(totals.linesCovered, totals.lines)} of the lines`,
    detail: `Run ${runNumber}${key === runId ? ", this one" : ""}, ${formatAge(Math.max(0, now - at))}`,
  }));
  return (
    <section aria-label="Trend of the coverage" className={styles.card}>
      <div className={styles.head}>
        <h2 className={styles.title}>{trend.length === 1 ? "The branch’s only run" : `Last ${trend.length} runs of the branch`}</h2>
        <ExportMenu what="the trend" size="small" onSave={(format) => void saveTable(format, trendTable(trend))} />
      </div>
      <div className={styles.bars}>
        <Bars
          label="Lines covered in the last runs"
          bars={bars}
          capacity={60}
          barWidth={barPx}
          height={56}
          fullValue={1}
          onOpen={({ key }) => navigate({ kind: "run", projectId, runId: key as RunId, stageRunId: null, query: { tab: "coverage" } })}
        />
      </div>
    </section>
  );
}

/** How a run gets coverage: the lines to add. */
function NoCoverage({ isOver }: { isOver: boolean }) {
  const pipeline = useStore(pipelineStore, (state) => state.pipeline ?? state.lastGood);
  const snippet = reportSnippet(testStageOf(pipeline?.stages ?? []), "coverage", "coverage/lcov.info");
  if (!isOver) {
    return (
      <EmptyState drawing={<ShieldCheck size={40} strokeWidth={1.25} aria-hidden="true" />} title="No coverage yet">
        It stands here as soon as a stage that names its reports has ended.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      drawing={<ShieldCheck size={40} strokeWidth={1.25} aria-hidden="true" />}
      title="No stage of this run names a coverage report"
      actions={<Button onClick={() => void copyText(snippet, "the lines")}>Copy the lines</Button>}
    >
      <p>Name the file that the tests write, and see which lines they reach: lcov, Cobertura, JaCoCo, Clover, Go and istanbul are read.</p>
      <pre className={styles.snippet}>{snippet}</pre>
    </EmptyState>
  );
}
