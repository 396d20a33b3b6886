import { CalendarDays } from "lucide-react";
import { useStore } from "zustand";
import { isoDay } from "../../../shared/time.ts";
import { nowStore } from "../../state/now.ts";
import { changeQuery } from "../../state/route.ts";
import { Select } from "../../ui/select.tsx";
import styles from "./run-filters.module.css";
import type { RunsQuery } from "./run-list.ts";
import { dayOf, daysOfPeriod, periodOf, periodOptions } from "./run-period.ts";

/** Narrows the list to runs of some days, or of one that can be chosen. */
export function PeriodFilter({ query }: { query: RunsQuery }) {
  const today = useStore(nowStore, (state) => dayOf(state.now));
  const period = periodOf(query, today);
  return (
    <>
      <Select
        label="Period"
        value={period}
        icon={<CalendarDays size={14} strokeWidth={2} aria-hidden="true" />}
        options={periodOptions(query, today)}
        onChange={(chosen) => {
          const days = daysOfPeriod(chosen, today);
          if (days !== null) changeQuery(days);
        }}
      />
      {period === "day" && query.sinceDay !== null && (
        <input
          type="date"
          aria-label="Day"
          title="Counted in UTC"
          className={styles.day}
          value={isoDay(query.sinceDay)}
          max={isoDay(today)}
          onChange={({ target }) => {
            // Empty while a part of it is being typed.
            if (target.value !== "") changeQuery({ since: target.value, until: target.value });
          }}
        />
      )}
    </>
  );
}
