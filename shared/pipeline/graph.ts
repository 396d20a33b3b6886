import type { PlannedStage } from "./plan.ts";

/** A fault in how stages, or environments, hang together. `path` leads to its place, as in `["stages","unit","needs",0]`. */
export interface GraphProblem {
  readonly code: "missing-need" | "cycle" | "repeated-need";
  readonly path: readonly (string | number)[];
  /** The need that is missing or repeated, or the cycle's stages in order, the first repeated at the end. */
  readonly names: readonly string[];
}

/** What hangs together: stages by name with what they need, as far as it could be read. */
type Needs = Readonly<Record<string, { readonly needs?: readonly string[] | undefined }>>;

/**
 * All faults of the graph: needs that do not exist or are named twice, and one cycle for each knot of stages. `under` is the
 * key of the definition that they stand below.
 */
export function findGraphProblems(stages: Needs, under = "stages"): GraphProblem[] {
  const problems: GraphProblem[] = [];
  for (const [name, stage] of Object.entries(stages)) {
    const seen = new Set<string>();
    for (const [index, need] of (stage.needs ?? []).entries()) {
      const path = [under, name, "needs", index];
      if (!Object.hasOwn(stages, need)) problems.push({ code: "missing-need", path, names: [need] });
      else if (seen.has(need)) problems.push({ code: "repeated-need", path, names: [need] });
      seen.add(need);
    }
  }
  return [...problems, ...findCycles(stages, under)];
}

/**
 * One shortest cycle for each knot: a set of stages that all need each other in the end. Naming every cycle would help
 * nobody (twenty stages can have more cycles than a file has letters).
 */
function findCycles(stages: Needs, under: string): GraphProblem[] {
  return findKnots(stages).flatMap((knot) => {
    const first = knot[0];
    if (first === undefined) return [];
    const names = shortestCycle(stages, first, new Set(knot));
    const index = names === null ? -1 : (stages[first]?.needs ?? []).indexOf(names[1] ?? "");
    return names === null ? [] : [{ code: "cycle" as const, path: [under, first, "needs", index], names }];
  });
}

/** A stage on the way of {@link findKnots}: which need to look at next, and the earliest stage that it leads back to. */
interface Visit {
  readonly name: string;
  readonly number: number;
  nextNeed: number;
  lowest: number;
}

/**
 * Tarjan's strongly connected components, each in the file's order, with an own stack, so that a chain of any length
 * cannot overflow the call stack. Single stages are among them.
 */
function findKnots(stages: Needs): string[][] {
  const order = new Map(Object.keys(stages).map((name, index) => [name, index]));
  const numbers = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const knots: string[][] = [];
  for (const root of order.keys()) {
    const path: Visit[] = numbers.has(root) ? [] : [{ name: root, number: numbers.size, nextNeed: 0, lowest: numbers.size }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      if (!numbers.has(top.name)) {
        numbers.set(top.name, top.number);
        open.push(top.name);
        isOpen.add(top.name);
      }
      const need = stages[top.name]?.needs?.[top.nextNeed];
      top.nextNeed += 1;
      if (need !== undefined) {
        if (isOpen.has(need)) top.lowest = Math.min(top.lowest, numbers.get(need) ?? 0);
        else if (order.has(need) && !numbers.has(need)) path.push({ name: need, number: numbers.size, nextNeed: 0, lowest: numbers.size });
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) parent.lowest = Math.min(parent.lowest, top.lowest);
      if (top.lowest !== top.number) continue;
      const knot = open.splice(open.lastIndexOf(top.name));
      for (const name of knot) isOpen.delete(name);
      knots.push(knot.sort((one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0)));
    }
  }
  return knots;
}

/** The way from `start` back to itself with the fewest stages, all of them in `knot`; `null` when there is none. */
function shortestCycle(stages: Needs, start: string, knot: ReadonlySet<string>): string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const name of queue) {
    for (const need of stages[name]?.needs ?? []) {
      if (need === start) {
        const names = [start];
        for (let back: string | undefined = name; back !== start && back !== undefined; back = cameFrom.get(back)) names.push(back);
        return [start, ...names.slice(1).reverse(), start];
      }
      if (!knot.has(need) || cameFrom.has(need)) continue;
      cameFrom.set(need, name);
      queue.push(need);
    }
  }
  return null;
}

/** Which stages a run takes. */
export interface StageSelection {
  /** Names of stages; empty means all. */
  readonly stages: readonly string[];
  /** Leave out what the named stages need. */
  readonly only: boolean;
}

/**
 * The stages of a run in the plan's order: the chosen ones and, unless `only`, all that they need. With `only`, needs
 * outside the choice are dropped, so that nothing waits for a stage that is not there. Unknown names come back apart.
 */
export function selectStages(
  plan: readonly PlannedStage[],
  selection: StageSelection,
): { readonly stages: PlannedStage[]; readonly unknown: string[] } {
  const byName = new Map(plan.map((stage) => [stage.name, stage]));
  const unknown = selection.stages.filter((name) => !byName.has(name));
  const chosen = new Set<string>();
  const open = selection.stages.length === 0 ? [...byName.keys()] : selection.stages.filter((name) => byName.has(name));
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (chosen.has(name)) continue;
    chosen.add(name);
    if (!selection.only) open.push(...(byName.get(name)?.needs ?? []));
  }
  const stages = plan
    .filter((stage) => chosen.has(stage.name))
    .map((stage) => ({ ...stage, needs: stage.needs.filter((need) => chosen.has(need)) }));
  return { stages, unknown };
}
