import { partKinds, type Recipe, type RecipePart } from "./recipe.ts";

/** How a part differs. */
interface Change {
  readonly part: RecipePart;
  readonly how: "changed" | "new" | "gone";
  /** The value before; empty for a new one. */
  readonly before: string;
}

/** In one sentence what tells a recipe from the one before it. Both have different keys. */
export function sayWhatChanged(before: Recipe, after: Recipe): string {
  return `Ran because ${sayChanges(before, after) ?? "the cache reads its stages differently now"}.`;
}

/** The first change, and how many more there are; `null` when there is none. */
export function sayChanges(before: Recipe, after: Recipe): string | null {
  const changes = compare(before.parts, after.parts);
  const [first] = changes;
  if (first === undefined) return null;
  const others = changes.length - 1;
  return `${sayChange(first)}${others === 0 ? "" : ` (and ${others} more)`}`;
}

function compare(before: readonly RecipePart[], after: readonly RecipePart[]): Change[] {
  const old = new Map(before.map((part) => [nameOf(part), part]));
  const changes: Change[] = [];
  for (const part of after) {
    const name = nameOf(part);
    const known = old.get(name);
    old.delete(name);
    if (known === undefined) changes.push({ part, how: "new", before: "" });
    else if (known.value !== part.value) changes.push({ part, how: "changed", before: known.value });
  }
  for (const part of old.values()) changes.push({ part, how: "gone", before: part.value });
  return changes.sort(
    (left, right) =>
      partKinds.indexOf(left.part.kind) - partKinds.indexOf(right.part.kind) ||
      order.indexOf(left.how) - order.indexOf(right.how) ||
      (left.part.name < right.part.name ? -1 : 1),
  );
}

/** A file that changed says more than one that came along. */
const order: readonly Change["how"][] = ["changed", "new", "gone"];

function nameOf({ kind, name }: RecipePart): string {
  return `${kind}\t${name}`;
}

function sayChange({ part, how, before }: Change): string {
  const { kind, name, value } = part;
  switch (kind) {
    case "format":
      return "the cache's format or the machine's kind changed";
    case "tool":
      if (how === "changed") return `${name} is ${value} and was ${before}`;
      return how === "new" ? `it depends on ${name} now` : `it does not depend on ${name} any more`;
    case "need":
      if (how === "changed") return `it needs ${name}, which produced something else`;
      return how === "new" ? `it needs ${name} now` : `it does not need ${name} any more`;
    case "input":
      return how === "changed" ? `${name} changed` : how === "new" ? `${name} is new` : `${name} is gone`;
    case "step":
    case "env":
    case "machine-env":
    case "fact":
    case "pattern":
      return how === "changed" ? `${name} changed` : how === "new" ? `${name} was added` : `${name} was removed`;
  }
}
