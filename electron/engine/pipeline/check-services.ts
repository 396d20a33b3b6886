import type { PipelineDefinition } from "../../../shared/pipeline/definition.ts";
import { problemAt } from "./check-environments.ts";
import { checkOverridden } from "./check-stages.ts";
import type { Path } from "./describe-place.ts";
import type { Located } from "./locate-yaml.ts";
import { quoteName, quoteText, type TextProblem } from "./problem.ts";

/** What a schema cannot say of services: ports that only one can have, patterns that must be some. */
export function checkServices(root: Located, { services = {}, secrets = [] }: PipelineDefinition): TextProblem[] {
  const owners = new Map<number, string>();
  return Object.entries(services).flatMap(([name, service]) => {
    const path = ["services", name];
    const problems = checkOverridden(root, path, service.env, [...secrets, ...(service.secrets ?? [])]);
    for (const [index, port] of [service.port ?? []].flat().entries()) {
      const at = Array.isArray(service.port) ? [...path, "port", index] : [...path, "port"];
      const owner = owners.get(port);
      if (owner !== undefined) problems.push(problemAt(root, at, `: ${port} is a port of service ${quoteName(owner)} already.`));
      owners.set(port, name);
    }
    return [...problems, ...checkPattern(root, [...path, "ready", "log"], service.ready?.log)];
  });
}

/** A regular expression must be one, in JavaScript's grammar with the `u` flag. */
export function checkPattern(root: Located, path: Path, pattern: string | undefined): TextProblem[] {
  if (pattern === undefined) return [];
  try {
    new RegExp(pattern, "u");
    return [];
  } catch (error) {
    const reason = (error as Error).message.replace(/^Invalid regular expression: .*: /s, "");
    return [problemAt(root, path, `: ${quoteText(pattern)} is no regular expression: ${reason}.`)];
  }
}
