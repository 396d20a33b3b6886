/** A point of the course and the direction of the current there. */
export interface Station {
  readonly x: number;
  readonly y: number;
  /** Never turns back by a whole turn from one station to the next, so that it can be drawn in between. */
  readonly radians: number;
}

/** The course counts as this many units, a hundred to each phase. */
export const courseLength = 800;

/** Close enough that straight steps between them follow the bends of 29 pixels within half a pixel. */
const stationsPerSegment = 40;

/**
 * Points at equal distances along a course of equally long segments, its first and its last included. Each segment is
 * measured by itself: the browser looks through the whole path for every point, which took longer than a frame.
 */
export function stationsOf(segments: readonly string[]): Station[] {
  const points = segments.flatMap((segment, place) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", segment);
    const length = path.getTotalLength();
    const isLast = place === segments.length - 1;
    return Array.from({ length: stationsPerSegment + (isLast ? 1 : 0) }, (_, index) =>
      path.getPointAtLength((index / stationsPerSegment) * length),
    );
  });
  return withDirections(points);
}

/** Adds to each point the direction to the next one. */
export function withDirections(points: readonly { readonly x: number; readonly y: number }[]): Station[] {
  let before = 0;
  return points.map(({ x, y }, index) => {
    const [from, to] = index === points.length - 1 ? [points[index - 1], points[index]] : [points[index], points[index + 1]];
    const raw = from === undefined || to === undefined ? before : Math.atan2(to.y - from.y, to.x - from.x);
    const radians = raw + 2 * Math.PI * Math.round((before - raw) / (2 * Math.PI));
    before = radians;
    return { x, y, radians };
  });
}
