import type { Dora, DoraBand } from "../../../../shared/contract/dora.ts";
import { countOf } from "../../../../shared/counts.ts";
import { bandWord, frequencyWords } from "../../../../shared/dora-words.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { formatDays } from "../days.ts";
import { type Change, durationChange, formatChange, formatPoints, formatRate, rateChange } from "../figures.ts";
import { sparkBars } from "../spark-bars.ts";
import type { Span } from "./span.ts";

/** Which rows a figure is counted of, as it stands in the address. */
export const rowKinds = ["deployments", "changes", "failed"] as const;

/** See {@link rowKinds}. */
export type RowKind = (typeof rowKinds)[number];

/** Some weeks of a figure, as a small bar. */
export interface KeyBar extends Span {
  /** The highest is 1. */
  readonly share: number;
  /** Its days, and what it says of them. */
  readonly words: string;
}

/** One of the four figures, as it is drawn. */
export interface KeyFigure {
  readonly title: string;
  readonly value: string;
  readonly unit: string;
  readonly band: DoraBand | null;
  /** The band, or why there is none. */
  readonly bandWord: string;
  readonly change: Change | null;
  readonly changeText: string;
  readonly bars: readonly KeyBar[];
  readonly note: string;
  readonly rows: { readonly kind: RowKind; readonly text: string };
}

/** The four keys as they are drawn. */
export function keyFigures({ frequency, leadTime, failures, recovery, weeks }: Dora): KeyFigure[] {
  const [often, unit] = frequencyWords(frequency.perWeek);
  const more = perWeekChange(frequency.perWeek, frequency.previousPerWeek);
  const lead = durationChange(leadTime.medianMs, leadTime.previousMedianMs);
  const rate = inverted(rateChange(failures.rate, failures.previousRate));
  const whole = durationChange(recovery.medianMs, recovery.previousMedianMs);
  return [
    {
      ...{ title: "Deployment frequency", value: often, unit, ...banded(frequency.band), ...changed(more, formatChange) },
      bars: barsOf(
        weeks,
        ({ deployments }) => deployments,
        "sum",
        (sum) => countOf(sum, "deployment"),
      ),
      note: `on ${frequency.daysWith} of ${frequency.days} days`,
      rows: { kind: "deployments", text: countOf(frequency.deployments, "deployment") },
    },
    {
      ...{ title: "Lead time for changes", value: duration(leadTime.medianMs), unit: "", ...banded(leadTime.band) },
      ...changed(lead, formatChange),
      bars: barsOf(weeks, ({ leadMedianMs }) => leadMedianMs, "mean", meanWords),
      note: leadTime.p90Ms === null ? "from a commit until it serves" : `median, P90 ${duration(leadTime.p90Ms)}`,
      rows: { kind: "changes", text: countOf(leadTime.commits, "commit") },
    },
    {
      ...{ title: "Change failure rate", value: failures.rate === null ? "–" : formatRate(failures.rate).replace(" %", "") },
      ...{ unit: failures.rate === null ? "" : "%", ...banded(failures.band), ...changed(rate, formatPoints) },
      bars: barsOf(
        weeks,
        ({ failed }) => failed,
        "sum",
        (sum) => (sum === 0 ? "nothing failed" : `${countOf(sum, "deployment")} failed`),
      ),
      note: "of the deployments failed",
      rows: { kind: "failed", text: `${failures.failed} of ${failures.deployments}` },
    },
    {
      ...{ title: "Time to recover", value: duration(recovery.medianMs), unit: "", ...banded(recovery.band) },
      ...changed(whole, formatChange),
      bars: barsOf(weeks, ({ recoveryMedianMs }) => recoveryMedianMs, "mean", meanWords),
      note: recovery.longestMs === null ? "from a failure until all is well" : `median, longest ${duration(recovery.longestMs)}`,
      rows: { kind: "failed", text: recoveryRows(recovery) },
    },
  ];
}

type Week = Dora["weeks"][number];

function barsOf(
  weeks: readonly Week[],
  read: (week: Week) => number | null,
  how: "sum" | "mean",
  words: (value: number) => string,
): KeyBar[] {
  return sparkBars(weeks.map(read), how).map(({ share, value, first, last }) => {
    const [fromDay, toDay] = [weeks[first]?.fromDay ?? 0, weeks[last]?.toDay ?? 0];
    return { share, fromDay, toDay, words: `${formatDays(fromDay, toDay)}: ${words(value)}` };
  });
}

function meanWords(valueMs: number): string {
  return valueMs === 0 ? "none" : duration(valueMs);
}

function recoveryRows({ recovered, open }: Dora["recovery"]): string {
  return open === 0 ? countOf(recovered, "failure") : `${countOf(recovered + open, "failure")}, ${open} open`;
}

/** More often is better. */
function perWeekChange(now: number, before: number | null): Change | null {
  if (before === null || before === 0) return null;
  return inverted(durationChange(now, before));
}

/** Of what is the better the less of it there is, and the other way round. */
function inverted(change: Change | null): Change | null {
  if (change === null) return null;
  const { amount, verdict } = change;
  return { amount, verdict: verdict === "better" ? "worse" : verdict === "worse" ? "better" : verdict };
}

function banded(band: DoraBand | null): Pick<KeyFigure, "band" | "bandWord"> {
  return { band, bandWord: band === null ? "Not known yet" : bandWord(band) };
}

function changed(change: Change | null, write: (amount: number) => string): Pick<KeyFigure, "change" | "changeText"> {
  return { change, changeText: change === null ? "" : write(change.amount) };
}

function duration(durationMs: number | null): string {
  return durationMs === null ? "–" : formatDuration(durationMs);
}
