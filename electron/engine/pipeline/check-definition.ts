import type { z } from "zod";
import { type PipelineDefinition, pipelineDefinitionSchema, refusedKeys } from "../../../shared/pipeline/definition.ts";
import { findGraphProblems, type GraphProblem } from "../../../shared/pipeline/graph.ts";
import { monitorKinds } from "../../../shared/pipeline/monitor-schema.ts";
import { checkEnvironments } from "./check-environments.ts";
import { checkChannels, checkMonitors } from "./check-monitors.ts";
import { checkRunbooks } from "./check-runbooks.ts";
import { checkServices } from "./check-services.ts";
import { checkStages } from "./check-stages.ts";
import { checkTriggers } from "./check-triggers.ts";
import {
  type Container,
  containerAt,
  describeFound,
  describePlace,
  keyOffsetAt,
  locatedAt,
  namedAreas,
  type Path,
} from "./describe-place.ts";
import { knownKeys } from "./known-keys.ts";
import type { Located } from "./locate-yaml.ts";
import { nearestName } from "./nearest-name.ts";
import { quoteName, type TextProblem } from "./problem.ts";

type Issue = z.core.$ZodIssue;

/** Checks what was read against the format and its graph. All problems at once; `definition` is `null` when there is one. */
export function checkDefinition(root: Located): { definition: PipelineDefinition | null; problems: TextProblem[] } {
  const parsed = pipelineDefinitionSchema.safeParse(root.value);
  const problems = [
    ...(parsed.success ? [] : mainIssues(parsed.error.issues).flatMap((issue) => describeIssue(root, issue))),
    ...(["stages", "environments", "services"] as const)
      .flatMap((area) => findGraphProblems(readNeeds(root, area), area))
      .filter((problem) => typeof locatedAt(root, problem.path)?.value === "string")
      .map((problem) => describeGraphProblem(root, problem)),
    ...(parsed.success
      ? [checkStages, checkTriggers, checkEnvironments, checkServices, checkRunbooks, checkMonitors, checkChannels].flatMap((check) =>
          check(root, parsed.data),
        )
      : []),
  ];
  return { definition: parsed.success && problems.length === 0 ? parsed.data : null, problems };
}

/** Without what is said of the size of something that is of another kind, or of the forms that were not chosen. */
function mainIssues(all: readonly Issue[]): Issue[] {
  const issues = all.flatMap((issue) => chosenForm(issue) ?? [issue]);
  const mistyped = new Set(issues.filter(({ code }) => code === "invalid_type").map(({ path }) => JSON.stringify(path)));
  return issues.filter(({ code, path }) => code === "invalid_type" || !mistyped.has(JSON.stringify(path)));
}

/** What is wrong in the one form of several that the value is of the kind of; `null` when it is of none, or of more than one. */
function chosenForm(issue: Issue): Issue[] | null {
  if (issue.code !== "invalid_union") return null;
  const forms = issue.errors.filter((form) => !form.some(({ code, path }) => path.length === 0 && isOfOtherKind(code)));
  const [chosen] = forms;
  return chosen === undefined || forms.length > 1 ? null : chosen.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
}

function isOfOtherKind(code: Issue["code"]): boolean {
  return code === "invalid_type" || code === "invalid_value";
}

/** The needs that can be read, even where the rest of a stage is wrong: faults of the graph are told in the same go. */
function readNeeds(root: Located, under: "stages" | "environments" | "services"): Record<string, { needs: string[] }> {
  const stages = locatedAt(root, [under]);
  const named = [...(stages?.keys.keys() ?? [])].map((name) => {
    const needs = stages?.children.get(name)?.children.get("needs")?.value;
    // A wrong entry keeps its index; the schema tells what is wrong with it.
    return [name, { needs: Array.isArray(needs) ? needs.map((need) => (typeof need === "string" ? need : "")) : [] }] as const;
  });
  return Object.fromEntries(named);
}

function describeIssue(root: Located, issue: Issue): TextProblem[] {
  const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => describeUnknownKey(root, path, key));
    case "invalid_key":
      return [describeWrongName(root, path, issue.issues[0]?.message ?? issue.message)];
    default:
      return [describeWrongValue(root, path, issue)];
  }
}

function describeUnknownKey(root: Located, path: Path, key: string): TextProblem {
  const offset = keyOffsetAt(root, [...path, key]);
  const container = containerAt(path) ?? "pipeline";
  const refused: readonly string[] = isRefusing(container) ? refusedKeys[container] : [];
  if (refused.includes(key)) {
    const message = `${quoteName(key)} of ${placeOf(container, path)} is part of the format, but this version cannot run it yet: remove it, or keep the file for a later version.`;
    return { code: "not-in-this-version", message, offset };
  }
  const known = knownKeys(container, locatedAt(root, path));
  const nearest = nearestName(key, [...known, ...refused]);
  const advice = nearest === null ? `Known keys are ${joinWords(known, "and")}.` : `Did you mean ${quoteName(nearest)}?`;
  return {
    code: "unknown-key",
    message: `${placeOf(container, path)} has no key ${quoteName(key)}. ${advice}`.replace(/^./, upper),
    offset,
  };
}

function placeOf(container: Container, path: Path): string {
  return container === "pipeline" ? "the pipeline" : describePlace(path);
}

function isRefusing(container: Container): container is keyof typeof refusedKeys {
  return Object.hasOwn(refusedKeys, container);
}

function describeWrongName(root: Located, path: Path, reason: string): TextProblem {
  const name = String(path.at(-1));
  return { code: "wrong-name", message: `${quoteName(name)} cannot be used as a name here: ${reason}.`, offset: keyOffsetAt(root, path) };
}

function describeWrongValue(root: Located, path: Path, issue: Issue): TextProblem {
  const found = locatedAt(root, path);
  const expected = describeExpected(path, issue, found);
  if (found === null) {
    const key = quoteName(String(path.at(-1)));
    const owner = path.length === 1 ? "the pipeline" : describePlace(path.slice(0, -1));
    return {
      code: "missing-key",
      message: `${owner} has no ${key}: expected ${expected}.`.replace(/^./, upper),
      offset: keyOffsetAt(root, path),
    };
  }
  if (issue.code === "custom" && containerAt(path) === "stage") return describeRunAndSteps(root, path, found);
  if (issue.code === "custom" && containerAt(path) === "trigger") return describeOnAndSchedule(root, path, found);
  const code = issue.code === "invalid_type" || issue.code === "invalid_union" ? "wrong-type" : "wrong-value";
  const place = describePlace(path).replace(/^./, upper);
  if (issue.code === "custom" && !issue.message.startsWith("expected "))
    return { code, message: `${place}: ${issue.message}.`, offset: found.offset };
  return {
    code,
    message: `${place}: expected ${expected}, found ${describeFound(found)}.${describeAdvice(path, issue, found)}`,
    offset: found.offset,
  };
}

/** A stage has one of `run` and `steps`; only one that waits for approval may have neither. */
function describeRunAndSteps(root: Located, path: Path, stage: Located): TextProblem {
  const place = describePlace(path).replace(/^./, upper);
  const hasBoth = stage.keys.has("run") && stage.keys.has("steps");
  if (!hasBoth)
    return {
      code: "missing-key",
      message: `${place} has nothing to run: add \`run\`, \`steps\` or \`approval\`.`,
      offset: keyOffsetAt(root, path),
    };
  const message = `${place} has both \`run\` and \`steps\`: keep one of them.`;
  return { code: "wrong-value", message, offset: keyOffsetAt(root, [...path, "steps"]) };
}

/** A trigger has one of `on` and `schedule`. */
function describeOnAndSchedule(root: Located, path: Path, trigger: Located): TextProblem {
  const place = describePlace(path).replace(/^./, upper);
  if (!trigger.keys.has("on")) {
    const message = `${place} says nothing of when it starts a run: add \`on\` or \`schedule\`.`;
    return { code: "missing-key", message, offset: keyOffsetAt(root, path) };
  }
  const message = `${place} has both \`on\` and \`schedule\`: make two triggers of it.`;
  return { code: "wrong-value", message, offset: keyOffsetAt(root, [...path, "schedule"]) };
}

function describeExpected(path: Path, issue: Issue, found: Located | null): string {
  switch (issue.code) {
    case "custom":
      return issue.message.replace(/^expected /, "");
    case "invalid_value":
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${joinWords(issue.values.map(String), "or")}`;
    case "invalid_union":
      if (containerAt(path.slice(0, -1)) !== null && Object.hasOwn(formsOf, String(path.at(-1)))) return formsOf[String(path.at(-1))] ?? "";
      return 'a text, a number, true or false (write "" for an empty text)';
    case "too_small":
      return describeBound(issue.origin, "at least", issue.minimum);
    case "too_big":
      return describeBound(issue.origin, "at most", issue.maximum);
    case "invalid_type":
      return describeType(path, issue.expected, found);
    default:
      return issue.message.replace(/^expected /, "");
  }
}

/** What is written in one of several forms. */
const formsOf: Readonly<Record<string, string>> = {
  approval: "true, or the question to ask",
  auto: "true, false, release or green",
  changelog: "a path, or false",
  type: "one of directory, ssh or command",
  window: "a mapping with `from` and `to`, or a list of them",
  restart: "always, on-failure or never, or a mapping with `policy`",
  port: "a port such as 8080, or a list of them",
  confirm: "true, or the text to type",
  status: "a status such as 200, or a list of them",
  answer: "a text, or a list of them",
  alert: "false, or a mapping with `after` and others",
  maintenance: "a mapping with `from` and `to` (times of the day, or moments with their offset), or a list of them",
  from: "a day or a moment, such as 2026-12-24 or 2026-12-24T18:00",
  to: "a day or a moment, such as 2026-12-24 or 2026-12-24T18:00",
};

function describeBound(origin: string, bound: string, count: number | bigint): string {
  if (origin === "array") return count === 1 ? `${bound} one entry` : `${bound} ${count} entries`;
  if (origin === "string") return bound === "at least" ? "some text" : `${bound} ${count} characters`;
  return `${bound} ${count}`;
}

function describeType(path: Path, type: string, found: Located | null): string {
  const key = path.at(-1);
  if (key === "stages" && path.length === 1) return "a mapping of stage names to stages";
  const isOfEnvironment = path[0] === "environments" && path.length > 2;
  const area = String(path[0]);
  const word = namedAreas[area] ?? "stage";
  if (path.at(-2) === "needs") return `the name of ${article(word)} ${word}`;
  if (key === "needs") return `a list of ${area}, such as [${needExamples[area] ?? "build"}]`;
  if (key === "ready") return "a mapping with `http`, `tcp`, `run` or `log`";
  if (key === "live") return "a mapping with `http`, `tcp` or `run`";
  if (key === "objective") return "a mapping with `target`";
  if (path.length === 2 && path[0] === "monitors") return `a mapping with one of ${joinWords(monitorKinds, "or")}`;
  if (path.length === 2 && path[0] === "channels") return "a mapping with `webhook` or `run`";
  if (path.length === 2 && (path[0] === "services" || path[0] === "runbooks")) return "a mapping with `run`";
  if (isOfEnvironment && key === "deploy") return "a mapping with `type`";
  if (isOfEnvironment && key === "health") return "a mapping with `http`, `tcp` or `run`";
  if (isDuration(path)) return "a duration, such as 90s, 10m or 1h 30m";
  if (key === "triggers" && path.length === 1) return "a list of triggers, such as [{ on: commit }]";
  if (path.length === 2 && path[0] === "triggers") return "a mapping with `on` or `schedule`";
  if (type === "array") return "a list";
  if (type === "int") return "a whole number";
  if (type === "number") return "a number";
  if (type === "boolean") return "true or false";
  if (key === "concurrency") return "a mapping with `group`";
  if (key === "retry") return "a mapping with `attempts`";
  if (key === "cache") return "a mapping with `inputs`";
  if (key === "reports") return "a mapping with `tests` or `coverage`";
  if (type === "string") return found === null && key === "run" ? "a command" : "a text";
  return path.length === 0 ? "a mapping with `version` and `stages`" : "a mapping of keys to values";
}

function isDuration(path: Path): boolean {
  const key = String(path.at(-1));
  if (["timeout", "backoff", "max-backoff", "every", "within", "for"].includes(key)) return true;
  const isOfOperations = path[0] === "services" || path[0] === "monitors";
  return isOfOperations && ["most", "reset", "grace", "slow", "expires", "repeat", "over"].includes(key);
}

function describeAdvice(path: Path, issue: Issue, found: Located): string {
  if (issue.code === "invalid_value" && typeof found.value === "string") {
    const nearest = nearestName(
      found.value,
      issue.values.filter((value) => typeof value === "string"),
    );
    if (nearest !== null) return ` Did you mean \`${nearest}\`?`;
  }
  if (issue.code === "invalid_value" && issue.values.some((value) => typeof value !== "string" && String(value) === found.value)) {
    return " Write it without quotes.";
  }
  const isUnquoted = typeof found.value === "number" || typeof found.value === "boolean";
  if (issue.code === "invalid_type" && issue.expected === "string" && isUnquoted && !isDuration(path)) {
    return ` Put it in quotes: ${JSON.stringify(found.text ?? String(found.value))}.`;
  }
  if (issue.code === "invalid_type" && issue.expected === "array" && typeof found.value === "string")
    return ` Put it in brackets: [${found.text ?? ""}].`;
  return "";
}

function describeGraphProblem(root: Located, problem: GraphProblem): TextProblem {
  const found = locatedAt(root, problem.path);
  const offset = found?.offset ?? keyOffsetAt(root, problem.path);
  const kind = namedAreas[String(problem.path[0])] ?? "stage";
  const stage = `${kind.replace(/^./, upper)} ${quoteName(String(problem.path[1]))}`;
  const need = quoteName(problem.names[0] ?? "");
  switch (problem.code) {
    case "missing-need": {
      const nearest = nearestName(problem.names[0] ?? "", locatedAt(root, [`${kind}s`])?.keys.keys() ?? []);
      const advice = nearest === null ? `Add that ${kind}, or remove the need.` : `Did you mean ${quoteName(nearest)}?`;
      return {
        code: "missing-need",
        message: `${stage} needs ${need}, which is not ${article(kind)} ${kind}. ${advice}`,
        offset,
      };
    }
    case "repeated-need":
      return { code: "repeated-need", message: `${stage} names ${need} twice in its needs: remove one of them.`, offset };
    case "cycle": {
      if (problem.names.length === 2) return { code: "cycle", message: `${stage} needs itself: remove that need.`, offset };
      return {
        code: "cycle",
        message: `${kind.replace(/^./, upper)}s need each other in a circle: ${drawCircle(problem.names)}. Remove one of these needs.`,
        offset,
      };
    }
  }
}

const needExamples: Readonly<Record<string, string>> = { environments: "staging", services: "database" };

function article(word: string): string {
  return word === "environment" ? "an" : "a";
}

function drawCircle(names: readonly string[]): string {
  const shown = names.length > 12 ? [...names.slice(0, 8), `… ${names.length - 10} more …`, ...names.slice(-2)] : names;
  return shown.map((name) => (name.startsWith("… ") ? name : quoteName(name))).join(" → ");
}

function joinWords(words: readonly string[], conjunction: string): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1)}`;
}

function upper(letter: string): string {
  return letter.toUpperCase();
}
