import type { PipelineDefinition } from "../../../shared/pipeline/definition.ts";
import type { EnvironmentDefinition } from "../../../shared/pipeline/planned-environment.ts";
import { dayMs } from "../../../shared/time.ts";
import { isZone, zoneNames } from "../schedule/schedule.ts";
import { checkOverridden } from "./check-stages.ts";
import { describePlace, keyOffsetAt, locatedAt, type Path } from "./describe-place.ts";
import type { Located } from "./locate-yaml.ts";
import { nearestName } from "./nearest-name.ts";
import { quoteName, quoteText, type TextProblem } from "./problem.ts";

/** What a schema cannot say of environments: zones that must exist, times that must come, paths that lead to one place only. */
export function checkEnvironments(root: Located, { environments = {}, secrets = [] }: PipelineDefinition): TextProblem[] {
  return Object.entries(environments).flatMap(([name, environment]) => {
    const path = ["environments", name];
    return [
      ...checkTarget(root, [...path, "deploy", "path"], environment.deploy),
      ...checkWindows(root, [...path, "window"], environment.window),
      ...checkFreezes(root, [...path, "freeze"], environment.freeze ?? []),
      ...checkOverridden(root, path, environment.env, [...secrets, ...(environment.secrets ?? [])]),
    ];
  });
}

/** A relative path would be another place in every checkout, and in every login. */
function checkTarget(root: Located, path: Path, deploy: EnvironmentDefinition["deploy"]): TextProblem[] {
  if (deploy.type === "command" || /^(\/|~\/|[A-Za-z]:[\\/])/.test(deploy.path)) return [];
  return [problemAt(root, path, `: expected an absolute path, or one that begins with ~/, found the text ${quoteText(deploy.path)}.`)];
}

function checkWindows(root: Located, path: Path, window: EnvironmentDefinition["window"]): TextProblem[] {
  return [window ?? []].flat().flatMap(({ from, to, zone }, index) => {
    const at = Array.isArray(window) ? [...path, index] : path;
    const problems: TextProblem[] = [];
    if (from === to) problems.push(problemAt(root, [...at, "to"], " is when it begins: such a window is never open."));
    if (zone !== undefined && !isZone(zone)) {
      const near = nearestName(zone, zoneNames());
      const advice = near === null ? "Write one such as Europe/Berlin or UTC." : `Did you mean ${quoteName(near)}?`;
      problems.push(problemAt(root, [...at, "zone"], `: there is no time zone ${quoteText(zone)}. ${advice}`));
    }
    return problems;
  });
}

function checkFreezes(root: Located, path: Path, freezes: NonNullable<EnvironmentDefinition["freeze"]>): TextProblem[] {
  return freezes.flatMap(({ from, to }, index) => {
    const isDay = (text: string) => !text.includes("T");
    // Days are whole: one that begins and ends on the same day lasts as long as it.
    const isBackward = isDay(from) && isDay(to) ? to < from : Date.parse(to) + (isDay(to) ? dayMs : 0) <= Date.parse(from);
    return isBackward ? [problemAt(root, [...path, index, "to"], " is before it begins.")] : [];
  });
}

/** A problem of a value, named by its place. */
export function problemAt(root: Located, path: Path, rest: string): TextProblem {
  const place = describePlace(path).replace(/^./, (letter) => letter.toUpperCase());
  return { code: "wrong-value", message: `${place}${rest}`, offset: locatedAt(root, path)?.offset ?? keyOffsetAt(root, path) };
}
