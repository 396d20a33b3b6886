import { type ReactNode, useMemo } from "react";
import type { Annotation, Series } from "../../shared/contract/metrics.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { changeQuery } from "../state/route.ts";
import type { TimeLine, TimeMark } from "../ui/time-chart/chart-model.ts";
import { TimeChart } from "../ui/time-chart.tsx";
import { annotationAddress } from "./annotation-address.ts";
import { boundsOf, type ChartRange, zoomQuery } from "./time-range.ts";
import type { ReadSeries } from "./use-series.ts";

/** A line of a chart: which column of which series. */
export interface SeriesLine {
  readonly name: string;
  readonly series: string;
  /** Default: the average. */
  readonly column?: "average" | "min" | "max" | "p50" | "p95" | "p99";
  readonly isDashed?: boolean;
}

interface SeriesChartProps {
  projectId: ProjectId;
  title: string;
  level?: 2 | 3;
  aside?: ReactNode;
  className?: string | undefined;
  lines: readonly SeriesLine[];
  unit: Series["unit"];
  /** As `useSeries` answers it, for all charts of a page at once. */
  read: ReadSeries | null;
  range: ChartRange;
  /** Stands in the chart while nothing was measured. */
  nothing: string;
}

/** A chart of what the engine has measured. Its time stands in the address, as `range`, `from` and `to`. */
export function SeriesChart({ projectId, title, level, aside, className, lines, unit, read, range, nothing }: SeriesChartProps) {
  const drawn = useMemo(() => lines.map((line) => valuesOf(line, read)), [lines, read]);
  const marks = useMemo(() => (read?.annotations ?? []).map((annotation) => markOf(projectId, annotation)), [projectId, read]);
  // A closer look is shown at once, with what is there already; what is finer comes a moment later.
  const { from, to } = range.zoom ?? (read?.isZoomed === false ? read : boundsOf(range, Date.now()));
  return (
    <TimeChart
      title={title}
      {...(level === undefined ? {} : { level })}
      {...(aside === undefined ? {} : { aside })}
      className={className}
      from={from}
      to={to}
      at={read?.at ?? noMoments}
      stepMs={read?.stepMs ?? 0}
      unit={unit}
      lines={drawn}
      marks={marks}
      nothing={read === null ? null : nothing}
      syncKey={projectId}
      isZoomed={range.zoom !== null}
      onZoom={(zoom) => changeQuery(zoomQuery(zoom))}
    />
  );
}

const noMoments: readonly number[] = [];

function valuesOf({ name, series, column = "average", isDashed = false }: SeriesLine, read: ReadSeries | null): TimeLine {
  return { name, isDashed, values: read?.series.find((one) => one.name === series)?.[column] ?? [] };
}

function markOf(projectId: ProjectId, annotation: Annotation): TimeMark {
  const { kind, at, text } = annotation;
  const href = annotationAddress(projectId, annotation);
  if (kind === "deployment") return { kind, at, text, until: null, isOpen: false, isGood: annotation.isGood, href };
  return { kind, at, text, until: annotation.until, isOpen: annotation.until === null, isGood: false, href };
}
