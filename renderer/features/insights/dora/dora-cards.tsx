import { Minus, TrendingDown, TrendingUp } from "lucide-react";
import { useState } from "react";
import type { Dora } from "../../../../shared/contract/dora.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { dayMs } from "../../../../shared/time.ts";
import { call } from "../../../link/call.ts";
import { navigate, type RouteQuery, screenAddress } from "../../../state/route.ts";
import { showFailure } from "../../../state/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { FailureNote } from "../../../ui/list-states.tsx";
import { Meter } from "../../../ui/meter.tsx";
import { Loading, Skeleton } from "../../../ui/skeleton.tsx";
import { parsePeriod } from "../figures.ts";
import styles from "./dora-cards.module.css";
import { type KeyFigure, keyFigures, rowKinds } from "./dora-figures.ts";
import { DoraRows } from "./dora-rows.tsx";
import { KeyBars } from "./key-bars.tsx";
import { formatSpan, parseSpan } from "./span.ts";
import type { DoraState } from "./use-dora.ts";

interface DoraCardsProps {
  projectId: ProjectId;
  query: RouteQuery;
  state: DoraState;
}

const bands = ["low", "medium", "high", "elite"] as const;

/** DORA's four keys, and below them the rows behind the one that was asked for. */
export function DoraCards({ projectId, query, state: { dora, failure, retry } }: DoraCardsProps) {
  const kind = rowKinds.find((each) => each === query.rows);
  if (dora === null)
    return failure === null ? (
      <Loading label="Reading deployments">
        <Skeleton height="132px" radius="10px" />
      </Loading>
    ) : (
      <FailureNote failure={failure} onRetry={retry} />
    );
  if (isBare(dora)) return <NoDeployments projectId={projectId} dora={dora} onChanged={retry} />;
  return (
    <>
      <FailureNote failure={failure} onRetry={retry} />
      <div className={styles.cards}>
        {keyFigures(dora).map((figure) => (
          <KeyCard key={figure.title} projectId={projectId} query={query} figure={figure} />
        ))}
      </div>
      {dora.notes.length > 0 && <p className={styles.notes}>{dora.notes.join(" ")}</p>}
      {kind !== undefined && (
        <DoraRows projectId={projectId} kind={kind} dora={dora} days={parsePeriod(query.days)} span={parseSpan(query.span, dora)} />
      )}
    </>
  );
}

/** Nothing was counted in the period, nor before it. */
function isBare({ frequency }: Dora): boolean {
  return frequency.deployments === 0 && frequency.previousPerWeek === null;
}

function KeyCard({ projectId, query, figure }: { projectId: ProjectId; query: RouteQuery; figure: KeyFigure }) {
  const { title, value, unit, band, change, changeText, bars, note, rows } = figure;
  const { span, ...ofPeriod } = query;
  const Icon = change === null || change.verdict === "same" ? Minus : change.amount > 0 ? TrendingUp : TrendingDown;
  return (
    <article className={styles.card} aria-label={title}>
      <h2 className={styles.title}>{title}</h2>
      <div className={styles.middle}>
        <p>
          <span className={styles.value}>{value}</span>
          {unit !== "" && <span className={styles.unit}>{unit}</span>}
        </p>
        <KeyBars
          label={`${title} by week`}
          bars={bars}
          onOpen={(bar) => {
            location.hash = screenAddress(projectId, "insights", { ...query, rows: rows.kind, span: formatSpan(bar) });
          }}
        />
      </div>
      <div className={styles.standing}>
        <span className={styles.meter}>
          <Meter label={`Band of ${title}`} value={band === null ? 0 : bands.indexOf(band) + 1} max={bands.length} />
        </span>
        <span className={styles.band} data-unknown={band === null ? "" : undefined}>
          {figure.bandWord}
        </span>
        {change !== null && (
          <span className={styles.trend} data-verdict={change.verdict} title="Against the period before">
            <Icon size={14} strokeWidth={2} aria-hidden="true" />
            {changeText} <span className="visually-hidden">against the period before</span>
          </span>
        )}
      </div>
      <div className={styles.foot}>
        <span className={styles.note}>{note}</span>
        <a
          className={styles.rows}
          href={screenAddress(projectId, "insights", { ...ofPeriod, rows: rows.kind })}
          aria-current={query.rows === rows.kind && span === undefined ? "true" : undefined}
        >
          {rows.text}
        </a>
      </div>
    </article>
  );
}

/** Says what is missing, and leads there. */
function NoDeployments({ projectId, dora, onChanged }: { projectId: ProjectId; dora: Dora; onChanged: () => void }) {
  const [isBusy, setBusy] = useState(false);
  const { sources, rule } = dora;
  const countTags = async () => {
    setBusy(true);
    const source = { kind: "tags", pattern: "v*" } as const;
    const kept = await call((engine) => engine.insights.setDoraRule({ projectId, rule: { ...rule, source, hotfixWithinMs: dayMs } }));
    if (!kept.ok) showFailure(kept.failure);
    setBusy(false);
    onChanged();
  };
  return (
    <section aria-label="Deployments" className={styles.empty}>
      <p className={styles.emptyText}>
        <b>Deployments tell how well delivery works.</b> {dora.notes.join(" ")} How often you deploy, how long a change takes, what fails
        and how soon it is whole again will stand here.
      </p>
      {sources.tags > 0 && rule.source.kind !== "tags" && (
        <Button disabled={isBusy} onClick={() => void countTags()}>
          Count tags instead
        </Button>
      )}
      <Button onClick={() => navigate({ kind: "screen", projectId, screen: "environments", query: {} })}>Go to Environments</Button>
    </section>
  );
}
