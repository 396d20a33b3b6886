import { countOf } from "../../../shared/counts.ts";
import styles from "./day-card.module.css";
import { formatFullDay } from "./days.ts";

/** The first line of a card beside a chart's cursor. */
export function CardHead({ day, runs }: { day: number; runs: number }) {
  return (
    <p className={styles.head}>
      <b>{formatFullDay(day).replace(/ \d{4}$/, "")}</b>
      <span>{countOf(runs, "run")}</span>
    </p>
  );
}

/** One value of the day, with the colour of its line. */
export function CardLine({ token, name, value }: { token: string; name: string; value: string }) {
  return (
    <p className={styles.line}>
      <svg width="8" height="8" aria-hidden="true">
        <circle cx="4" cy="4" r="4" fill={`var(${token})`} />
      </svg>
      {name}
      <b>{value}</b>
    </p>
  );
}
