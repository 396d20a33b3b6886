import type { PipelineDefinition, TriggerDefinition } from "../../../shared/pipeline/definition.ts";
import { parseDuration, secondMs } from "../../../shared/time.ts";
import { isZone, parseSchedule, zoneNames } from "../schedule/schedule.ts";
import { describePlace, keyOffsetAt, locatedAt, type Path } from "./describe-place.ts";
import type { Located } from "./locate-yaml.ts";
import { nearestName } from "./nearest-name.ts";
import { quoteName, quoteText, type TextProblem } from "./problem.ts";

/** What a schema cannot say of triggers: names that must exist, schedules that must come, keys that have no effect where they stand. */
export function checkTriggers(root: Located, { triggers = [], stages }: PipelineDefinition): TextProblem[] {
  const names = triggers.map(({ name }) => name);
  return triggers.flatMap((trigger, index) => {
    const path = ["triggers", index];
    return [
      ...checkEffects(root, path, trigger),
      ...checkSchedule(root, path, trigger),
      ...checkEvery(root, [...path, "every"], trigger.every),
      ...checkStageNames(root, [...path, "stages"], trigger.stages ?? [], Object.keys(stages)),
      ...(trigger.name !== undefined && names.indexOf(trigger.name) < index
        ? [problemAt(root, [...path, "name"], "wrong-value", `is that of an earlier one: rename one of them.`)]
        : []),
    ];
  });
}

/** By key: which triggers it has an effect on, and why on others it has none. */
const effects: readonly {
  readonly key: "zone" | "paths" | "branches" | "every" | "checkout";
  readonly hasEffect: (trigger: TriggerDefinition) => boolean;
  readonly why: string;
}[] = [
  { key: "zone", hasEffect: ({ schedule }) => schedule !== undefined, why: "it belongs to a `schedule`" },
  { key: "paths", hasEffect: ({ on }) => on === "save", why: "it belongs to `on: save`" },
  {
    key: "branches",
    hasEffect: ({ on }) => on === "commit" || on === "branch" || on === "remote",
    why: "it belongs to `on: commit`, `on: branch` and `on: remote`",
  },
  { key: "every", hasEffect: ({ on }) => on === "remote", why: "it belongs to `on: remote`" },
  {
    key: "checkout",
    hasEffect: ({ on, checkout }) => on !== "save" || checkout !== true,
    why: "what was saved is not committed, so `on: save` always runs the files as they lie",
  },
];

function checkEffects(root: Located, path: Path, trigger: TriggerDefinition): TextProblem[] {
  return effects
    .filter(({ key, hasEffect }) => trigger[key] !== undefined && !hasEffect(trigger))
    .map(({ key, why }) => {
      const message = `${placeOf([...path, key])} has no effect: ${why}. Remove it.`;
      return { code: "without-effect" as const, message, offset: keyOffsetAt(root, [...path, key]) };
    });
}

function checkSchedule(root: Located, path: Path, { schedule, zone }: TriggerDefinition): TextProblem[] {
  const problems: TextProblem[] = [];
  if (zone !== undefined && !isZone(zone)) {
    const near = nearestName(zone, zoneNames());
    const advice = near === null ? "Write one such as Europe/Berlin or UTC." : `Did you mean ${quoteName(near)}?`;
    problems.push(problemAt(root, [...path, "zone"], "wrong-value", `: there is no time zone ${quoteText(zone)}. ${advice}`));
  }
  if (schedule === undefined) return problems;
  const parsed = parseSchedule(schedule, null);
  if (!parsed.ok)
    problems.push(problemAt(root, [...path, "schedule"], "wrong-value", `, ${quoteText(schedule)}: ${parsed.failure.message}.`));
  return problems;
}

/** Somebody else pays for the answers. */
const leastEveryMs = 10 * secondMs;

function checkEvery(root: Located, path: Path, every: string | undefined): TextProblem[] {
  if (every === undefined || (parseDuration(every) ?? leastEveryMs) >= leastEveryMs) return [];
  return [problemAt(root, path, "wrong-value", ": expected at least 10s, for the remote's sake.")];
}

function checkStageNames(root: Located, path: Path, names: readonly string[], known: readonly string[]): TextProblem[] {
  return names.flatMap((name, index) => {
    const at = [...path, index];
    if (names.indexOf(name) < index) return [problemAt(root, at, "wrong-value", `names ${quoteName(name)} again: remove one of them.`)];
    if (known.includes(name)) return [];
    const near = nearestName(name, known);
    const advice = near === null ? "Add that stage, or remove the name." : `Did you mean ${quoteName(near)}?`;
    return [problemAt(root, at, "wrong-value", `names ${quoteName(name)}, which is not a stage. ${advice}`)];
  });
}

function problemAt(root: Located, path: Path, code: TextProblem["code"], rest: string): TextProblem {
  const message = `${placeOf(path)}${/^[:,]/.test(rest) ? "" : " "}${rest}`;
  return { code, message, offset: locatedAt(root, path)?.offset ?? keyOffsetAt(root, path) };
}

function placeOf(path: Path): string {
  return describePlace(path).replace(/^./, (letter) => letter.toUpperCase());
}
