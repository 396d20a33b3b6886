import type { FrontField, ItemValues } from "./item-values.ts";

/** How a field of the front matter was merged: a value, or two that somebody has to choose from. */
export type MergedField = { readonly kind: "value"; readonly value: unknown } | { readonly kind: "conflict" };

/** Three versions of all values. Without a base, `hasBase` is false and nothing is known to be as it was. */
export interface ThreeValues {
  readonly hasBase: boolean;
  readonly base: ItemValues;
  readonly ours: ItemValues;
  readonly theirs: ItemValues;
}

/**
 * Merges one field. Only what a person has to decide is a conflict: labels and numbers are sets, and what Millrace keeps
 * for itself has rules that give both sides the same.
 */
export function mergeField(field: FrontField, three: ThreeValues): MergedField {
  const { hasBase, base, ours, theirs } = three;
  if (field === "labels") return value(mergeSets(base.labels, ours.labels, theirs.labels));
  if (field === "formerly") return value(mergeFormer(three));
  const [before, left, right] = [base[field], ours[field], theirs[field]];
  if (isSame(left, right)) return value(left);
  if (hasBase && isSame(left, before)) return value(right);
  if (hasBase && isSame(right, before)) return value(left);
  switch (field) {
    case "number":
    case "createdAt":
    case "archivedAt":
      return value(smaller(left as number | null, right as number | null));
    case "createdBy":
    case "source":
      return value(smaller(left, right, JSON.stringify));
    case "rank":
    case "movedAt":
      return value(laterMoved(three)[field]);
    default:
      return { kind: "conflict" };
  }
}

/** The side on which the item was moved last; the same one whichever side is called ours. */
function laterMoved({ hasBase, base, ours, theirs }: ThreeValues): ItemValues {
  if (hasBase && ours.column !== theirs.column) {
    // A place belongs to its column.
    if (ours.column === base.column) return theirs;
    if (theirs.column === base.column) return ours;
  }
  const [left, right] = [ours.movedAt ?? 0, theirs.movedAt ?? 0];
  if (left !== right) return left > right ? ours : theirs;
  if (ours.rank === "" || theirs.rank === "") return ours.rank === "" ? theirs : ours;
  return ours.rank < theirs.rank ? ours : theirs;
}

/** A number that loses against another was told to somebody, too. */
function mergeFormer(three: ThreeValues): number[] {
  const { ours, theirs } = three;
  const merged = mergeField("number", three);
  const kept = merged.kind === "value" ? merged.value : null;
  const haveBothChanged = !three.hasBase || (ours.number !== three.base.number && theirs.number !== three.base.number);
  const lost = haveBothChanged ? [ours.number, theirs.number] : [];
  const all = new Set([...ours.formerly, ...theirs.formerly, ...lost]);
  return [...all].filter((number) => number !== null && number !== kept).sort((a, b) => (a ?? 0) - (b ?? 0)) as number[];
}

/** What both kept of the base, in its order, then what either added. */
function mergeSets<Value extends string | number>(base: readonly Value[], ours: readonly Value[], theirs: readonly Value[]): Value[] {
  const kept = base.filter((one) => ours.includes(one) && theirs.includes(one));
  const added = [...new Set([...ours, ...theirs])].filter((one) => !base.includes(one));
  return [...kept, ...added.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))];
}

/** What is there before what is not. */
function smaller<Value>(left: Value, right: Value, by: (value: Value) => unknown = (one) => one): Value {
  if (left === null) return right;
  if (right === null) return left;
  return (by(left) as number) < (by(right) as number) ? left : right;
}

function value(merged: unknown): MergedField {
  return { kind: "value", value: merged };
}

/** Whether two values of a field are alike. */
export function isSame(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
