import type { ReactNode } from "react";
import type { HealthWeek } from "../../../../shared/contract/health.ts";
import { ChartCard, DayTable } from "../chart-card.tsx";
import { formatDay, formatDays } from "../days.ts";
import { weeksTable } from "../figures-table.ts";
import { WeekBars } from "./week-bars.tsx";
import styles from "./week-card.module.css";

/** One column of the table: its head, and what a week has there. */
export interface WeekColumn {
  readonly name: string;
  readonly token?: string;
  readonly write: (week: HealthWeek) => string;
}

interface WeekCardProps {
  title: string;
  weeks: readonly HealthWeek[];
  /** What the bars are of. */
  value: (week: HealthWeek) => number;
  behind?: (week: HealthWeek) => number;
  formatTop: (value: number) => string;
  columns: readonly WeekColumn[];
  figures: ReactNode;
  legend?: ReactNode;
  /** The address of a week's rows; absent where there are none. */
  addressOf?: (week: HealthWeek) => string;
}

/** A figure week by week: bars, and the same as a table. */
export function WeekCard({ title, weeks, value, behind, formatTop, columns, figures, legend, addressOf }: WeekCardProps) {
  const [first, last] = [weeks[0], weeks.at(-1)];
  if (first === undefined || last === undefined) return null;
  const words = (week: HealthWeek) => columns.map(({ name, write }) => `${name.toLowerCase()} ${write(week)}`).join(", ");
  return (
    <ChartCard
      title={title}
      saved={weeksTable(weeks)}
      legend={legend ?? <span>by week</span>}
      figures={<dl className={styles.figures}>{figures}</dl>}
      chart={
        <WeekBars
          label={`${title} by week`}
          values={weeks.map(value)}
          {...(behind === undefined ? {} : { behind: weeks.map(behind) })}
          formatTop={formatTop}
          ends={[formatDay(first.fromDay), formatDay(last.toDay)]}
          describe={(index) => weekWords(weeks[index], words)}
          renderCard={(index) => <Card week={weeks[index]} columns={columns} />}
          {...(addressOf === undefined
            ? {}
            : {
                onOpen: (index: number) => {
                  const week = weeks[index];
                  if (week !== undefined) location.hash = addressOf(week);
                },
              })}
        />
      }
      table={
        <DayTable
          label={`${title} by week`}
          columns={["Week", ...columns.map(({ name }) => name)]}
          rows={weeks.toReversed().map((week) => [
            addressOf === undefined ? (
              formatDays(week.fromDay, week.toDay)
            ) : (
              <a key="week" href={addressOf(week)}>
                {formatDays(week.fromDay, week.toDay)}
              </a>
            ),
            ...columns.map(({ write }) => write(week)),
          ])}
        />
      }
    />
  );
}

function weekWords(week: HealthWeek | undefined, words: (week: HealthWeek) => string): string {
  return week === undefined ? "" : `${formatDays(week.fromDay, week.toDay)}: ${words(week)}`;
}

function Card({ week, columns }: { week: HealthWeek | undefined; columns: readonly WeekColumn[] }) {
  if (week === undefined) return null;
  return (
    <>
      <p className={styles.cardHead}>{formatDays(week.fromDay, week.toDay)}</p>
      {columns.map(({ name, token, write }) => (
        <p key={name} className={styles.cardLine}>
          {token !== undefined && (
            <svg width="8" height="8" aria-hidden="true">
              <circle cx="4" cy="4" r="4" fill={token} />
            </svg>
          )}
          {name}
          <b>{write(week)}</b>
        </p>
      ))}
    </>
  );
}

/** One figure above the bars. */
export function WeekFigure({ name, value, aside, about }: { name: string; value: string; aside?: string; about?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {aside !== undefined && (
          <span className={styles.aside} title={about}>
            {" "}
            {aside}
            {about !== undefined && <span className="visually-hidden"> {about}</span>}
          </span>
        )}
      </dd>
    </div>
  );
}
