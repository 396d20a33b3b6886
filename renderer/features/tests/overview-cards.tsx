import { useMemo, useRef } from "react";
import { useStore } from "zustand";
import type { TestOverview } from "../../../shared/contract/tests.ts";
import { countOf, withThousands } from "../../../shared/counts.ts";
import type { ProjectId, RunId } from "../../../shared/ids.ts";
import { formatDuration } from "../../../shared/time.ts";
import { saveTable } from "../../actions/save-table.ts";
import { nowStore } from "../../state/now.ts";
import { formatRoute, navigate, type Route } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { Bars } from "../../ui/bars.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { ShareMeter } from "../../ui/share-meter.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { statusWord } from "../../ui/status-word.tsx";
import { useElementSize } from "../../ui/use-element-size.ts";
import styles from "./overview-cards.module.css";
import { totalsParts, totalsSentence } from "./test-words.ts";
import { trendTable } from "./tests-table.ts";
import { barsIn, trendBars } from "./trend.ts";

/** How the tests stand together, how they stood lately, and what that is read from. */
export function OverviewCards({ projectId, overview }: { projectId: ProjectId; overview: TestOverview }) {
  return (
    <div className={styles.cards}>
      <Totals projectId={projectId} overview={overview} />
      <Trend projectId={projectId} overview={overview} />
      <Sources projectId={projectId} overview={overview} />
    </div>
  );
}

function testsOfRun(projectId: ProjectId, runId: RunId): Route {
  return { kind: "run", projectId, runId, stageRunId: null, query: { tab: "tests" } };
}

function Totals({ projectId, overview: { totals, lastGreen, stages } }: { projectId: ProjectId; overview: TestOverview }) {
  const now = useStore(nowStore, (state) => state.now);
  const red = totals.failed + totals.errored;
  const parts = totalsParts(totals);
  const newest = stages[0];
  return (
    <section className={styles.card} aria-label="Totals">
      <p className={styles.lead}>
        <span className={styles.number} data-status={red > 0 ? (totals.failed > 0 ? "failed" : "errored") : "passed"}>
          {red > 0 ? withThousands(red) : withThousands(totals.passed)}
        </span>{" "}
        <span className={styles.of}>
          {red > 0 ? `of ${countOf(totals.tests, "test")} failed` : `${totals.passed === 1 ? "test" : "tests"} passed`}
        </span>
        <span className={styles.time} title="All tests one after the other">
          {formatDuration(totals.durationMs)}
        </span>
      </p>
      <ShareMeter label={totalsSentence(totals)} shares={parts} className={styles.meter} />
      <p className={styles.parts}>
        {parts.map(({ status, count }) => (
          <span key={status} className={styles.part}>
            <StatusIcon status={status} size={12} />
            {withThousands(count)} {statusWord(status).toLowerCase()}
          </span>
        ))}
      </p>
      <p className={styles.foot}>
        {lastGreen === null ? (
          "Never all green so far"
        ) : lastGreen.runId === newest?.runId ? (
          red > 0 ? (
            "The stages passed all the same"
          ) : (
            "All green"
          )
        ) : (
          <>
            <span className={styles.green}>
              Last green{" "}
              <a className={styles.link} href={formatRoute(testsOfRun(projectId, lastGreen.runId))}>
                run {lastGreen.runNumber}
              </a>
              , <Age at={lastGreen.at} now={now} />
            </span>
            {newest !== undefined && (
              <a className={styles.compare} href={formatRoute(testsOfRun(projectId, newest.runId))}>
                What changed since
              </a>
            )}
          </>
        )}
      </p>
    </section>
  );
}

// Of a young project the bars do not fill the card, and are not thin either.
const fewestBars = 24;

function Trend({ projectId, overview: { trend } }: { projectId: ProjectId; overview: TestOverview }) {
  const ref = useRef<HTMLDivElement>(null);
  const { width } = useElementSize(ref);
  const now = useStore(nowStore, (state) => Math.ceil(state.now / 60_000) * 60_000);
  const bars = useMemo(() => trendBars(trend, now), [trend, now]);
  const { barWidth, capacity } = barsIn(width, Math.max(fewestBars, trend.length));
  const shown = trend.slice(-capacity);
  const redRuns = shown.filter(({ totals }) => totals.failed + totals.errored > 0).length;
  return (
    <section className={styles.card} aria-label="Trend">
      <h2 className={styles.title}>
        {shown.length === 1 ? "The only run" : `Last ${shown.length} runs`}
        <span className={styles.aside}>{redRuns === 0 ? "none with failures" : `${redRuns} with failures`}</span>
        <span className={styles.save}>
          <ExportMenu what="the trend" size="small" onSave={(format) => void saveTable(format, trendTable(trend))} />
        </span>
      </h2>
      <div ref={ref} className={styles.trend}>
        {width > 0 && (
          <Bars
            label="Tests of the last runs"
            bars={bars}
            capacity={capacity}
            barWidth={barWidth}
            height={56}
            onOpen={({ key }) => navigate(testsOfRun(projectId, key as RunId))}
          />
        )}
      </div>
    </section>
  );
}

const mostSources = 2;

function Sources({ projectId, overview: { stages } }: { projectId: ProjectId; overview: TestOverview }) {
  const now = useStore(nowStore, (state) => state.now);
  const shown = stages.length > mostSources + 1 ? stages.slice(0, mostSources) : stages;
  const others = stages.slice(shown.length);
  return (
    <section className={styles.card} aria-label="Read from">
      <h2 className={styles.title}>
        Read from
        <span className={styles.aside}>{countOf(stages.length, "stage")}</span>
      </h2>
      <ul className={styles.sources}>
        {shown.map(({ stage, runId, runNumber, at, status, totals }) => (
          <li key={stage} className={styles.source} title={totalsSentence(totals)}>
            <StatusIcon status={status} size={14} />
            <span className={styles.stage}>{stage}</span>
            <a className={styles.link} href={formatRoute(testsOfRun(projectId, runId))}>
              run {runNumber}
              <span className="visually-hidden">
                , {stage} {statusWord(status).toLowerCase()}
              </span>
            </a>
            <Age at={at} now={now} className={styles.age} />
          </li>
        ))}
        {others.length > 0 && (
          <li className={styles.more} title={others.map(({ stage, runNumber }) => `${stage}: run ${runNumber}`).join("\n")}>
            and {countOf(others.length, "stage")} more
          </li>
        )}
      </ul>
    </section>
  );
}
