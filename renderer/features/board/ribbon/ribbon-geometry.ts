import type { Phase } from "../../../../shared/pipeline/phases.ts";

/** Where the channel is cut between two phases; `degrees` is the direction of the current there. */
export interface RibbonCut {
  readonly x: number;
  readonly y: number;
  readonly degrees: number;
}

/** Where a phase's label stands; it may grow to `width` and is cut off beyond. */
export interface RibbonLabelPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/** The channel laid as a flat figure eight, as long as the window is wide. All lengths in CSS pixels. */
export interface RibbonGeometry {
  readonly width: number;
  readonly height: number;
  /** The part of each phase on the course from the wheel round both lobes back to it, in the order of the current. */
  readonly segments: Readonly<Record<Phase, string>>;
  /** How long each of them is. */
  readonly segmentLength: number;
  /** Six: at the wheel itself nothing needs to be cut. */
  readonly cuts: readonly RibbonCut[];
  readonly wheel: { readonly x: number; readonly y: number };
  readonly labels: Readonly<Record<Phase, RibbonLabelPlace>>;
}

export const ribbonHeight = 80;
const top = 11;
const bottom = 69;
const middle = 40;
const radius = 29;
/** From the window's edge to the outermost point of a lobe's middle line. */
const inset = 14;
/** From the wheel to where a bend becomes straight. */
const bend = 96;
/** Below this the straights would turn around; the ribbon is cut off instead. */
const leastWidth = 2 * (inset + radius + bend);

/** The ribbon for a content area of `width` pixels. */
export function ribbonGeometry(width: number): RibbonGeometry {
  const full = Math.max(width, leastWidth);
  const center = full / 2;
  const far = full - inset;
  const cutLeft = center - cutDistance(full);
  const cutRight = center + cutDistance(full);
  const segments: Record<Phase, string> = {
    plan: `M${center} ${middle} C${center - 26} 25 ${center - 52} ${top} ${center - bend} ${top} L${cutLeft} ${top}`,
    code: `M${cutLeft} ${top} L${inset + radius} ${top} A${radius} ${radius} 0 0 0 ${inset} ${middle}`,
    build: `M${inset} ${middle} A${radius} ${radius} 0 0 0 ${inset + radius} ${bottom} L${cutLeft} ${bottom}`,
    test: `M${cutLeft} ${bottom} L${center - bend} ${bottom} C${center - 52} ${bottom} ${center - 26} 55 ${center} ${middle}`,
    release: `M${center} ${middle} C${center + 26} 25 ${center + 52} ${top} ${center + bend} ${top} L${cutRight} ${top}`,
    deploy: `M${cutRight} ${top} L${far - radius} ${top} A${radius} ${radius} 0 0 1 ${far} ${middle}`,
    operate: `M${far} ${middle} A${radius} ${radius} 0 0 1 ${far - radius} ${bottom} L${cutRight} ${bottom}`,
    monitor: `M${cutRight} ${bottom} L${center + bend} ${bottom} C${center + 52} ${bottom} ${center + 26} 55 ${center} ${middle}`,
  };
  return {
    width: full,
    height: ribbonHeight,
    segments,
    segmentLength: segmentLength(full),
    cuts: [
      { x: cutLeft, y: top, degrees: 180 },
      { x: inset, y: middle, degrees: 90 },
      { x: cutLeft, y: bottom, degrees: 0 },
      { x: cutRight, y: top, degrees: 0 },
      { x: far, y: middle, degrees: 90 },
      { x: cutRight, y: bottom, degrees: 180 },
    ],
    wheel: { x: center, y: middle },
    labels: labelPlaces(center, cutLeft, cutRight, far),
  };
}

/** From the wheel to the cuts above and below it, so that the two phases of a half lobe are equally long. */
function cutDistance(width: number): number {
  const straight = width / 2 - inset - radius - bend;
  return bend + Math.min(Math.max(segmentLength(width) - bendLength, 0), straight);
}

/** Half of a half lobe: a bend, a straight and a quarter of a turn. */
function segmentLength(width: number): number {
  return (bendLength + (width / 2 - inset - radius - bend) + (Math.PI * radius) / 2) / 2;
}

/** Length of the bend from the wheel to the straight: it is the same at every width, so it is measured once. */
const bendLength = measureBend();

function measureBend(): number {
  const steps = 256;
  let length = 0;
  let [x, y] = [0, 0];
  for (let step = 1; step <= steps; step += 1) {
    const t = step / steps;
    const nextX = 3 * (1 - t) * (1 - t) * t * 26 + 3 * (1 - t) * t * t * 52 + t * t * t * bend;
    const nextY = 3 * (1 - t) * (1 - t) * t * 15 + 3 * (1 - t) * t * t * radius + t * t * t * radius;
    length += Math.hypot(nextX - x, nextY - y);
    [x, y] = [nextX, nextY];
  }
  return length;
}

const upperRow = 22;
const lowerRow = 42;
/** Keeps a label from touching the chevron or the bend after it. */
const labelGap = 12;

function labelPlaces(center: number, cutLeft: number, cutRight: number, far: number): Record<Phase, RibbonLabelPlace> {
  const outer = { left: inset + 30, width: cutLeft - inset - 30 - labelGap };
  const inner = { left: cutLeft + 34, width: center - 50 - cutLeft - 34 };
  const innerRight = { left: center + 84, width: cutRight - center - 84 - labelGap };
  const outerRight = { left: cutRight + 22, width: far - 26 - cutRight - 22 };
  return {
    plan: { ...inner, top: upperRow },
    code: { ...outer, top: upperRow },
    build: { ...outer, top: lowerRow },
    test: { ...inner, top: lowerRow },
    release: { ...innerRight, top: upperRow },
    deploy: { ...outerRight, top: upperRow },
    operate: { ...outerRight, top: lowerRow },
    monitor: { ...innerRight, top: lowerRow },
  };
}
