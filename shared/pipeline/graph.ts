import { parseDuration } from "../time.ts";
import type { PipelineDefinition, StageDefinition } from "./definition.ts";
import type { Phase } from "./phases.ts";

/** One command of a planned stage, with everything decided. */
export interface PlannedStep {
  /** What the log shows above it; empty for the only step of a stage written with `run`. */
  readonly name: string;
  readonly run: string;
  /** The shell as written in the file; `null` for the platform's own. */
  readonly shell: string | null;
  /** Relative to the project, with `/`; empty for the project's folder itself. */
  readonly cwd: string;
  /** The step's variables over the stage's over the pipeline's. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number | null;
}

/** One stage, decided to the last detail: what a run host executes without reading the definition again. */
export interface PlannedStage {
  readonly name: string;
  readonly phase: Phase;
  /** Which cell of a matrix; empty without one. */
  readonly variant: string;
  /** Names of stages in the same plan. */
  readonly needs: readonly string[];
  readonly steps: readonly PlannedStep[];
  /** For all steps together; `null` for none. */
  readonly timeoutMs: number | null;
  /** Globs relative to the project. */
  readonly artifacts: readonly string[];
}

/** A fault in how stages hang together. `path` leads to the place in the definition, as in `["stages","unit","needs",0]`. */
export interface GraphProblem {
  readonly code: "missing-need" | "cycle" | "repeated-need";
  readonly path: readonly (string | number)[];
  /** The need that is missing or repeated, or the cycle's stages in order, the first repeated at the end. */
  readonly names: readonly string[];
}

/** Turns a checked definition into planned stages, in the file's order. */
export function planStages(definition: PipelineDefinition): PlannedStage[] {
  return Object.entries(definition.stages).map(([name, stage]) => ({
    name,
    phase: stage.phase,
    variant: "",
    needs: stage.needs ?? [],
    steps: planSteps(definition, stage),
    timeoutMs: durationOf(stage.timeout),
    artifacts: stage.artifacts ?? [],
  }));
}

function planSteps(definition: PipelineDefinition, stage: StageDefinition): PlannedStep[] {
  const steps = stage.steps ?? [{ run: stage.run ?? "" }];
  return steps.map((step) => ({
    name: "name" in step && step.name !== undefined ? step.name : "",
    run: step.run,
    shell: ("shell" in step ? step.shell : undefined) ?? stage.shell ?? null,
    cwd: ("cwd" in step ? step.cwd : undefined) ?? stage.cwd ?? "",
    env: { ...definition.env, ...stage.env, ...("env" in step ? step.env : undefined) },
    timeoutMs: durationOf("timeout" in step ? step.timeout : undefined),
  }));
}

function durationOf(text: string | undefined): number | null {
  return text === undefined ? null : parseDuration(text);
}

/** All faults of the graph: needs that do not exist or are named twice, and one cycle for each knot of stages. */
export function findGraphProblems(stages: Readonly<Record<string, { readonly needs?: readonly string[] | undefined }>>): GraphProblem[] {
  const problems: GraphProblem[] = [];
  for (const [name, stage] of Object.entries(stages)) {
    const seen = new Set<string>();
    for (const [index, need] of (stage.needs ?? []).entries()) {
      const path = ["stages", name, "needs", index];
      if (!Object.hasOwn(stages, need)) problems.push({ code: "missing-need", path, names: [need] });
      else if (seen.has(need)) problems.push({ code: "repeated-need", path, names: [need] });
      seen.add(need);
    }
  }
  return [...problems, ...findCycles(stages)];
}

/** Depth first with an own stack, so that a chain of any length cannot overflow the call stack. */
function findCycles(stages: Readonly<Record<string, { readonly needs?: readonly string[] | undefined }>>): GraphProblem[] {
  const problems: GraphProblem[] = [];
  const done = new Set<string>();
  for (const root of Object.keys(stages)) {
    const path: { name: string; next: number }[] = [{ name: root, next: 0 }];
    const onPath = new Map<string, number>([[root, 0]]);
    while (path.length > 0) {
      const top = path[path.length - 1];
      if (top === undefined) break;
      const needs = done.has(top.name) ? [] : (stages[top.name]?.needs ?? []);
      const need = needs[top.next];
      if (need === undefined) {
        done.add(top.name);
        onPath.delete(top.name);
        path.pop();
        continue;
      }
      const place = ["stages", top.name, "needs", top.next];
      top.next += 1;
      const start = onPath.get(need);
      if (start !== undefined) {
        const names = [...path.slice(start).map((entry) => entry.name), need];
        problems.push({ code: "cycle", path: place, names });
      } else if (!done.has(need) && Object.hasOwn(stages, need)) {
        onPath.set(need, path.length);
        path.push({ name: need, next: 0 });
      }
    }
  }
  return problems;
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
