import { planPipeline } from "../../../shared/pipeline/plan.ts";
import { planEnvironments } from "../../../shared/pipeline/planned-environment.ts";
import { planChannels, planMonitors } from "../../../shared/pipeline/planned-monitor.ts";
import { planReleases } from "../../../shared/pipeline/planned-release.ts";
import { planRunbooks } from "../../../shared/pipeline/planned-runbook.ts";
import { planServices } from "../../../shared/pipeline/planned-service.ts";
import { checkDefinition } from "./check-definition.ts";
import { locatedAt } from "./describe-place.ts";
import { describeStages } from "./describe-stages.ts";
import { type Located, locateYaml } from "./locate-yaml.ts";
import { nothingParsed, type ParsedPipeline } from "./parsed-pipeline.ts";
import { placeProblems } from "./problem.ts";
import { TextLines } from "./text-lines.ts";

/** Reads a pipeline's text. `file` is how problems and stages name it, relative to the project. Never throws, whatever the text. */
export function parsePipeline(text: string, file: string): ParsedPipeline {
  const lines = new TextLines(text);
  const { root, problems } = locateYaml(text, lines);
  const checked = root === null ? null : checkDefinition(root);
  // What could not be read at a place is missing there, too; saying that as well would only confuse.
  const unread = new Set(problems.map((problem) => problem.offset));
  const allProblems = [...problems, ...(checked?.problems ?? []).filter((problem) => !unread.has(problem.offset))];
  const definition = checked?.definition ?? null;
  if (root === null || definition === null || allProblems.length > 0) {
    return { ...nothingParsed, problems: placeProblems(file, allProblems, lines) };
  }
  const placesOfStages = locatedAt(root, ["stages"])?.keys ?? new Map<string, number>();
  const placesOfEnvironments = locatedAt(root, ["environments"])?.keys ?? new Map<string, number>();
  const planned = planPipeline(definition);
  const linesOf = (area: string) => Object.fromEntries([...keysOf(root, area)].map(([name, offset]) => [name, lines.placeOf(offset).line]));
  const plan = { ...planned, stages: inOrderOf(placesOfStages, planned.stages) };
  return {
    name: definition.name ?? null,
    stages: describeStages(plan.stages, file, (name) => lines.placeOf(placesOfStages.get(name) ?? 0).line),
    plan,
    environments: inOrderOf(placesOfEnvironments, planEnvironments(definition)),
    environmentLines: Object.fromEntries([...placesOfEnvironments].map(([name, offset]) => [name, lines.placeOf(offset).line])),
    releases: planReleases(definition),
    operations: {
      services: inOrderOf(keysOf(root, "services"), planServices(definition)),
      servicesSource: keysOf(root, "services").size > 0 ? "millrace.yml" : "",
      runbooks: inOrderOf(keysOf(root, "runbooks"), planRunbooks(definition)),
      monitors: inOrderOf(keysOf(root, "monitors"), planMonitors(definition)),
      channels: inOrderOf(keysOf(root, "channels"), planChannels(definition)),
      lines: { services: linesOf("services"), runbooks: linesOf("runbooks"), monitors: linesOf("monitors"), channels: linesOf("channels") },
    },
    problems: [],
  };
}

/** Where each entry of an area of the file stands, by its name. */
function keysOf(root: Located, area: string): ReadonlyMap<string, number> {
  return locatedAt(root, [area])?.keys ?? new Map<string, number>();
}

/** An object's keys that look like whole numbers come first in JavaScript; the file's order is kept by its places. */
function inOrderOf<Named extends { readonly name: string }>(places: ReadonlyMap<string, number>, all: readonly Named[]): Named[] {
  const order = new Map([...places.keys()].map((name, index) => [name, index]));
  return all.toSorted((first, second) => (order.get(first.name) ?? 0) - (order.get(second.name) ?? 0));
}
