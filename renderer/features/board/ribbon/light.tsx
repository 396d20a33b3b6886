import { useEffect, useRef } from "react";
import { phases } from "../../../../shared/pipeline/phases.ts";
import styles from "./ribbon.module.css";
import type { RibbonGeometry } from "./ribbon-geometry.ts";
import { courseLength, type Station, stationsOf } from "./stations.ts";

const roundMs = 14_000;
/** How clear each piece of the tail is, the first behind the light first. */
const tail = [0.8, 0.66, 0.52, 0.4, 0.29, 0.19, 0.1];
/** From one piece to the next, in units of the course: each piece is as long. */
const spacing = 3.2;

/**
 * The light that travels round the loop while a run is under way. Its pieces are moved by the compositor, so that a
 * long run costs the window nothing. Without motion it rests in the middle of the phase that runs, the `from`-th.
 */
export function Light({ geometry, from }: { geometry: RibbonGeometry; from: number }) {
  const { segments, segmentLength } = geometry;
  // They meet without a gap and without lying over each other, which would show as stripes.
  const width = (spacing * segmentLength * 8) / courseLength;
  const frame = useRef<HTMLDivElement>(null);
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const rest = isStill ? (Math.max(0, from) + 0.5) * (courseLength / 8) : null;
  const moves = useRef<readonly Animation[]>([]);
  useEffect(() => {
    const travelling = travel([...(frame.current?.children ?? [])], stationsOf(phases.map((phase) => segments[phase])));
    moves.current = travelling;
    return () => {
      for (const move of travelling) move.cancel();
    };
  }, [segments]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: pieces on another course are new ones, which have to rest as well
  useEffect(() => {
    if (rest === null) return;
    for (const move of moves.current) {
      move.pause();
      move.currentTime = (rest * roundMs) / courseLength;
    }
  }, [segments, rest]);
  return (
    <div ref={frame} className={styles.light} aria-hidden="true">
      <i className={styles.core} />
      {tail.map((opacity) => (
        <i key={opacity} className={styles.piece} style={{ opacity, width, left: -width / 2 }} />
      ))}
    </div>
  );
}

/** Each piece is a little behind the one before; none waits to begin, or it would lie at the corner until then. */
function travel(parts: readonly Element[], stations: readonly Station[]): Animation[] {
  const keyframes = stations.map(keyframeOf);
  return parts.map((part, index) =>
    part.animate(keyframes, {
      duration: roundMs,
      iterations: Number.POSITIVE_INFINITY,
      delay: ((index - parts.length) * spacing * roundMs) / courseLength,
    }),
  );
}

function keyframeOf(station: Station | undefined): Keyframe {
  const { x = 0, y = 0, radians = 0 } = station ?? {};
  return { transform: `translate(${x}px, ${y}px) rotate(${radians}rad)` };
}
