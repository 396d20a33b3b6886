import { Minus, TrendingDown, TrendingUp } from "lucide-react";
import type { ReactNode } from "react";
import type { Health } from "../../../shared/contract/health.ts";
import type { Insights } from "../../../shared/contract/insights.ts";
import { countOf, withThousands } from "../../../shared/counts.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { formatDuration } from "../../../shared/time.ts";
import { type RouteQuery, screenAddress } from "../../state/route.ts";
import { classNames } from "../../ui/class-names.ts";
import { type Change, countChange, durationChange, formatChange, formatPoints, formatRate, rateChange } from "./figures.ts";
import styles from "./run-figures.module.css";
import { endedRuns, measuredRuns } from "./runs-behind.ts";

/** Figures of the period's runs, each against the period before and with the rows behind it. */
export function RunFigures({ projectId, insights, health }: { projectId: ProjectId; insights: Insights; health: Health | null }) {
  const { runs, previousRuns, failed, measured, passRate, previousPassRate } = insights;
  const { medianMs, p90Ms, previousMedianMs, previousP90Ms } = insights;
  const link = (text: string, query: RouteQuery) => (
    <a className={styles.rows} href={screenAddress(projectId, "runs", query)}>
      {text}
    </a>
  );
  return (
    <div className={styles.figures}>
      <Figure
        title="Median duration"
        value={durationText(medianMs)}
        change={durationChange(medianMs, previousMedianMs)}
        write={formatChange}
      >
        {link(countOf(measured, "whole run"), measuredRuns(insights))}
      </Figure>
      <Figure title="P90 duration" value={durationText(p90Ms)} change={durationChange(p90Ms, previousP90Ms)} write={formatChange}>
        {link(countOf(measured, "whole run"), measuredRuns(insights))}
      </Figure>
      <Figure
        title="Pass rate"
        value={passRate === null ? "–" : formatRate(passRate)}
        change={rateChange(passRate, previousPassRate)}
        write={formatPoints}
      >
        {link(`${withThousands(failed)} failed`, endedRuns(insights, { status: "failed" }))}
      </Figure>
      <Figure title="Runs" value={withThousands(runs)} change={countChange(runs, previousRuns)} write={formatChange}>
        {link(countOf(runs, "run"), endedRuns(insights))}
      </Figure>
      {health !== null && health.total.cacheHits + health.total.cacheMisses > 0 && <CacheFigures health={health} />}
    </div>
  );
}

/** Of a project whose stages ask the cache. */
function CacheFigures({ health: { total, previous } }: { health: Health }) {
  const [rate, before] = [hitRate(total), hitRate(previous)];
  return (
    <>
      <Figure title="From the cache" value={rate === null ? "–" : formatRate(rate)} change={rateChange(rate, before)} write={formatPoints}>
        of {withThousands(total.cacheHits + total.cacheMisses)} that asked
      </Figure>
      <Figure
        title="Time saved"
        value={formatDuration(total.savedMs)}
        change={countChange(total.savedMs, previous.savedMs)}
        write={formatChange}
      >
        by {countOf(total.cacheHits, "hit")}
      </Figure>
    </>
  );
}

/** Hits of those that asked the cache; `null` without any. */
function hitRate({ cacheHits, cacheMisses }: Pick<Health["total"], "cacheHits" | "cacheMisses">): number | null {
  return cacheHits + cacheMisses === 0 ? null : cacheHits / (cacheHits + cacheMisses);
}

function durationText(durationMs: number | null): string {
  return durationMs === null ? "–" : formatDuration(durationMs);
}

interface FigureProps {
  title: string;
  value: string;
  /** Against the period before; `null` without both. */
  change: Change | null;
  write: (amount: number) => string;
  children: ReactNode;
}

function Figure({ title, value, change, write, children }: FigureProps) {
  return (
    <article aria-label={title}>
      <h3 className={styles.title}>{title}</h3>
      <p className={styles.value}>{value}</p>
      <p className={styles.change}>
        {change === null ? (
          <span title="Too little before to compare with">nothing before</span>
        ) : (
          <ChangeText change={change} write={write} />
        )}
      </p>
      <p className={styles.foot}>{children}</p>
    </article>
  );
}

function ChangeText({ change: { amount, verdict }, write }: { change: Change; write: (amount: number) => string }) {
  const Icon = verdict === "same" ? Minus : amount > 0 ? TrendingUp : TrendingDown;
  return (
    <span className={classNames(styles.trend, styles[verdict])} title={`${write(amount)} against the period before`}>
      <Icon size={14} strokeWidth={2} aria-hidden="true" />
      {write(amount)} <span className="visually-hidden">against the period before</span>
    </span>
  );
}
