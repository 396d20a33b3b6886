import { type Phase, phases } from "../../shared/pipeline/phases.ts";
import { MillWheel } from "../ui/mill-wheel.tsx";
import { PhaseIcon, phaseName } from "../ui/phase-icon.tsx";
import styles from "./loop-drawing.module.css";

// The channel: from the crossing round the left lobe and back, then round the right one.
const channel =
  "M280 72C246 32 216 14 164 14H78A58 58 0 0 0 78 130H164C216 130 246 112 280 72C314 32 344 14 396 14H482A58 58 0 0 1 482 130H396C344 130 314 112 280 72";

// Where each phase's segment begins and how long it is, in eight hundredths of the channel; the wheel covers the crossing.
const segments: Record<Phase, readonly [start: number, length: number]> = {
  plan: [7.5, 91.6],
  code: [100.9, 98.2],
  build: [200.9, 98.2],
  test: [300.9, 91.6],
  release: [407.5, 91.6],
  deploy: [500.9, 98.2],
  operate: [600.9, 98.2],
  monitor: [700.9, 91.6],
};

const places: Record<Phase, readonly [left: number, top: number]> = {
  plan: [186, 46],
  code: [84, 46],
  build: [84, 98],
  test: [186, 98],
  release: [374, 46],
  deploy: [476, 46],
  operate: [476, 98],
  monitor: [374, 98],
};

/** The loop as a drawing: eight phases round two lobes, the wheel at the crossing. */
export function LoopDrawing() {
  return (
    <div className={styles.drawing}>
      <svg width="560" height="144" fill="none" stroke="var(--accent)" strokeWidth="2" aria-hidden="true">
        {phases.map((phase, index) => {
          const [start, length] = segments[phase];
          return <path key={phase} d={channel} pathLength={800} strokeDasharray={`0 ${start} ${length} 800`} opacity={1 - index * 0.08} />;
        })}
      </svg>
      <ul>
        {phases.map((phase) => {
          const [left, top] = places[phase];
          return (
            <li key={phase} className={styles.phase} style={{ left, top }}>
              <PhaseIcon phase={phase} />
              {phaseName(phase)}
            </li>
          );
        })}
      </ul>
      <span className={styles.wheel}>
        <MillWheel size={44} />
      </span>
    </div>
  );
}
