import type { Health, HealthWeek } from "../../../../shared/contract/health.ts";
import { countOf, withThousands } from "../../../../shared/counts.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { screenAddress } from "../../../state/route.ts";
import { durationChange, formatChange, formatRate } from "../figures.ts";
import { endedRuns } from "../runs-behind.ts";
import { WeekCard, WeekFigure } from "./week-card.tsx";

function write(durationMs: number | null): string {
  return durationMs === null ? "–" : formatDuration(durationMs);
}

/** How it stands against the period before; nothing when there was too little. */
function changeOf(now: number, before: number): { aside: string } | Record<never, never> {
  const change = durationChange(now, before);
  return change === null ? {} : { aside: formatChange(change.amount), about: "against the period before" };
}

interface CardProps {
  projectId: ProjectId;
  health: Health;
}

function runsOf(projectId: ProjectId): (week: HealthWeek) => string {
  return (week) => screenAddress(projectId, "runs", endedRuns(week));
}

/** How long people waited for what they had started, and how much of it was queue. */
export function WaitingCard({ projectId, health: { weeks, total, previous } }: CardProps) {
  return (
    <WeekCard
      title="Time waited"
      weeks={weeks}
      value={({ waitedMs }) => waitedMs}
      formatTop={formatDuration}
      addressOf={runsOf(projectId)}
      figures={
        <>
          <WeekFigure name="Waited" value={formatDuration(total.waitedMs)} {...changeOf(total.waitedMs, previous.waitedMs)} />
          <WeekFigure name="In the queue, median" value={write(total.queueMedianMs)} />
          <WeekFigure name="P90" value={write(total.queueP90Ms)} />
        </>
      }
      columns={[
        { name: "Waited", token: "var(--accent)", write: ({ waitedMs }) => formatDuration(waitedMs) },
        { name: "Queue, median", write: ({ queueMedianMs }) => write(queueMedianMs) },
        { name: "Queue, P90", write: ({ queueP90Ms }) => write(queueP90Ms) },
        { name: "Runs", write: ({ runs }) => withThousands(runs) },
      ]}
    />
  );
}

/** What the cache brought back, and the time that it saved. */
export function CacheCard({ projectId, health: { weeks, total } }: CardProps) {
  const asked = total.cacheHits + total.cacheMisses;
  return (
    <WeekCard
      title="Cache"
      weeks={weeks}
      value={({ cacheHits }) => cacheHits}
      behind={({ cacheHits, cacheMisses }) => cacheHits + cacheMisses}
      formatTop={(stages) => countOf(stages, "stage")}
      addressOf={runsOf(projectId)}
      legend={<span>hits of the stages that asked, by week</span>}
      figures={
        <>
          <WeekFigure name="Hits" value={asked === 0 ? "–" : formatRate(total.cacheHits / asked)} aside={`of ${withThousands(asked)}`} />
          <WeekFigure name="Time saved" value={formatDuration(total.savedMs)} aside="by the usual times" />
        </>
      }
      columns={[
        { name: "Hits", token: "var(--accent)", write: ({ cacheHits }) => withThousands(cacheHits) },
        {
          name: "Misses",
          token: "color-mix(in oklab, var(--accent) 34%, var(--surface))",
          write: ({ cacheMisses }) => withThousands(cacheMisses),
        },
        { name: "Saved", write: ({ savedMs }) => formatDuration(savedMs) },
      ]}
    />
  );
}

/** How much of the plan gets done, and how long it takes. */
export function PlanCard({ projectId, health: { weeks, total, plan } }: CardProps) {
  if (plan === null) return null;
  return (
    <WeekCard
      title="Plan"
      weeks={weeks}
      value={({ itemsDone }) => itemsDone}
      formatTop={(items) => countOf(items, "item")}
      addressOf={() => screenAddress(projectId, "plan")}
      legend={<span>items done by week</span>}
      figures={
        <>
          <WeekFigure name="Done" value={withThousands(total.itemsDone)} />
          <WeekFigure name="Cycle time, median" value={write(total.cycleMedianMs)} />
          <WeekFigure
            name="Under way"
            value={withThousands(plan.underWay)}
            {...(plan.oldestMs === null ? {} : { aside: `the oldest for ${formatDuration(plan.oldestMs)}` })}
          />
        </>
      }
      columns={[
        { name: "Done", token: "var(--accent)", write: ({ itemsDone }) => withThousands(itemsDone) },
        { name: "Cycle time, median", write: ({ cycleMedianMs }) => write(cycleMedianMs) },
      ]}
    />
  );
}
