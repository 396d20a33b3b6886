import { changeQuery } from "../state/route.ts";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { type ChartRange, presetQuery, type RangePreset } from "./time-range.ts";

const labels: Readonly<Record<RangePreset, string>> = {
  "15m": "15 m",
  "1h": "1 h",
  "6h": "6 h",
  "24h": "24 h",
  "7d": "7 d",
  "30d": "30 d",
  "90d": "90 d",
  "1y": "1 y",
};

/** Chooses the time that all charts of a page show. */
export function RangePicker({ range, presets }: { range: ChartRange; presets: readonly RangePreset[] }) {
  return (
    <SegmentedControl
      label="Time"
      segments={presets.map((value) => ({ value, label: labels[value] }))}
      value={range.preset}
      onChange={(preset) => changeQuery(presetQuery(preset))}
    />
  );
}
