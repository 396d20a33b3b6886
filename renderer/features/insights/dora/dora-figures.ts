import type { Dora, DoraBand } from "../../../../shared/contract/dora.ts";
import { countOf } from "../../../../shared/counts.ts";
import { bandWord } from "../../../../shared/dora-words.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { type Change, durationChange, formatChange, formatPoints, formatRate, rateChange } from "../figures.ts";
import { sparkBars } from "../spark-bars.ts";

/** Which rows a figure is counted of, as it stands in the address. */
export const rowKinds = ["deployments", "changes", "failed"] as const;

/** See {@link rowKinds}. */
export type RowKind = (typeof rowKinds)[number];

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
  /** The highest is 1. */
  readonly bars: readonly number[];
  readonly note: string;
  readonly rows: { readonly kind: RowKind; readonly text: string };
}

const daysPerMonth = 365 / 12;

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
      bars: sparkBars(
        weeks.map(({ deployments }) => deployments),
        "sum",
      ),
      note: `on ${frequency.daysWith} of ${frequency.days} days`,
      rows: { kind: "deployments", text: countOf(frequency.deployments, "deployment") },
    },
    {
      ...{ title: "Lead time for changes", value: duration(leadTime.medianMs), unit: "", ...banded(leadTime.band) },
      ...changed(lead, formatChange),
      bars: sparkBars(
        weeks.map(({ leadMedianMs }) => leadMedianMs),
        "mean",
      ),
      note: leadTime.p90Ms === null ? "from a commit until it serves" : `median, P90 ${duration(leadTime.p90Ms)}`,
      rows: { kind: "changes", text: countOf(leadTime.commits, "commit") },
    },
    {
      ...{ title: "Change failure rate", value: failures.rate === null ? "–" : formatRate(failures.rate).replace(" %", "") },
      ...{ unit: failures.rate === null ? "" : "%", ...banded(failures.band), ...changed(rate, formatPoints) },
      bars: sparkBars(
        weeks.map(({ failed }) => failed),
        "sum",
      ),
      note: "of the deployments failed",
      rows: { kind: "failed", text: `${failures.failed} of ${failures.deployments}` },
    },
    {
      ...{ title: "Time to recover", value: duration(recovery.medianMs), unit: "", ...banded(recovery.band) },
      ...changed(whole, formatChange),
      bars: sparkBars(
        weeks.map(({ recoveryMedianMs }) => recoveryMedianMs),
        "mean",
      ),
      note: recovery.longestMs === null ? "from a failure until all is well" : `median, longest ${duration(recovery.longestMs)}`,
      rows: { kind: "failed", text: recoveryRows(recovery) },
    },
  ];
}

function recoveryRows({ recovered, open }: Dora["recovery"]): string {
  return open === 0 ? countOf(recovered, "failure") : `${countOf(recovered + open, "failure")}, ${open} open`;
}

/** In the unit in which it is a number that people count in. */
function frequencyWords(perWeek: number): [value: string, unit: string] {
  if (perWeek > 14) return [(perWeek / 7).toFixed(1), "per day"];
  if (perWeek >= 1 || perWeek === 0) return [perWeek.toFixed(1), "per week"];
  return [((perWeek / 7) * daysPerMonth).toFixed(1), "per month"];
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
