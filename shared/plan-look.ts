import type { ColumnRule, PlanColumn, PlanItem } from "./contract/plan.ts";

/*
 * How the plan looks wherever it is shown: on its own board, on the Loop, and on a command line.
 */

/** How far a column is on the way to done, from 0 to 1: what a part-filled ring shows. 1 exactly where items count as done. */
export function fillOfColumn(columns: readonly PlanColumn[], name: string): number {
  const index = columns.findIndex((column) => column.name === name);
  if (index < 0) return 0;
  if (columns[index]?.isDone === true) return 1;
  const firstDone = columns.findIndex(({ isDone }) => isDone);
  const way = firstDone > index ? firstDone : columns.length;
  return index / way;
}

/** The name of a person who may be written with an address: `Ada Lovelace <ada@example.org>`. */
export function personName(person: string): string {
  const name = person.replace(/\s*<[^>]*>\s*$/, "").trim();
  return name === "" ? person.replace(/[<>]/g, "").trim() : name;
}

/** One or two letters that stand for a person where there is no room for a name. */
export function personInitials(person: string): string {
  const words = personName(person)
    .split(/[\s._@-]+/)
    .filter((word) => word !== "");
  const [first = "?"] = words;
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return [first, last]
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}

/** A number from 0 to 359 that is always the same for a person: the hue of the letters. */
export function personHue(person: string): number {
  const turn = 360;
  let sum = 0;
  for (const letter of personName(person)) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return sum % turn;
}

/** Whether two ways of writing a person mean the same one: by address where both have one, else by name. */
export function isSamePerson(one: string, other: string): boolean {
  const [a, b] = [addressOf(one), addressOf(other)];
  if (a !== null && b !== null) return a === b;
  return personName(one).toLowerCase() === personName(other).toLowerCase();
}

function addressOf(person: string): string | null {
  return /<([^>]+)>\s*$/.exec(person)?.[1]?.toLowerCase() ?? null;
}

/** What moves items into a column by themselves, in words that follow the column's name. */
export function ruleWords(rule: ColumnRule | null): string {
  if (rule === null) return "by hand";
  switch (rule.when) {
    case "branch":
      return "when a branch names it";
    case "landed":
      return "when its commit is on the main branch";
    case "released":
      return "when its commits are released";
    case "deployed":
      return rule.environment === null ? "when its commits are deployed" : `when its commits are in ${rule.environment}`;
  }
}

/** An item as it is named in a sentence: `#12 Mend the door`. */
export function itemName({ number, title }: Pick<PlanItem, "number" | "title">): string {
  return number === null ? title : `#${number} ${title}`;
}

/** How many of some items are done, and how many points of all: the progress of a milestone. */
export function progressOf(
  columns: readonly PlanColumn[],
  items: readonly Pick<PlanItem, "column" | "estimate">[],
): { readonly done: number; readonly all: number; readonly donePoints: number; readonly allPoints: number } {
  const finished = new Set(columns.filter(({ isDone }) => isDone).map(({ name }) => name));
  const done = items.filter(({ column }) => finished.has(column));
  const points = (some: readonly Pick<PlanItem, "estimate">[]) => some.reduce((sum, { estimate }) => sum + (estimate ?? 0), 0);
  return { done: done.length, all: items.length, donePoints: points(done), allPoints: points(items) };
}
