import type { PipelineDefinition, StageDefinition } from "../../../shared/pipeline/definition.ts";
import { expandMatrix, type MatrixProblem, mostVariants, type Variant } from "../../../shared/pipeline/matrix.ts";
import { variablesIn } from "../../../shared/pipeline/report-globs.ts";
import { matrixVariable, variablePart } from "../../../shared/pipeline/variable-names.ts";
import { compileCondition } from "../condition/condition.ts";
import { describePlace, keyOffsetAt, locatedAt, type Path } from "./describe-place.ts";
import type { Located } from "./locate-yaml.ts";
import { nearestName } from "./nearest-name.ts";
import { quoteName, quoteText, type TextProblem } from "./problem.ts";

/** Stages of one pipeline, each variant counted: more than anybody can look at, and a bound on what a slip can ask for. */
const mostStages = 20_000;

/**
 * What a schema cannot say: whether each matrix has variants, whether each condition can be asked, and whether every key
 * has an effect where it stands, because one that does nothing would be ignored without a word.
 */
export function checkStages(root: Located, definition: PipelineDefinition): TextProblem[] {
  const problems = checkOverridden(root, [], definition.env, definition.secrets ?? []);
  let count = 0;
  for (const [name, stage] of Object.entries(definition.stages)) {
    const path = ["stages", name];
    const { variants, problems: found } = stage.matrix === undefined ? noMatrix : expandMatrix(stage.matrix);
    problems.push(...found.map((problem) => describeMatrixProblem(root, [...path, "matrix"], problem)));
    problems.push(...checkConditions(root, path, stage), ...checkEffects(root, path, stage), ...checkVariables(root, path, stage));
    problems.push(...checkOverriddenIn(root, path, stage, variants, definition.secrets ?? []));
    count += Math.max(1, variants.length);
  }
  if (count > mostStages) {
    const message = `The pipeline has ${count} stages with all their variants; at most ${mostStages} can be run. Make a matrix smaller.`;
    problems.push({ code: "too-many-stages", message, offset: keyOffsetAt(root, ["stages"]) });
  }
  return problems;
}

const noMatrix = { variants: [], problems: [] };

function describeMatrixProblem(root: Located, matrix: Path, { code, path }: MatrixProblem): TextProblem {
  const place = describePlace(matrix).replace(/^`matrix`/, "The `matrix`");
  const at = [...matrix, ...path];
  const offset = locatedAt(root, at)?.offset ?? keyOffsetAt(root, at);
  return { code: "wrong-matrix", message: `${place} ${describeMatrixFault(root, code, at)}`, offset };
}

function describeMatrixFault(root: Located, code: MatrixProblem["code"], at: Path): string {
  switch (code) {
    case "too-many-variants":
      return `stands for more than ${mostVariants} variants: make it smaller.`;
    case "no-variants":
      return "leaves no variant to run: exclude fewer of them.";
    case "excludes-nothing":
      return "has no variant with all the values of this `exclude`: correct or remove it.";
    case "repeated-variant": {
      const value = locatedAt(root, at)?.value;
      return typeof value === "string"
        ? `has ${quoteText(value)} twice here: remove one of them.`
        : "has the same variant twice: remove one of them.";
    }
  }
}

function checkConditions(root: Located, path: Path, stage: StageDefinition): TextProblem[] {
  const scope = { needs: stage.needs ?? [], axes: axesOf(stage) };
  const conditions = [
    { at: [...path, "if"], text: stage.if },
    ...(stage.steps ?? []).map((step, index) => ({ at: [...path, "steps", index, "if"], text: step.if })),
  ];
  return conditions.flatMap(({ at, text }) => {
    if (text === undefined) return [];
    const compiled = compileCondition(text, scope);
    if (compiled.ok) return [];
    const message = `${describePlace(at).replace(/^./, upper)}, ${quoteText(text)}: ${compiled.failure.message}.`.replace("?.", "?");
    return [{ code: "wrong-condition" as const, message, offset: locatedAt(root, at)?.offset ?? keyOffsetAt(root, at) }];
  });
}

function axesOf({ matrix }: StageDefinition): string[] {
  if (matrix === undefined) return [];
  const { include = [], exclude: _, ...axes } = matrix;
  return [...new Set([...Object.keys(axes), ...include.flatMap((cell) => Object.keys(cell))])];
}

function checkEffects(root: Located, path: Path, stage: StageDefinition): TextProblem[] {
  const isGate = stage.run === undefined && stage.steps === undefined;
  const idle = [
    ...(stage.matrix === undefined
      ? (["max-parallel", "fail-fast"] as const).map((key) => ({ key, why: "the stage has no `matrix`" }))
      : []),
    ...(isGate ? keysOfWork.map((key) => ({ key, why: "the stage runs nothing" })) : []),
  ];
  return [
    ...idle.filter(({ key }) => stage[key] !== undefined).map(({ key, why }) => describeIdle(root, [...path, key], why)),
    ...checkRetry(root, [...path, "retry"], stage.retry),
    ...(["tests", "coverage"] as const).flatMap((kind) =>
      (stage.reports?.[kind] ?? []).flatMap((glob, index) => checkReport(root, [...path, "reports", kind, index], glob, axesOf(stage))),
    ),
    ...(stage.cache?.outputs ?? []).flatMap((pattern, index) => checkOutput(root, [...path, "cache", "outputs", index], pattern)),
  ];
}

function describeIdle(root: Located, path: Path, why: string): TextProblem {
  const message = `${describePlace(path).replace(/^./, upper)} has no effect: ${why}. Remove it.`;
  return { code: "without-effect", message, offset: keyOffsetAt(root, path) };
}

function checkRetry(root: Located, path: Path, retry: StageDefinition["retry"]): TextProblem[] {
  if (retry === undefined || retry.backoff !== undefined) {
    const isUseless = retry?.["max-backoff"] !== undefined && (retry.factor ?? 1) === 1;
    return isUseless ? [describeIdle(root, [...path, "max-backoff"], "without a `factor` above 1 no wait becomes longer")] : [];
  }
  return (["factor", "max-backoff"] as const)
    .filter((key) => retry[key] !== undefined)
    .map((key) => describeIdle(root, [...path, key], "there is no `backoff`"));
}

/** A variable that no variant has would leave its report unread. */
function checkReport(root: Located, path: Path, glob: string, axes: readonly string[]): TextProblem[] {
  const known = axes.map(matrixVariable);
  const unknown = variablesIn(glob).find((name) => !known.includes(name));
  if (unknown === undefined) return [];
  const near = nearestName(unknown, known);
  const advice = near === null ? "the stage has no such axis" : `did you mean $${near}?`;
  const message = `${describePlace(path).replace(/^./, upper)} asks for $${unknown}: ${advice}${near === null ? "." : ""}`;
  return [{ code: "wrong-value", message, offset: locatedAt(root, path)?.offset ?? keyOffsetAt(root, path) }];
}

/** What is the whole project cannot be brought back without taking away what a person has written. */
function checkOutput(root: Located, path: Path, pattern: string): TextProblem[] {
  if (!pattern.split("/").every((part) => ["", ".", "**"].includes(part))) return [];
  const message = `${describePlace(path).replace(/^./, upper)} is the whole project: name the files and folders that the stage makes.`;
  return [{ code: "wrong-value", message, offset: locatedAt(root, path)?.offset ?? keyOffsetAt(root, path) }];
}

/** What says something about commands, and nothing of a stage that only waits for approval. */
const keysOfWork = ["shell", "cwd", "env", "secrets", "timeout", "retry", "cache", "artifacts", "reports", "matrix"] as const;

/** Two needs, or two axes, whose values would be found in the same variable. */
function checkVariables(root: Located, path: Path, stage: StageDefinition): TextProblem[] {
  return [
    ...findSameVariable(stage.needs ?? []).map(([index, other]) => ({ at: [...path, "needs", index], other, what: "NEEDS_" })),
    ...findSameVariable(axesOf(stage)).map(([index, other]) => ({
      at: [...path, "matrix", axesOf(stage)[index] ?? ""],
      other,
      what: "MATRIX_",
    })),
  ].map(({ at, other, what }) => ({
    code: "same-variable" as const,
    message: `${describePlace(at).replace(/^./, upper)} and ${quoteName(other)} would both be told as ${what}${variablePart(other)}: rename one of them.`,
    offset: locatedAt(root, at)?.offset ?? keyOffsetAt(root, at),
  }));
}

/** Variables of a stage and its steps that never have an effect, because something as near or nearer takes their place. */
function checkOverriddenIn(root: Located, path: Path, stage: StageDefinition, variants: readonly Variant[], ofPipeline: readonly string[]) {
  const own = [{ at: path, env: stage.env }, ...(stage.steps ?? []).map(({ env }, index) => ({ at: [...path, "steps", index], env }))];
  const scopes = own.filter(({ env }) => env !== undefined);
  if (scopes.length === 0) return [];
  const secrets = [...ofPipeline, ...(stage.secrets ?? [])];
  // A value that some variants are without, because of an `include`, leaves the variable its effect there.
  const axes = axesOf(stage).filter((axis) => variants.length > 0 && variants.every(({ values }) => Object.hasOwn(values, axis)));
  return scopes.flatMap(({ at, env }) => checkOverridden(root, at, env, secrets, axes));
}

/** Variables that never have an effect, because a secret or an axis takes their place. */
export function checkOverridden(
  root: Located,
  path: Path,
  env: StageDefinition["env"],
  secrets: readonly string[],
  axes: readonly string[] = [],
): TextProblem[] {
  const matrixVariables = axes.map(matrixVariable);
  return Object.keys(env ?? {}).flatMap((name) => {
    const at = [...path, "env", name];
    if (secrets.includes(name)) return [describeIdle(root, at, `the secret ${name} takes its place`)];
    return matrixVariables.includes(name) ? [describeIdle(root, at, "the matrix takes its place")] : [];
  });
}

function findSameVariable(names: readonly string[]): (readonly [number, string])[] {
  return names.flatMap((name, index) => {
    const other = names.slice(0, index).find((earlier) => earlier !== name && variablePart(earlier) === variablePart(name));
    return other === undefined ? [] : [[index, other] as const];
  });
}

function upper(letter: string): string {
  return letter.toUpperCase();
}
