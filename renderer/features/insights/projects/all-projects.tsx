import { memo } from "react";
import type { ProjectHealth } from "../../../../shared/contract/health.ts";
import { countOf, withThousands } from "../../../../shared/counts.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { dayMs, formatDuration } from "../../../../shared/time.ts";
import { moveFocus } from "../../../actions/list-keys.ts";
import { screenAddress } from "../../../state/route.ts";
import { Banner } from "../../../ui/banner.tsx";
import { RowTable, TableRow } from "../../../ui/row-table.tsx";
import { Loading, Skeleton } from "../../../ui/skeleton.tsx";
import { formatRate, type Period } from "../figures.ts";
import { endedRuns } from "../runs-behind.ts";
import styles from "./all-projects.module.css";
import { dayBars } from "./project-days.ts";
import { useProjects } from "./use-projects.ts";

const columns = ["Project", "Runs by day", "Runs", "Passed", "Failed", "Median"];
const mostBars = 92;
const barPx = 3;
const heightPx = 24;

/** All projects beside each other, those with the newest runs first. */
export function AllProjects({ projectId, period }: { projectId: ProjectId; period: Period }) {
  const { projects, failure } = useProjects(period);
  if (projects === null && failure === null) {
    return (
      <div className={styles.skeleton}>
        <Loading label="Reading all projects">
          <Skeleton height="300px" radius="10px" />
        </Loading>
      </div>
    );
  }
  const toDay = Math.floor(Date.now() / dayMs);
  return (
    <>
      {failure !== null && (
        <div className={styles.note}>
          <Banner kind="problem">
            {failure.message} {failure.hint}
          </Banner>
        </div>
      )}
      <RowTable
        label="All projects"
        className={styles.table}
        columns={columns}
        rows={projects ?? []}
        rowPx={44}
        hasMore={false}
        rowsAhead={0}
        onEnd={nothing}
        onMove={moveFocus}
      >
        {(project, top) => (
          <Row key={project.projectId} project={project} period={period} toDay={toDay} top={top} isOpen={project.projectId === projectId} />
        )}
      </RowTable>
    </>
  );
}

function nothing(): void {
  // All are here at once.
}

interface RowProps {
  project: ProjectHealth;
  period: Period;
  toDay: number;
  top: number;
  isOpen: boolean;
}

const Row = memo(function Row({ project, period, toDay, top, isOpen }: RowProps) {
  const { projectId, name, runs, passRate, medianMs, days } = project;
  const failed = days.reduce((sum, day) => sum + day.failed, 0);
  const span = { fromDay: toDay - period + 1, toDay };
  const periodQuery: Record<string, string> = period === 90 ? {} : { days: String(period) };
  return (
    <TableRow top={top} isOpen={isOpen}>
      <td className={styles.name}>
        <a
          className={styles.link}
          href={screenAddress(projectId, "insights", periodQuery)}
          data-item=""
          aria-current={isOpen ? "true" : undefined}
        >
          {name}
        </a>
      </td>
      <td>
        <DayBars project={project} period={period} toDay={toDay} />
      </td>
      <td className={styles.number}>
        <a
          className={styles.rows}
          href={screenAddress(projectId, "runs", endedRuns(span))}
          aria-label={`${countOf(runs, "run")} of ${name}`}
        >
          {withThousands(runs)}
        </a>
      </td>
      <td className={styles.number}>{passRate === null ? "–" : formatRate(passRate)}</td>
      <td className={styles.number}>
        {failed === 0 ? (
          "0"
        ) : (
          <a
            className={styles.rows}
            href={screenAddress(projectId, "runs", endedRuns(span, { status: "failed" }))}
            aria-label={`${withThousands(failed)} failed of ${name}`}
          >
            {withThousands(failed)}
          </a>
        )}
      </td>
      <td className={styles.number}>{medianMs === null ? "–" : formatDuration(medianMs)}</td>
    </TableRow>
  );
});

/** How many ran when, and how many of them failed: the same is told in words by the other columns. */
function DayBars({ project: { days }, period, toDay }: { project: ProjectHealth; period: Period; toDay: number }) {
  const bars = dayBars(days, toDay, period, mostBars);
  const most = Math.max(1, ...bars.map(({ passed, failed, other }) => passed + failed + other));
  const width = bars.length * (barPx + 1);
  const heightOf = (count: number) => (count === 0 ? 0 : Math.max(1.5, (count / most) * heightPx));
  return (
    <svg className={styles.bars} viewBox={`0 0 ${width} ${heightPx}`} preserveAspectRatio="none" aria-hidden="true">
      {bars.map(({ passed, failed, other }, index) => {
        const [good, rest, bad] = [heightOf(passed), heightOf(other), heightOf(failed)];
        const x = index * (barPx + 1);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in time
          <g key={index}>
            <rect x={x} y={heightPx - good} width={barPx} height={good} className={styles.passed} />
            <rect x={x} y={heightPx - good - rest} width={barPx} height={rest} className={styles.other} />
            <rect x={x} y={Math.max(0, heightPx - good - rest - bad)} width={barPx} height={bad} className={styles.failed} />
          </g>
        );
      })}
    </svg>
  );
}
