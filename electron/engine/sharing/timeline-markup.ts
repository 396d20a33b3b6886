import type { StageRun } from "../../../shared/contract/schemas.ts";
import { lookOf, titleOf } from "../../../shared/stage-groups.ts";
import { formatDuration } from "../../../shared/time.ts";
import type { Html, Markup } from "./markup.ts";

const rowPx = 24;
const namePx = 220;
const widthPx = 1080;
const timePx = 100;
/** What took no time is seen as well. */
const leastPx = 2;

/** A run hides nothing of less than so many stages; of more, the longest are drawn. */
const mostRows = 100;

/** When each stage ran, as a drawing. `null` when nothing of the run ever started. */
export function timelineMarkup(html: Html, stages: readonly StageRun[]): Markup | null {
  const ran = stages.flatMap((stage) =>
    stage.startedAt === null ? [] : [{ stage, from: stage.startedAt, durationMs: stage.durationMs ?? 0 }],
  );
  if (ran.length === 0) return null;
  const shown = new Set(ran.toSorted((one, other) => other.durationMs - one.durationMs).slice(0, mostRows));
  const rows = ran.filter((row) => shown.has(row)).sort((one, other) => one.from - other.from);
  const start = Math.min(...rows.map(({ from }) => from));
  const end = Math.max(...rows.map(({ from, durationMs }) => from + durationMs));
  const scale = (widthPx - namePx - timePx) / Math.max(1, end - start);
  const bars = rows.map(({ stage, from, durationMs }, index) => {
    const x = namePx + (from - start) * scale;
    const width = Math.max(leastPx, durationMs * scale);
    const y = index * rowPx;
    const name = titleOf(stage);
    return html`<g><title>${`${name}: ${lookOf(stage)}, ${formatDuration(durationMs)}`}</title>
<text x="0" y="${y + 16}">${name.length > 32 ? `${name.slice(0, 31)}…` : name}</text>
<rect class="status ${lookOf(stage)}" x="${x.toFixed(1)}" y="${y + 6}" width="${width.toFixed(1)}" height="12" rx="2"></rect>
<text x="${(x + width + 6).toFixed(1)}" y="${y + 16}">${formatDuration(durationMs)}</text></g>`;
  });
  const left = ran.length - rows.length;
  return html`<svg class="timeline" viewBox="0 0 ${widthPx} ${rows.length * rowPx}" role="img" aria-label="When each stage ran">${bars}</svg>${
    left === 0 ? null : html`<p class="quiet">The ${rows.length} longest of ${ran.length} stages.</p>`
  }`;
}
