import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Insights } from "../../../shared/contract/insights.ts";
import { countOf } from "../../../shared/counts.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { saveTable } from "../../actions/save-table.ts";
import { navigate } from "../../state/route.ts";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { type Calendar, type CalendarDay, calendarWeeks, layOutCalendar, weekdayOf } from "./calendar.ts";
import styles from "./calendar-card.module.css";
import { CardHead, CardLine } from "./day-card.tsx";
import { formatFullDay } from "./days.ts";
import { calendarTable } from "./figures-table.ts";
import { endedRuns, onlyDay } from "./runs-behind.ts";

const labelPx = 32;
const monthPx = 20;
const gapPx = 3;

/** A year of runs, a square a day. One tab stop: arrow keys walk the days, Enter opens a day's runs. */
export function CalendarCard({ projectId, insights }: { projectId: ProjectId; insights: Insights }) {
  const { calendar: days, toDay } = insights;
  const calendar = useMemo(() => layOutCalendar(days, toDay), [days, toDay]);
  return (
    <section className={styles.card} aria-label="Runs by day">
      <div className={styles.head}>
        <h2 className={styles.title}>Runs by day</h2>
        <span className={styles.facts}>
          {countOf(calendar.totalCount, "run")} in a year
          {calendar.longestGreenDays > 1 && `, longest green streak ${countOf(calendar.longestGreenDays, "day")}`}
        </span>
        <span className={styles.key}>
          <span className={styles.redKey}>
            <svg width="6" height="6" aria-hidden="true">
              <circle cx="3" cy="3" r="3" />
            </svg>
            nothing passed
          </span>
          <span className={styles.scale}>
            0
            {[0, 1, 2, 3, 4].map((level) => (
              <i key={level} data-level={level} />
            ))}
            {calendar.topCount}
          </span>
        </span>
        <ExportMenu what="the calendar" size="small" onSave={(format) => void saveTable(format, calendarTable(insights))} />
      </div>
      <Squares
        calendar={calendar}
        toDay={toDay}
        onOpen={(day) => navigate({ kind: "screen", projectId, screen: "runs", query: endedRuns(onlyDay(day)) })}
      />
    </section>
  );
}

function Squares({ calendar, toDay, onOpen }: { calendar: Calendar; toDay: number; onOpen: (day: number) => void }) {
  const ref = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(0);
  const [active, setActive] = useState<number | null>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidthPx(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const pitch = Math.max(8, Math.min(24, Math.floor(((widthPx - labelPx) / calendarWeeks) * 2) / 2));
  const size = pitch - gapPx;
  const firstDay = calendar.weeks[0]?.[0]?.day ?? toDay;
  const known = active === null ? null : dayAt(calendar, active, firstDay);
  const under = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const week = Math.floor((event.clientX - box.left - labelPx) / pitch);
    const weekday = Math.floor((event.clientY - box.top - monthPx) / pitch);
    const isInside = week >= 0 && week < calendarWeeks && weekday >= 0 && weekday < 7;
    const day = firstDay + week * 7 + weekday;
    return isInside && day <= toDay ? day : null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const from = active ?? toDay;
    const next = { ArrowLeft: from - 7, ArrowRight: from + 7, ArrowUp: from - 1, ArrowDown: from + 1, Home: firstDay, End: toDay }[
      event.key
    ];
    if (next !== undefined) setActive(Math.max(firstDay, Math.min(toDay, next)));
    else if (event.key === "Enter" && known !== null && known.count > 0) onOpen(known.day);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const x = (day: number) => labelPx + Math.floor((day - firstDay) / 7) * pitch;
  const y = (day: number) => monthPx + weekdayOf(day) * pitch;
  return (
    <div
      ref={ref}
      className={styles.squares}
      role="slider"
      tabIndex={0}
      aria-label="Runs by day"
      aria-valuemin={firstDay}
      aria-valuemax={toDay}
      aria-valuenow={active ?? toDay}
      aria-valuetext={describe(dayAt(calendar, active ?? toDay, firstDay))}
      onKeyDown={onKeyDown}
      onFocus={(event) => event.currentTarget.matches(":focus-visible") && setActive(toDay)}
      onBlur={() => setActive(null)}
      onPointerMove={(event) => setActive(under(event))}
      onPointerLeave={() => setActive(null)}
      onClick={() => known !== null && known.count > 0 && onOpen(known.day)}
    >
      {widthPx > 0 && (
        <svg width={labelPx + calendarWeeks * pitch} height={monthPx + 7 * pitch} aria-hidden="true">
          {["Mon", "Wed", "Fri"].map((name, index) => (
            <text key={name} x={0} y={monthPx + index * 2 * pitch + size - 1} className={styles.label}>
              {name}
            </text>
          ))}
          {calendar.months.map(({ week, name }) => (
            <text key={week} x={labelPx + week * pitch} y={12} className={styles.label}>
              {name}
            </text>
          ))}
          {calendar.weeks.flat().map(({ day, level, isRed }) => (
            <g key={day}>
              <rect x={x(day)} y={y(day)} width={size} height={size} rx={2.5} data-level={level} className={styles.square} />
              {isRed && <circle cx={x(day) + size / 2} cy={y(day) + size / 2} r={Math.max(1.5, size / 5)} className={styles.red} />}
            </g>
          ))}
          {known !== null && (
            <rect x={x(known.day) - 1} y={y(known.day) - 1} width={size + 2} height={size + 2} rx={3.5} className={styles.active} />
          )}
        </svg>
      )}
      {known !== null && (
        <div
          className={styles.tip}
          aria-hidden="true"
          style={{ left: Math.max(0, Math.min(x(known.day) - 80, widthPx - 188)), bottom: `calc(100% - ${y(known.day) - 8}px)` }}
        >
          <CardHead day={known.day} runs={known.count} />
          {known.count > 0 && <CardLine token="--passed-fill" name="Passed" value={String(known.passed)} />}
          {known.failed > 0 && <CardLine token="--failed-fill" name="Failed" value={String(known.failed)} />}
          {known.other > 0 && <CardLine token="--skipped-fill" name="Other" value={String(known.other)} />}
        </div>
      )}
    </div>
  );
}

function dayAt(calendar: Calendar, day: number, firstDay: number): CalendarDay | null {
  return calendar.weeks[Math.floor((day - firstDay) / 7)]?.find((known) => known.day === day) ?? null;
}

function describe(day: CalendarDay | null): string {
  if (day === null) return "";
  if (day.count === 0) return `${formatFullDay(day.day)}: no run`;
  return `${formatFullDay(day.day)}: ${countOf(day.count, "run")}, ${day.passed} passed, ${day.failed} failed`;
}
