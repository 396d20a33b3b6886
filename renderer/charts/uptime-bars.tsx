import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";
import type { UptimeBar } from "../../shared/contract/monitors.ts";
import { formatUptime } from "../../shared/monitor-look.ts";
import styles from "./uptime-bars.module.css";
import { linesOfBar, partsOfBar, timeOfBar, uptimeOfBars } from "./uptime-model.ts";

interface UptimeBarsProps {
  /** Its accessible name, such as `home in the last 90 days`. */
  label: string;
  /** The oldest first; `null` until they were read. */
  bars: readonly UptimeBar[] | null;
  barMs: number;
  height: number;
  /** Whether arrow keys go from bar to bar; in lists it is a picture with a sentence. */
  isStop?: boolean;
}

const pitch = 10;
const tipPx = 224;

/** How a thing stood, bar by bar: what nobody knows is a low dotted stump, so that it is neither well nor ill. */
export function UptimeBars({ label, bars, barMs, height, isStop = false }: UptimeBarsProps) {
  const [active, setActive] = useState<number | null>(null);
  const element = useRef<HTMLDivElement>(null);
  const count = bars?.length ?? 0;
  const bar = active === null ? undefined : bars?.[active];
  const shapes = useMemo(
    () => pathsOf(bars ?? [], height).map(({ kind, path }) => <path key={kind} d={path} className={styles[kind]} />),
    [bars, height],
  );

  function onPointerMove(event: PointerEvent): void {
    const box = element.current?.getBoundingClientRect();
    if (box === undefined || count === 0) return;
    setActive(Math.max(0, Math.min(count - 1, Math.floor(((event.clientX - box.left) / box.width) * count))));
  }
  function onKeyDown(event: KeyboardEvent): void {
    const from = active ?? count;
    const next = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: count - 1 }[event.key];
    if (event.key === "Escape" && active !== null) setActive(null);
    else if (next !== undefined && count > 0) setActive(Math.max(0, Math.min(count - 1, next)));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  const words = (one: UptimeBar) => `${timeOfBar(one, barMs)}: ${linesOfBar(one, barMs).join(", ")}`;
  const newest = bars?.[count - 1];
  const role = isStop
    ? {
        role: "slider",
        tabIndex: 0,
        "aria-label": label,
        "aria-valuemin": 0,
        "aria-valuemax": Math.max(0, count - 1),
        "aria-valuenow": active ?? Math.max(0, count - 1),
        "aria-valuetext": bar !== undefined ? words(bar) : newest === undefined ? "Not read yet" : words(newest),
        onKeyDown,
        onBlur: () => setActive(null),
      }
    : { role: "img", "aria-label": `${label}: ${bars === null ? "not read yet" : sentenceOf(bars)}` };
  return (
    <div
      ref={element}
      className={styles.bars}
      style={{ height }}
      {...role}
      onPointerMove={onPointerMove}
      onPointerLeave={() => setActive(null)}
    >
      {count > 0 && (
        <svg width="100%" height={height} viewBox={`0 0 ${count * pitch} ${height}`} preserveAspectRatio="none" aria-hidden="true">
          {active !== null && <rect x={active * pitch} y={0} width={pitch} height={height} className={styles.active} />}
          {shapes}
        </svg>
      )}
      {bar !== undefined && active !== null && element.current !== null && (
        <Tip bar={bar} barMs={barMs} box={element.current.getBoundingClientRect()} share={(active + 0.5) / count} />
      )}
    </div>
  );
}

function sentenceOf(bars: readonly UptimeBar[]): string {
  const uptime = uptimeOfBars(bars);
  return uptime === null ? "nothing is known" : `up ${formatUptime(uptime)} of the known time`;
}

const kinds = ["up", "degraded", "down", "maintenance", "unknown"] as const;

/** One path for each kind: hundreds of rows scroll by, and each shape of its own costs its own. */
function pathsOf(bars: readonly UptimeBar[], height: number): { readonly kind: (typeof kinds)[number]; readonly path: string }[] {
  const paths = new Map<(typeof kinds)[number], string>();
  const add = (kind: (typeof kinds)[number], index: number, top: number, length: number) => {
    const rectangle = `M${index * pitch + 1} ${top.toFixed(2)}h${pitch - 2.5}v${length.toFixed(2)}h${2.5 - pitch}z`;
    paths.set(kind, `${paths.get(kind) ?? ""}${rectangle}`);
  };
  bars.forEach((bar, index) => {
    const parts = partsOfBar(bar);
    if (parts.length === 0) add("unknown", index, height - 3, 3);
    let foot = height;
    for (const { kind, share } of parts) {
      foot -= share * height;
      add(kind, index, foot, share * height);
    }
  });
  return [...paths].map(([kind, path]) => ({ kind, path }));
}

function Tip({ bar, barMs, box, share }: { bar: UptimeBar; barMs: number; box: DOMRect; share: number }) {
  const left = Math.max(8, Math.min(box.left + box.width * share - tipPx / 2, window.innerWidth - tipPx - 8));
  const isAbove = box.bottom + 120 > window.innerHeight;
  const place = isAbove ? { bottom: window.innerHeight - box.top + 6 } : { top: box.bottom + 6 };
  return createPortal(
    <div className={styles.tip} aria-hidden="true" style={{ left, width: tipPx, ...place }}>
      <b>{timeOfBar(bar, barMs)}</b>
      {linesOfBar(bar, barMs).map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>,
    document.body,
  );
}
