import { BellRing, OctagonAlert, Rocket } from "lucide-react";
import { type KeyboardEvent, useMemo, useState } from "react";
import { Tooltip } from "../tooltip.tsx";
import styles from "./chart-marks.module.css";
import { clusterMarks, type TimeMark } from "./chart-model.ts";
import { formatStep } from "./chart-times.ts";
import { axisPx } from "./chart-tokens.ts";

interface ChartMarksProps {
  title: string;
  marks: readonly TimeMark[];
  from: number;
  to: number;
  /** CSS pixels from the left of the drawing; `null` before it is drawn. */
  positionOf: ((at: number) => number) | null;
  onZoom: (range: { from: number; to: number }) => void;
}

const icons = { deployment: Rocket, incident: OctagonAlert, alert: BellRing } as const;
const names = { deployment: "Deployment", incident: "Incident", alert: "Alert" } as const;
// The worst stands for those that share its place.
const order = ["incident", "alert", "deployment"] as const;
const leastPx = 20;
const mostWords = 6;

/** What happened, below a chart: each leads to its page, and several at one place are looked at closer. */
export function ChartMarks({ title, marks, from, to, positionOf, onZoom }: ChartMarksProps) {
  const [stop, setStop] = useState(0);
  const clusters = useMemo(() => {
    if (positionOf === null) return [];
    // One that began earlier and still lasted stands at the left edge.
    const shown = marks.filter((mark) => mark.at <= to && (mark.until ?? (mark.isOpen ? to : mark.at)) >= from);
    return clusterMarks(shown, (at) => positionOf(Math.max(at, from)), leastPx);
  }, [marks, from, to, positionOf]);
  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>("a, button")];
    items[items.indexOf(document.activeElement as HTMLElement) + step]?.focus();
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <ul className={styles.marks} aria-label={`What happened meanwhile: ${title}`} style={{ marginLeft: axisPx }} onKeyDown={onKeyDown}>
      {clusters.map(({ left, marks: here }, index) => (
        <li key={`${here[0]?.kind} ${here[0]?.at} ${here[0]?.text}`} style={{ left: left - 9 }}>
          <Mark marks={here} isStop={index === Math.min(stop, clusters.length - 1)} onFocus={() => setStop(index)} onZoom={onZoom} />
        </li>
      ))}
    </ul>
  );
}

interface MarkProps {
  marks: readonly TimeMark[];
  isStop: boolean;
  onFocus: () => void;
  onZoom: (range: { from: number; to: number }) => void;
}

function Mark({ marks, isStop, onFocus, onZoom }: MarkProps) {
  const worst = marks.toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind))[0];
  if (worst === undefined) return null;
  const Icon = icons[worst.kind];
  const words = marks.slice(0, mostWords).map(wordsOf);
  const look = {
    className: styles.mark,
    tabIndex: isStop ? 0 : -1,
    "data-kind": worst.kind,
    "data-bad": worst.isGood ? undefined : "",
    onFocus,
    "aria-label": `${marks.length === 1 ? "" : `${marks.length} here: `}${words.join("; ")}`,
  };
  const inside =
    marks.length === 1 ? <Icon size={12} strokeWidth={2.25} aria-hidden="true" /> : <span aria-hidden="true">{marks.length}</span>;
  const tip = (
    <>
      {words.map((text) => (
        <span key={text} className={styles.words}>
          {text}
        </span>
      ))}
      {marks.length > mostWords && <span className={styles.words}>and {marks.length - mostWords} more</span>}
    </>
  );
  if (marks.length === 1 && worst.href !== null) {
    return (
      <Tooltip text={tip} side="top">
        <a href={worst.href} {...look}>
          {inside}
        </a>
      </Tooltip>
    );
  }
  const first = marks[0]?.at ?? worst.at;
  const last = marks.at(-1)?.at ?? worst.at;
  const room = Math.max(1_000, (last - first) * 0.25);
  return (
    <Tooltip text={tip} side="top">
      <button type="button" {...look} onClick={() => marks.length > 1 && onZoom({ from: first - room, to: last + room })}>
        {inside}
      </button>
    </Tooltip>
  );
}

function wordsOf({ kind, text, at }: TimeMark): string {
  return `${names[kind]}: ${text}, ${formatStep(at, 1_000)}`;
}
