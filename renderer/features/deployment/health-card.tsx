import { useMemo, useRef } from "react";
import type { DeploymentDetail } from "../../../shared/contract/deployments.ts";
import { countOf } from "../../../shared/counts.ts";
import { isOver } from "../../../shared/deployment-look.ts";
import { formatDuration } from "../../../shared/time.ts";
import { saveTable } from "../../actions/save-table.ts";
import { formatMoment } from "../../ui/age.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { useElementSize } from "../../ui/use-element-size.ts";
import styles from "./health-card.module.css";
import { type HealthChart, healthChart } from "./health-model.ts";
import { healthTable } from "./health-table.ts";

/** How well the target was after the switch. */
export function HealthCard({ detail }: { detail: DeploymentDetail }) {
  const { deployment, health, failuresAllowed, watchMs } = detail;
  const chart = useMemo(
    () => healthChart(health, { servedAt: deployment.servedAt, watchMs, failuresAllowed }),
    [health, deployment.servedAt, watchMs, failuresAllowed],
  );
  return (
    <section aria-label="Health" className={styles.card}>
      <header className={styles.head}>
        <h2 className={styles.title}>Health</h2>
        {chart !== null && <span className={styles.sum}>{sumWords(detail)}</span>}
        {failuresAllowed !== null && <span className={styles.rule}>{ruleWords(detail, failuresAllowed)}</span>}
        {chart !== null && (
          <span className={styles.save}>
            <ExportMenu what="the health" size="small" onSave={(format) => void saveTable(format, healthTable(detail))} />
          </span>
        )}
      </header>
      {chart === null ? <p className={styles.none}>{noneWords(detail)}</p> : <Chart chart={chart} label={sumWords(detail)} />}
    </section>
  );
}

const heightPx = 128;
const labelPx = 56;
const footPx = 18;
const topPx = 16;

function Chart({ chart, label }: { chart: HealthChart; label: string }) {
  const ref = useRef<HTMLDivElement>(null);
  const { width } = useElementSize(ref);
  const plotPx = Math.max(1, width - labelPx);
  const floorPx = topPx + heightPx;
  const barPx = Math.max(2, Math.min(10, plotPx / chart.marks.length - 2));
  // The first and the last bar lie within the plot.
  const x = (share: number) => labelPx + barPx / 2 + share * (plotPx - barPx);
  const { tooMany, switchedAt } = chart;
  return (
    <div ref={ref} className={styles.chart}>
      {width > 0 && (
        <svg role="img" aria-label={label} width={width} height={floorPx + footPx}>
          {[1, 0.5].map((share) => (
            <g key={share}>
              <line x1={labelPx} x2={width} y1={floorPx - share * heightPx} y2={floorPx - share * heightPx} className={styles.grid} />
              <text x={labelPx - 8} y={floorPx - share * heightPx + 4} textAnchor="end" className={styles.axis}>
                {formatDuration(chart.mostMs * share)}
              </text>
            </g>
          ))}
          <line x1={labelPx} x2={width} y1={floorPx} y2={floorPx} className={styles.floor} />
          {tooMany !== null && (
            <g>
              <rect
                x={x(tooMany.from) - barPx / 2 - 3}
                y={topPx}
                width={x(tooMany.to) - x(tooMany.from) + barPx + 6}
                height={heightPx}
                rx={4}
                className={styles.tooMany}
              />
              <text x={x(tooMany.from) - barPx / 2 - 3} y={topPx - 4} className={styles.tooManyWord}>
                {tooMany.count} in a row
              </text>
            </g>
          )}
          {chart.marks.map(({ sample, at, height }) => (
            <rect
              key={sample.at}
              x={x(at) - barPx / 2}
              y={floorPx - Math.max(2, height * heightPx)}
              width={barPx}
              height={Math.max(2, height * heightPx)}
              rx={1.5}
              className={sample.isGood ? styles.good : styles.bad}
            >
              <title>{`${formatMoment(sample.at)}: ${sample.detail}, ${formatDuration(sample.durationMs)}`}</title>
            </rect>
          ))}
          {switchedAt !== null && (
            <line x1={x(switchedAt) - barPx / 2} x2={x(switchedAt) - barPx / 2} y1={topPx} y2={floorPx + 5} className={styles.switch} />
          )}
          <text x={labelPx} y={floorPx + 15} className={styles.axis}>
            {switchedAt === null ? "0 s" : "switched"}
          </text>
          <text x={width} y={floorPx + 15} textAnchor="end" className={styles.axis}>
            {formatDuration(chart.spanMs)}
          </text>
        </svg>
      )}
    </div>
  );
}

/** Until the first good answer nothing is counted: the release may still be starting. */
function ruleWords({ deployment, health }: DeploymentDetail, failuresAllowed: number): string {
  if (deployment.state === "watching" && !health.some(({ isGood }) => isGood)) return "waits for the first good answer";
  return `${failuresAllowed === 1 ? "one failure is" : `${failuresAllowed} failures in a row are`} too many`;
}

function sumWords({ health }: DeploymentDetail): string {
  const good = health.filter(({ isGood }) => isGood);
  const answers = countOf(health.length, "answer");
  const sorted = good.map(({ durationMs }) => durationMs).sort((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)];
  const often = good.length === health.length ? `${answers}, all good` : `${good.length} of ${answers} good`;
  return median === undefined ? often : `${often}, median ${formatDuration(median)}`;
}

function noneWords({ deployment, failuresAllowed }: DeploymentDetail): string {
  if (failuresAllowed === null) return "This environment says nothing of health: a deployment counts as good as soon as it serves.";
  return isOver(deployment) ? "It never came so far that its health was asked." : "Its health is asked as soon as it serves.";
}
