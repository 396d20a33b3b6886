import { expect, test } from "vitest";
import { phases } from "../../../../shared/pipeline/phases.ts";
import { ribbonGeometry } from "./ribbon-geometry.ts";

test("at 1264 pixels the cuts stand where the two phases of a half lobe are equally long", () => {
  const { cuts, wheel } = ribbonGeometry(1264);
  expect(cuts.map(({ x, y, degrees }) => [Math.round(x), y, degrees])).toEqual([
    [318, 11, 180],
    [14, 40, 90],
    [318, 69, 0],
    [946, 11, 0],
    [1250, 40, 90],
    [946, 69, 180],
  ]);
  expect(wheel).toEqual({ x: 632, y: 40 });
});

test("each phase starts where the one before it ends, and the last ends at the wheel", () => {
  const { segments, wheel } = ribbonGeometry(1232);
  const ends = phases.map((phase) => endsOf(segments[phase]));
  for (const [index, { start }] of ends.entries()) {
    if (index % 4 === 0) expect(start).toEqual([wheel.x, wheel.y]);
    else expect(start).toEqual(ends[index - 1]?.end);
  }
  expect(ends.at(-1)?.end).toEqual([wheel.x, wheel.y]);
});

test("labels stay inside the channel and beside each other from 900 to 2,560 pixels", () => {
  for (let width = 900; width <= 2560; width += 20) {
    const { labels, wheel } = ribbonGeometry(width);
    for (const phase of phases) expect(labels[phase].width, `${phase} at ${width}`).toBeGreaterThan(80);
    expect(labels.code.left + labels.code.width).toBeLessThan(labels.plan.left);
    expect(labels.plan.left + labels.plan.width).toBeLessThan(wheel.x - 24);
    expect(labels.release.left + labels.release.width).toBeLessThan(labels.deploy.left);
    expect(labels.deploy.left + labels.deploy.width).toBeLessThan(width - 14);
  }
});

test("a window without width yields the smallest ribbon rather than a broken one", () => {
  expect(Object.values(ribbonGeometry(0).segments).join(" ")).not.toMatch(/NaN|Infinity/);
  expect(ribbonGeometry(0).width).toBeGreaterThan(0);
});

function endsOf(segment: string): { start: number[]; end: number[] } {
  const numbers = (segment.match(/-?[\d.]+/g) ?? []).map(Number);
  return { start: numbers.slice(0, 2), end: numbers.slice(-2) };
}
