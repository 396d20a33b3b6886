import { useEffect, useRef } from "react";
import styles from "./ribbon.module.css";
import { courseLength, type Station, stationsOf } from "./stations.ts";

const roundMs = 14_000;
/** How clear each piece of the tail is, the first behind the light first. */
const tail = [0.8, 0.66, 0.52, 0.4, 0.29, 0.19, 0.1];
/** From one piece to the next, in units of the course: near enough that they touch in any window. */
const spacing = 3.2;

/**
 * The light that travels round the loop while a run is under way. Its pieces are moved by the compositor, so that a
 * long run costs the window nothing. Without motion it rests in the middle of the phase that runs, the `from`-th.
 */
export function Light({ course, from }: { course: string; from: number }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const parts = [...(frame.current?.children ?? [])];
    const stations = stationsOf(course);
    const rest = (Math.max(0, from) + 0.5) * (courseLength / 8);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      for (const [index, part] of parts.entries()) {
        const place = Math.floor(((rest - index * spacing) / courseLength) * stations.length);
        part.animate([keyframeOf(stations[place])], { duration: 1, fill: "forwards" });
      }
      return;
    }
    const keyframes = stations.map(keyframeOf);
    const moves = parts.map((part, index) =>
      // The first piece is ahead of the others; none waits to begin, or it would lie at the corner until then.
      part.animate(keyframes, {
        duration: roundMs,
        iterations: Number.POSITIVE_INFINITY,
        delay: ((index - parts.length) * spacing * roundMs) / courseLength,
      }),
    );
    return () => {
      for (const move of moves) move.cancel();
    };
  }, [course, from]);
  return (
    <div ref={frame} className={styles.light} aria-hidden="true">
      <i className={styles.core} />
      {tail.map((opacity) => (
        <i key={opacity} className={styles.piece} style={{ opacity }} />
      ))}
    </div>
  );
}

function keyframeOf(station: Station | undefined): Keyframe {
  const { x = 0, y = 0, radians = 0 } = station ?? {};
  return { transform: `translate(${x}px, ${y}px) rotate(${radians}rad)` };
}
