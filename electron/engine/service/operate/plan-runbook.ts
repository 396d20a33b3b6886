import type { Runbook, RunbookParameter } from "../../../../shared/contract/runbooks.ts";
import { planPlainStage, planPlainStep } from "../../../../shared/pipeline/plan.ts";
import { type ParameterDefinition, type PlannedRunbook, ruleOf } from "../../../../shared/pipeline/planned-runbook.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { checkValue } from "../../pipeline/pipeline.ts";
import { freeAtOf, type LimitReached, limitReached, type RunRequest } from "../../run/run.ts";
import type { Store, StoredProject, StoreFailure, Tables } from "../../store/store.ts";
import { expectTimes } from "../history/expected-times.ts";
import { refuseToRun } from "../run/may-run.ts";

/** Why a runbook is not run now. */
export type RunbookFailure =
  | StoreFailure
  | Failure<"folder-missing" | "not-trusted" | "not-confirmed">
  | (Failure<"bad-parameter"> & { readonly parameter: string })
  | LimitReached;

/** What a person gave. */
export interface RunbookWish {
  readonly values: Readonly<Record<string, string>>;
  readonly confirmation: string;
}

/** A run to start; `given` are secrets that only its process may see. */
export interface RunbookPlan {
  readonly request: RunRequest;
  readonly given: Readonly<Record<string, string>>;
}

/** The run of a runbook with these values, if it may run now. */
export async function planRunbook(
  store: Store,
  project: StoredProject,
  runbook: PlannedRunbook,
  wish: RunbookWish,
  now: Clock,
): Promise<Result<RunbookPlan, RunbookFailure>> {
  const refused = await refuseToRun(project);
  if (refused !== null) return err(refused);
  const values = checkValues(runbook, wish.values);
  if (!values.ok) return values;
  if (runbook.confirm !== null && runbook.confirm !== "" && wish.confirmation !== runbook.confirm)
    return err(failure("not-confirmed", `${runbook.name} asks for confirmation.`, `Type ${runbook.confirm} to run it.`));
  const busy = store.read((tables) => limitReached(tables, project.id, runbook, now()));
  if (!busy.ok) return busy;
  if (busy.value !== null) return err(busy.value);
  return ok(requestFor(store, project, runbook, values.value));
}

/** All values, with what stands there at first for those that were not given; none that nobody asked for. */
function checkValues(
  { name, parameters }: PlannedRunbook,
  given: Readonly<Record<string, string>>,
): Result<ReadonlyMap<string, string>, RunbookFailure> {
  const misfit = (parameter: string, message: string, hint: string) => err({ ...failure("bad-parameter", message, hint), parameter });
  const known = parameters.map((parameter) => parameter.name);
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    const hint = known.length === 0 ? "It has none." : `Its parameters are ${known.join(", ")}.`;
    return misfit(unknown, `${name} has no parameter ${unknown}.`, hint);
  }
  const values = new Map<string, string>();
  for (const parameter of parameters) {
    const value = Object.hasOwn(given, parameter.name) ? (given[parameter.name] ?? "") : initialOf(parameter);
    const problem = checkValue(ruleOf(parameter), value);
    if (problem !== null) return misfit(parameter.name, `${parameter.name} ${problem}.`, parameter.description ?? "");
    values.set(parameter.name, value);
  }
  return ok(values);
}

/** What stands in a parameter's field at first. */
export function initialOf(parameter: ParameterDefinition): string {
  return "default" in parameter && parameter.default !== undefined ? String(parameter.default) : "";
}

function requestFor(store: Store, project: StoredProject, runbook: PlannedRunbook, values: ReadonlyMap<string, string>): RunbookPlan {
  const isSecret = new Set(runbook.parameters.filter(({ type }) => type === "secret").map(({ name }) => name));
  const given = Object.fromEntries([...values].filter(([name, value]) => isSecret.has(name) && value !== ""));
  const open = Object.fromEntries([...values].filter(([name, value]) => !isSecret.has(name) || value === ""));
  const { name, run, cwd, shell, env, secrets, timeoutMs, perHour } = runbook;
  const stage = planPlainStage({
    ...{ name: `runbook:${name}`, phase: "operate", secrets: [...secrets, ...Object.keys(given)], timeoutMs },
    steps: [planPlainStep({ run, cwd, shell, env: { ...env, ...open } })],
    concurrency: { group: `runbook:${name}`, cancelInProgress: false },
  });
  const expected = expectTimes(store, project.id, [stage], 1);
  const request: RunRequest = {
    ...{ projectId: project.id, projectPath: project.path, checkout: null, branch: null, tag: null, commit: null },
    ...{ tree: null, dirty: false, subject: null, author: null, pendingChanges: null, stages: [stage], kept: [] },
    ...{ before: {}, selection: [stage.name], only: true, parallel: 1, trigger: "runbook", usesCache: false, retryOf: null },
    ...{ triggerDetail: null, triggerGroup: null, timeoutMs: null, concurrency: null, changes: null },
    runbook: { name, perHour },
    ...{ expectedStageMs: expected.stageMs, expectedMs: expected.runMs, expectedP90Ms: expected.runP90Ms },
  };
  return { request, given };
}

/** A runbook as a window shows it. */
export function describeRunbook(
  tables: Tables,
  project: StoredProject,
  runbook: PlannedRunbook,
  { line, nowMs }: { readonly line: number; readonly nowMs: number },
): Runbook {
  const { name, description, run, confirm, perHour, parameters } = runbook;
  const [lastRun = null] = tables.runs.ofRunbook(project.id, name, 1);
  const freeAt = freeAtOf(tables, project.id, runbook, nowMs);
  return { name, description, run, parameters: parameters.map(describeParameter), confirm, perHour, freeAt, lastRun, line };
}

function describeParameter(parameter: PlannedRunbook["parameters"][number]): RunbookParameter {
  const { choices, ...rule } = ruleOf(parameter);
  return { ...rule, choices: [...choices], name: parameter.name, description: parameter.description ?? "", initial: initialOf(parameter) };
}
