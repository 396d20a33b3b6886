import type { StageRun } from "../../../../shared/contract/schemas.ts";
import { type Look, lookOf } from "../../../../shared/stage-groups.ts";

/** The marks of a card's last line: which variants have one, and whether with their names. */
export interface Marks {
  readonly shown: readonly StageRun[];
  readonly isNamed: boolean;
  /** How many have none. */
  readonly hiddenCount: number;
}

/** CSS pixels: of a mark, and from one to the next with and without names. */
const markPx = 12;
const namedGapPx = 8;
const gapPx = 2;
/** A letter of the last line, and what is between a name and its mark. */
const letterPx = 6.2;
const namePx = 3;
/** What the age at the left, and a number at the right, take. */
const agePx = 66;
const restPx = 24;

/** From what wants a look to what does not. */
const order: readonly Look[] = [
  ...(["failed", "errored", "interrupted", "waiting", "running", "canceling"] as const),
  ...(["allowed", "canceled", "queued", "skipped", "passed"] as const),
];

/** As many marks as fit into a card's last line of `widthPx`: all with names, all without, else those that want a look first. */
export function chooseMarks(variants: readonly StageRun[], widthPx: number): Marks {
  const room = widthPx - agePx;
  const named = variants.reduce((sum, { variant }) => sum + variant.length * letterPx + namePx + markPx + namedGapPx, -namedGapPx);
  if (named <= room) return { shown: variants, isNamed: true, hiddenCount: 0 };
  const pitch = markPx + gapPx;
  if (variants.length * pitch - gapPx <= room) return { shown: variants, isNamed: false, hiddenCount: 0 };
  const count = Math.max(1, Math.floor((room - restPx) / pitch));
  const first = [...variants].sort((one, other) => order.indexOf(lookOf(one)) - order.indexOf(lookOf(other))).slice(0, count);
  return { shown: variants.filter((variant) => first.includes(variant)), isNamed: false, hiddenCount: variants.length - count };
}
