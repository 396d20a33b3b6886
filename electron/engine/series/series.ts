/** The public face of series: what is measured over time, read for charts, packed, and measured of the machine. */
export { type Chart, type ChartRange, readChart, type SeriesSummary, summarize } from "./chart.ts";
export { createHostMetrics, type HostMetrics } from "./host-metrics.ts";
export { expireOld, keepPacked, packDue } from "./keep-packed.ts";
