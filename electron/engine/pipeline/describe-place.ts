import type { Located } from "./locate-yaml.ts";
import { quoteName, quoteText } from "./problem.ts";

/** A way from the top of the definition to a value, as in `["stages", "unit", "needs", 0]`. */
export type Path = readonly (string | number)[];

/** Which kind of mapping a path leads to: decides the keys that are known there. */
export type Container =
  | ("pipeline" | "stage" | "step" | "retry" | "cache" | "concurrency" | "reports" | "trigger")
  | ("release" | "environment" | "deploy" | "health" | "window" | "freeze")
  | ("service" | "restart" | "ready" | "live" | "stop" | "logs")
  | ("runbook" | "parameter" | "limit")
  | ("monitor" | "maintenance" | "alert" | "latency" | "objective" | "channel");

/** Areas of the file whose entries have names, and what one of them is called. */
export const namedAreas: Readonly<Record<string, string>> = {
  ...{ stages: "stage", environments: "environment", services: "service", runbooks: "runbook", monitors: "monitor", channels: "channel" },
};

/** The kind of mapping at `path`, or `null` when no such keys are fixed there. */
export function containerAt(path: Path): Container | null {
  if (path.length === 0) return "pipeline";
  if (path.length === 1 && (path[0] === "concurrency" || path[0] === "release")) return path[0];
  if (path.length === 2 && path[0] === "triggers" && typeof path[1] === "number") return "trigger";
  if (path[0] === "environments") return containerInEnvironment(path);
  if (path[0] === "services" || path[0] === "runbooks" || path[0] === "monitors" || path[0] === "channels")
    return containerInOperations(path);
  if (path[0] !== "stages") return null;
  if (path.length === 2) return "stage";
  if (path.length === 3 && (path[2] === "retry" || path[2] === "cache" || path[2] === "concurrency" || path[2] === "reports"))
    return path[2];
  return path.length === 4 && path[2] === "steps" ? "step" : null;
}

function containerInEnvironment([, , key, index, ...rest]: Path): Container | null {
  if (key === undefined) return "environment";
  if (index === undefined) return key === "deploy" || key === "health" || key === "window" ? key : null;
  return typeof index === "number" && rest.length === 0 && (key === "window" || key === "freeze") ? key : null;
}

/** Mappings with keys of their own, by the way to them inside their area's entry; `*` stands for any name, `#` for an index. */
const operationContainers: Readonly<Record<string, Container>> = {
  ...{ services: "service", "services.restart": "restart", "services.ready": "ready", "services.live": "live" },
  ...{ "services.stop": "stop", "services.logs": "logs" },
  ...{ runbooks: "runbook", "runbooks.parameters.*": "parameter", "runbooks.limit": "limit" },
  ...{ monitors: "monitor", "monitors.maintenance": "maintenance", "monitors.maintenance.#": "maintenance" },
  ...{ "monitors.alert": "alert", "monitors.alert.latency": "latency", "monitors.objective": "objective", channels: "channel" },
};

function containerInOperations([area, name, ...rest]: Path): Container | null {
  if (name === undefined) return null;
  const keys = rest.map((key, index) => (typeof key === "number" ? "#" : rest[index - 1] === "parameters" ? "*" : key));
  return operationContainers[[area, ...keys].join(".")] ?? null;
}

/** Names a place for people: "`timeout` of stage `unit`", "step 2 of stage `unit`", "`zone` of trigger 1", "`env.PORT`". */
export function describePlace(path: Path): string {
  if (path.length === 0) return "the file";
  if (path[0] === "triggers" && typeof path[1] === "number") {
    const trigger = `trigger ${path[1] + 1}`;
    return path.length === 2 ? trigger : `${describeKeys(path.slice(2))} of ${trigger}`;
  }
  const word = namedAreas[String(path[0])];
  if (word === undefined || path.length < 2) return describeKeys(path);
  if (path[0] !== "stages") {
    const entry = `${word} ${quoteName(String(path[1]))}`;
    return path.length === 2 ? entry : `${describeKeys(path.slice(2))} of ${entry}`;
  }
  const stage = `stage ${quoteName(String(path[1]))}`;
  if (path.length === 2) return stage;
  const isInStep = path[2] === "steps" && typeof path[3] === "number";
  const owner = isInStep ? `step ${Number(path[3]) + 1} of ${stage}` : stage;
  const rest = path.slice(isInStep ? 4 : 2);
  return rest.length === 0 ? owner : `${describeKeys(rest)} of ${owner}`;
}

function describeKeys(keys: Path): string {
  const last = keys.at(-1);
  if (typeof last === "number") return `entry ${last + 1} of ${describeKeys(keys.slice(0, -1))}`;
  const index = keys.findLastIndex((key) => typeof key === "number");
  const name = quoteName(keys.slice(index + 1).join("."));
  return index === -1 ? name : `${name} of ${describeKeys(keys.slice(0, index + 1))}`;
}

/** Says what stands there: "the text "abc"", "the number 10", "a list", "nothing". */
export function describeFound(located: Located | null): string {
  const value = located?.value;
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  switch (typeof value) {
    case "string":
      return value === "" ? "an empty text" : `the text ${quoteText(value)}`;
    case "number":
    case "bigint":
      return `the number ${located?.text || String(value)}`;
    case "boolean":
      return `\`${located?.text || String(value)}\`, which is a yes-or-no value`;
    default:
      return located?.keys.size === 0 ? "an empty mapping" : "a mapping";
  }
}

/** The value at `path`, or `null` when the file has none there. */
export function locatedAt(root: Located, path: Path): Located | null {
  let current: Located | null = root;
  for (const key of path) current = current?.children.get(key) ?? null;
  return current;
}

/** Where the key of the value at `path` stands; the value's own place in lists, the nearest place around it when it is missing. */
export function keyOffsetAt(root: Located, path: Path): number {
  let current = root;
  let offset = root.offset;
  for (const key of path) {
    const child = current.children.get(key);
    if (child === undefined) return offset;
    offset = current.keys.get(String(key)) ?? child.offset;
    current = child;
  }
  return offset;
}
