import type { MatrixDefinition } from "./definition.ts";

/** One cell of a matrix. */
export interface Variant {
  /** What tells it from the stage's other variants; people read it. Empty for a stage without a matrix. */
  readonly name: string;
  /** The value of each axis, in the order of the file. */
  readonly values: Readonly<Record<string, string>>;
}

/** More variants of one stage than anybody looks at; a slip in a matrix can ask for millions. */
export const mostVariants = 10_000;

/** What is wrong with a matrix. `path` leads to the place inside it. */
export interface MatrixProblem {
  readonly code: "too-many-variants" | "no-variants" | "repeated-variant" | "excludes-nothing";
  readonly path: readonly (string | number)[];
}

type Cell = Readonly<Record<string, string>>;

/**
 * All variants of a matrix, the last axis changing fastest, then those that `include` adds. `exclude` is applied first, to
 * the combinations. An `include` entry adds its values to every combination that has the same values on the axes it
 * names; one that fits none is a variant of its own. What would leave the person guessing is a problem: an `exclude` that
 * fits nothing, a variant that is there twice.
 */
export function expandMatrix(matrix: MatrixDefinition): {
  readonly variants: readonly Variant[];
  readonly problems: readonly MatrixProblem[];
} {
  const { include = [], exclude = [], ...axes } = matrix;
  const values = Object.values(axes) as string[][];
  const count = values.length === 0 ? 0 : values.reduce((product, list) => product * list.length, 1);
  if (count + include.length > mostVariants) return { variants: [], problems: [{ code: "too-many-variants", path: [] }] };
  const problems: MatrixProblem[] = [];
  let cells = combine(Object.entries(axes) as [string, string[]][]);
  for (const [place, pattern] of exclude.entries()) {
    const left = cells.filter((cell) => !hasAll(cell, pattern));
    if (left.length === cells.length) problems.push({ code: "excludes-nothing", path: ["exclude", place] });
    cells = left;
  }
  cells = addIncluded(cells, include, Object.keys(axes));
  if (cells.length === 0) problems.push({ code: "no-variants", path: [] });
  problems.push(...findRepeated(cells, axes as Record<string, string[]>));
  return { variants: problems.length > 0 ? [] : nameCells(cells), problems };
}

function combine(axes: readonly (readonly [string, readonly string[]])[]): Cell[] {
  if (axes.length === 0) return [];
  let cells: Cell[] = [{}];
  for (const [name, values] of axes) cells = cells.flatMap((cell) => values.map((value) => ({ ...cell, [name]: value })));
  return cells;
}

function addIncluded(cells: readonly Cell[], include: readonly Cell[], axes: readonly string[]): Cell[] {
  const grown = [...cells];
  for (const added of include) {
    const onAxes = Object.fromEntries(Object.entries(added).filter(([name]) => axes.includes(name)));
    let fits = false;
    for (let place = 0; place < cells.length; place += 1) {
      const cell = cells[place];
      if (cell === undefined || !hasAll(cell, onAxes)) continue;
      fits = true;
      grown[place] = { ...grown[place], ...added };
    }
    if (!fits) grown.push(added);
  }
  return grown;
}

function hasAll(cell: Cell, values: Cell): boolean {
  return Object.entries(values).every(([name, value]) => cell[name] === value);
}

/** A value that stands twice on its axis is told there, any other repetition at the matrix. */
function findRepeated(cells: readonly Cell[], axes: Readonly<Record<string, readonly string[]>>): MatrixProblem[] {
  const problems: MatrixProblem[] = [];
  for (const [name, values] of Object.entries(axes)) {
    const place = values.findIndex((value, index) => values.indexOf(value) !== index);
    if (place !== -1) problems.push({ code: "repeated-variant", path: [name, place] });
  }
  if (problems.length > 0) return problems;
  const keys = cells.map((cell) => JSON.stringify(Object.entries(cell).sort()));
  return new Set(keys).size === keys.length ? [] : [{ code: "repeated-variant", path: [] }];
}

/** The values alone say enough, unless two cells have the same ones on different axes, or one has nothing to see. */
function nameCells(cells: readonly Cell[]): Variant[] {
  const short = cells.map((cell) => Object.values(cell).join(", "));
  const pairs = cells.map((cell) => joinPairs(cell));
  // A value may hold whatever stands between two.
  const names = [short, pairs].find((all) => isTelling(all)) ?? cells.map((cell) => JSON.stringify(cell));
  return cells.map((values, place) => ({ name: names[place] ?? "", values }));
}

function isTelling(names: readonly string[]): boolean {
  return new Set(names).size === names.length && names.every((name) => name.trim() !== "");
}

function joinPairs(cell: Cell): string {
  return Object.entries(cell)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
}
