import { type ASTNode, Environment, EvaluationError } from "@marcbachmann/cel-js";
import { nearest } from "../../../shared/nearest.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import type { Status } from "../../../shared/status.ts";
import { matchesGlob } from "./glob.ts";
import { findImpossible, type Impossibility } from "./known-values.ts";

/*
 * What stands behind `if:`, in CEL (Common Expression Language, cel-spec 0.24). It can ask and compare, and nothing else:
 * it has no side effects and always ends.
 */

/** How something that a stage needs has ended. */
export interface NeedFacts {
  /** What it counts as: `passed` also where a failure is allowed. */
  readonly status: Status;
  /** What it really came to. */
  readonly outcome: Status;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Everything that a condition may ask for. */
export interface ConditionFacts {
  /** Empty on a detached HEAD and without git. */
  readonly branch: string;
  /** The tag of the commit; empty without one. */
  readonly tag: string;
  /** Full hash; empty without git. */
  readonly commit: string;
  readonly dirty: boolean;
  readonly trigger: string;
  /** Names of the variables that are set; never their values. */
  readonly env: readonly string[];
  readonly matrix: Readonly<Record<string, string>>;
  readonly needs: Readonly<Record<string, NeedFacts>>;
  /** Paths that changed since the last run that passed; see {@link Condition.asksForChanges}. */
  readonly changes: readonly string[];
  /** Whether all that comes before passed. */
  readonly hasSucceeded: boolean;
  /** Whether anything that comes before, however far, failed. */
  readonly hasFailed: boolean;
  /** Whether the run was canceled. */
  readonly isCanceled: boolean;
}

/** What a condition may name beside the fixed words; `null` where every name will do. */
export interface ConditionScope {
  readonly needs: readonly string[] | null;
  readonly axes: readonly string[] | null;
}

/** Why a text is no condition. `offset` counts characters from its start. */
export type ConditionProblem = Failure<"condition-invalid"> & { readonly offset: number };

/** A condition that can be asked. */
export interface Condition {
  /** Whether it must be asked also when something it needs did not pass, because it names `always()`, `failure()` or `canceled()`. */
  readonly isPatient: boolean;
  /** Whether `changes` must be known to ask it. */
  readonly asksForChanges: boolean;
  /** The needs that it names outright. */
  readonly needs: readonly string[];
  evaluate(facts: ConditionFacts): Result<boolean, Failure<"condition-failed">>;
}

/** Naming one of these, the person takes over from "only when all needs passed". */
const patientFunctions = ["always", "failure", "canceled"];

/** Compiles a condition; every name and type in it is checked. */
export function compileCondition(text: string, scope: ConditionScope): Result<Condition, ConditionProblem> {
  const holder: { facts: ConditionFacts | null } = { facts: null };
  const language = createLanguage(holder);
  const checked = language.check(text);
  if (!checked.valid)
    return err(problem(describeError(checked.error?.code, checked.error?.summary ?? ""), checked.error?.range?.start ?? 0));
  if (checked.type !== "bool") return err(problem(`it is ${withArticle(checked.type ?? "dyn")}; a condition is true or false`, 0));
  const expression = language.parse(text);
  const names = collectNames(expression.ast);
  const wrong = findWrongName(names, scope) ?? names.impossible[0];
  if (wrong !== undefined) return err(problem(wrong.what, wrong.offset));
  return ok({
    isPatient: names.functions.some((name) => patientFunctions.includes(name)),
    needs: [...new Set(names.entries.flatMap((entry) => (entry.of === "needs" ? entry.name : [])))],
    asksForChanges: names.functions.includes("changed") || names.variables.includes("changes"),
    evaluate: (facts) => {
      holder.facts = facts;
      try {
        return ok(expression({ ...facts, matrix: mapOf(facts.matrix), needs: needsOf(facts) }) === true);
      } catch (error) {
        if (!(error instanceof EvaluationError)) throw error;
        return err(failure("condition-failed", `The condition ${text} cannot be answered: ${error.summary}.`));
      } finally {
        holder.facts = null;
      }
    },
  });
}

/** The language takes an object for something else that has a key `constructor`, and a stage may be called so. */
function mapOf<Value>(values: Readonly<Record<string, Value>>): Map<string, Value> {
  return new Map(Object.entries(values));
}

function needsOf({ needs }: ConditionFacts): Map<string, unknown> {
  return new Map(Object.entries(needs).map(([name, need]) => [name, { ...need, outputs: mapOf(need.outputs) }]));
}

function createLanguage(holder: { readonly facts: ConditionFacts | null }): Environment {
  return new Environment({ unlistedVariablesAreDyn: false })
    .registerVariable("branch", "string")
    .registerVariable("tag", "string")
    .registerVariable("commit", "string")
    .registerVariable("dirty", "bool")
    .registerVariable("trigger", "string")
    .registerVariable("env", "list<string>")
    .registerVariable("matrix", "map<string, string>")
    .registerVariable("needs", "map<string, dyn>")
    .registerVariable("changes", "list<string>")
    .registerFunction("changed(string): bool", (glob: string) => holder.facts?.changes.some((path) => matchesGlob(path, glob)) ?? false)
    .registerFunction("always(): bool", () => true)
    .registerFunction("success(): bool", () => holder.facts?.hasSucceeded ?? false)
    .registerFunction("failure(): bool", () => holder.facts?.hasFailed ?? false)
    .registerFunction("canceled(): bool", () => holder.facts?.isCanceled ?? false);
}

/** What an expression names. */
interface Names {
  readonly functions: string[];
  readonly variables: string[];
  /** Entries of `needs` and `matrix` that are named outright, with their places. */
  readonly entries: { readonly of: string; readonly name: string; readonly offset: number }[];
  readonly impossible: Impossibility[];
}

function collectNames(root: ASTNode): Names {
  const names: Names = { functions: [], variables: [], entries: [], impossible: [] };
  const open: ASTNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.op === "id") names.variables.push(node.args);
    if (node.op === "call") names.functions.push(node.args[0]);
    const entry = entryOf(node);
    if (entry !== null) names.entries.push(entry);
    const impossible = findImpossible(node);
    if (impossible !== null) names.impossible.push(impossible);
    open.push(...childrenOf(node.args));
  }
  names.entries.sort((left, right) => left.offset - right.offset);
  return names;
}

function entryOf(node: ASTNode): Names["entries"][number] | null {
  if (node.op !== "." && node.op !== "[]") return null;
  const [owner, key] = node.args;
  if (owner.op !== "id" || (owner.args !== "needs" && owner.args !== "matrix")) return null;
  if (typeof key === "string") return { of: owner.args, name: key, offset: node.range.end - key.length };
  return key.op === "value" && typeof key.args === "string" ? { of: owner.args, name: key.args, offset: key.range.start } : null;
}

function childrenOf(value: unknown): ASTNode[] {
  if (Array.isArray(value)) return value.flatMap(childrenOf);
  return isNode(value) ? [value] : [];
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === "object" && value !== null && "op" in value && "args" in value;
}

function findWrongName({ entries }: Names, scope: ConditionScope): Impossibility | null {
  for (const { of, name, offset } of entries) {
    const known = of === "needs" ? scope.needs : scope.axes;
    if (known === null || known.includes(name)) continue;
    const near = nearest(name, known);
    const advice = near === null ? `there ${known.length === 0 ? "are none" : `are ${known.join(", ")}`}` : `did you mean ${near}?`;
    const what =
      of === "needs" ? `${JSON.stringify(name)} is not among the stage's needs` : `the matrix has no axis ${JSON.stringify(name)}`;
    return { what: `${what}: ${advice}`, offset };
  }
  return null;
}

function describeError(code: string | undefined, summary: string): string {
  const plain = summary.charAt(0).toLowerCase() + summary.slice(1);
  if (code === "unexpected_character" && summary.endsWith("character: =")) return 'a single "=" compares nothing: write "=="';
  if (code === "no_such_overload" && /string (==|!=) (int|double|bool)/.test(summary)) return `${plain}; put the value in quotes`;
  const [, called] = code === "no_matching_overload" ? (/'([a-z]+)\(/.exec(summary) ?? []) : [];
  if (called !== undefined && called !== "" && !languageFunctions.includes(called)) return describeCall(called);
  if (code === "unknown_variable") {
    const name = summary.slice(summary.indexOf(":") + 1).trim();
    const near = nearest(name, words);
    return `${JSON.stringify(name)} is not known${near === null ? `; known are ${words.join(", ")}` : `: did you mean ${near}?`}`;
  }
  return plain.replace(/EOF/, "the end of the text");
}

const ownFunctions = ["always", "success", "failure", "canceled", "changed"];

/** Those of CEL itself that stand alone: only the types they are given can be wrong. */
const languageFunctions = ["size", "string", "int", "uint", "double", "bool", "bytes", "timestamp", "duration", "dyn", "type", "matches"];

function describeCall(name: string): string {
  if (name === "changed") return 'changed takes one glob in quotes, as in changed("src/**")';
  if (ownFunctions.includes(name)) return `${name} takes nothing: write ${name}()`;
  const near = nearest(name, ownFunctions);
  return `there is no function ${name}${near === null ? `; there are ${ownFunctions.join(", ")}` : `: did you mean ${near}?`}`;
}

const words = ["branch", "tag", "commit", "dirty", "trigger", "env", "matrix", "needs", "changes"];

function withArticle(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function problem(what: string, offset: number): ConditionProblem {
  return { ...failure("condition-invalid", what), offset };
}
