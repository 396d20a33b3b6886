import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { type Phase, phases } from "../../../../shared/pipeline/phases.ts";
import type { Status } from "../../../../shared/status.ts";
import { MillWheel } from "../../../ui/mill-wheel.tsx";
import { phaseName } from "../../../ui/phase-icon.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { useElementSize } from "../../../ui/use-element-size.ts";
import { factText, isUnderWay, type PhaseFact, type PhaseSummary } from "../board-model.ts";
import { Light } from "./light.tsx";
import styles from "./ribbon.module.css";
import { type RibbonGeometry, ribbonGeometry, ribbonHeight } from "./ribbon-geometry.ts";

/** The loop as one slim line: what each phase is like, and the way to it. */
export function Ribbon({
  summaries,
  isRunning,
  onChoose,
}: {
  summaries: readonly PhaseSummary[];
  /** Whether a run is under way: the wheel turns and the light travels. */
  isRunning: boolean;
  onChoose: (phase: Phase) => void;
}) {
  const frame = useRef<HTMLElement>(null);
  const { width } = useElementSize(frame);
  const geometry = useMemo(() => ribbonGeometry(width), [width]);
  return (
    <nav ref={frame} aria-label="Phases" className={styles.ribbon}>
      {width > 0 && (
        <>
          <Channel geometry={geometry} summaries={summaries} onChoose={onChoose} />
          {isRunning && <Light geometry={geometry} from={phases.findIndex((phase) => isLit(summaries, phase))} />}
          <Labels geometry={geometry} summaries={summaries} onChoose={onChoose} />
          <span className={styles.hub} style={{ left: geometry.wheel.x }}>
            <MillWheel size={34} isTurning={isRunning} />
          </span>
        </>
      )}
    </nav>
  );
}

interface PartProps {
  geometry: RibbonGeometry;
  summaries: readonly PhaseSummary[];
  onChoose: (phase: Phase) => void;
}

function Channel({ geometry, summaries, onChoose }: PartProps) {
  return (
    <svg width={geometry.width} height={ribbonHeight} className={styles.channel} aria-hidden="true">
      {summaries.map(({ phase, status, stageCount }) =>
        stageCount === 0 ? (
          <g key={phase}>
            <path d={geometry.segments[phase]} className={styles.bank} />
            <path d={geometry.segments[phase]} className={styles.bed} />
          </g>
        ) : (
          <path key={phase} d={geometry.segments[phase]} className={styles.segment} data-status={status ?? "none"} />
        ),
      )}
      {geometry.cuts.map(({ x, y, degrees }) => (
        <path key={`${x} ${y}`} d="M-3.5 -6L1.5 0L-3.5 6" transform={`translate(${x} ${y}) rotate(${degrees})`} className={styles.cut} />
      ))}
      {summaries.map(({ phase }) => (
        // The labels are what keyboards and screen readers use; the channel is only a bigger target for a pointer.
        // biome-ignore lint/a11y/noStaticElementInteractions: see above
        <path key={phase} d={geometry.segments[phase]} className={styles.touch} onClick={() => onChoose(phase)} />
      ))}
    </svg>
  );
}

function isLit(summaries: readonly PhaseSummary[], phase: Phase): boolean {
  const status = summaries.find((summary) => summary.phase === phase)?.status ?? null;
  return status !== null && isUnderWay(status);
}

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** One stop for the Tab key; arrows follow the current. */
function Labels({ geometry, summaries, onChoose }: PartProps) {
  const [current, setCurrent] = useState<Phase>(phases[0]);
  const id = useId();

  function onKeyDown(event: KeyboardEvent, phase: Phase): void {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = phases[(phases.indexOf(phase) + step + phases.length) % phases.length] ?? phase;
    setCurrent(next);
    document.getElementById(`${id}-${next}`)?.focus();
  }

  return (
    <ol>
      {summaries.map(({ phase, status, stageCount, fact }) => {
        const { left, top, width } = geometry.labels[phase];
        return (
          <li key={phase}>
            <button
              type="button"
              id={`${id}-${phase}`}
              className={styles.label}
              style={{ left, top, maxWidth: width }}
              tabIndex={phase === current ? 0 : -1}
              onFocus={() => setCurrent(phase)}
              onKeyDown={(event) => onKeyDown(event, phase)}
              onClick={() => onChoose(phase)}
              title={`${phaseName(phase)}: ${factText(fact)}`}
            >
              <StatusIcon status={stageCount === 0 || status === null ? "none" : status} size={14} />
              <b className={styles.name}>{phaseName(phase)}</b>
              <span className="visually-hidden">{factText(fact)}</span>
              <Fact fact={fact} status={status ?? "none"} />
            </button>
          </li>
        );
      })}
    </ol>
  );
}

/** A name longer than this keeps its end, by which names like `integration-12` and `integration-13` are told apart. */
const shortName = 12;
const nameEnd = 4;

/** Where there is little room the others go first, then the middle of the stage's name; what happened to it stays. */
function Fact({ fact: { stage, words, rest }, status }: { fact: PhaseFact; status: Status | "none" }) {
  return (
    <span className={styles.fact} data-status={status} aria-hidden="true">
      <StageName name={stage} />
      <span className={styles.words}>{stage === "" ? words : ` ${words}`}</span>
      <span className={styles.others}>{rest}</span>
    </span>
  );
}

function StageName({ name }: { name: string }) {
  if (name.length <= shortName) return <span className={styles.stage}>{name}</span>;
  return (
    <span className={styles.long}>
      <span className={styles.stage}>{name.slice(0, -nameEnd)}</span>
      <span>{name.slice(-nameEnd)}</span>
    </span>
  );
}
