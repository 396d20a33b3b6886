import type { PipelineDefinition } from "../../../shared/pipeline/definition.ts";
import { keysOfMonitorKind, monitorKinds } from "../../../shared/pipeline/monitor-schema.ts";
import type { MonitorDefinition } from "../../../shared/pipeline/planned-monitor.ts";
import { parseDuration, secondMs } from "../../../shared/time.ts";
import { isZone, zoneNames } from "../schedule/schedule.ts";
import { problemAt } from "./check-environments.ts";
import { checkPattern } from "./check-services.ts";
import { checkOverridden } from "./check-stages.ts";
import { keyOffsetAt, type Path } from "./describe-place.ts";
import type { Located } from "./locate-yaml.ts";
import { nearestName } from "./nearest-name.ts";
import { quoteName, quoteText, type TextProblem } from "./problem.ts";

/** Who can be told without being named in `channels`. */
const ownChannels = ["inbox", "desktop"];

/** What a schema cannot say of monitors: names that must exist, keys that belong to other kinds, times that must come. */
export function checkMonitors(root: Located, definition: PipelineDefinition): TextProblem[] {
  return Object.entries(definition.monitors ?? {}).flatMap(([name, monitor]) => {
    const path = ["monitors", name];
    return [
      ...checkKeys(root, path, monitor),
      ...checkTimes(root, path, monitor),
      ...checkNames(root, path, monitor, definition),
      ...checkPattern(root, [...path, "process"], monitor.process),
      ...checkPattern(root, [...path, "pattern"], monitor.pattern),
      ...checkHeaders(root, path, monitor.headers, monitor.secrets ?? []),
      ...checkOverridden(
        root,
        path,
        monitor.env,
        monitor.run === undefined ? [] : [...(definition.secrets ?? []), ...(monitor.secrets ?? [])],
      ),
    ];
  });
}

/** What a schema cannot say of channels. */
export function checkChannels(root: Located, { channels = {} }: PipelineDefinition): TextProblem[] {
  return Object.entries(channels).flatMap(([name, channel]) => {
    const path = ["channels", name];
    const problems = checkHeaders(root, path, channel.headers, channel.secrets ?? []);
    if (ownChannels.includes(name))
      problems.push({ ...problemAt(root, path, " is always there: give this one another name."), offset: keyOffsetAt(root, path) });
    if (channel.run !== undefined && channel.headers !== undefined)
      problems.push(problemAt(root, [...path, "headers"], " belongs to a webhook: remove it."));
    return problems;
  });
}

function checkKeys(root: Located, path: Path, monitor: MonitorDefinition): TextProblem[] {
  const kind = monitorKinds.find((each) => monitor[each] !== undefined) ?? "http";
  const own: readonly string[] = keysOfMonitorKind[kind];
  const problems = Object.entries(keysOfMonitorKind).flatMap(([other, keys]) =>
    keys
      .filter((key) => monitor[key] !== undefined && !own.includes(key))
      .map((key) => ({
        code: "wrong-value" as const,
        message: `${quoteName(key)} of monitor ${quoteName(String(path[1]))} belongs to ${quoteName(other)}, but this one looks at ${quoteName(kind)}: remove it.`,
        offset: keyOffsetAt(root, [...path, key]),
      })),
  );
  if (monitor.secrets !== undefined && kind !== "run" && kind !== "http")
    problems.push({
      code: "wrong-value",
      message: `\`secrets\` of monitor ${quoteName(String(path[1]))} has no use: only \`run\` and headers of \`http\` see secrets. Remove it.`,
      offset: keyOffsetAt(root, [...path, "secrets"]),
    });
  if (kind === "log" && monitor.pattern === undefined)
    problems.push({
      code: "wrong-value",
      message: `Monitor ${quoteName(String(path[1]))} has no \`pattern\`: expected a regular expression for the lines of \`log\` that are failures.`,
      offset: keyOffsetAt(root, path),
    });
  return problems;
}

function checkTimes(root: Located, path: Path, { every, maintenance = [] }: MonitorDefinition): TextProblem[] {
  const problems: TextProblem[] = [];
  if (every !== undefined && (parseDuration(every) ?? 0) < secondMs)
    problems.push(problemAt(root, [...path, "every"], `: expected at least 1s, found the text ${quoteText(every)}.`));
  for (const [index, time] of [maintenance].flat().entries()) {
    const at = Array.isArray(maintenance) ? [...path, "maintenance", index] : [...path, "maintenance"];
    const { from, to } = time;
    if (from.includes("T") ? Date.parse(to) <= Date.parse(from) : from === to)
      problems.push(problemAt(root, [...at, "to"], " is not after it begins: it would never be."));
    if (!("zone" in time) || time.zone === undefined || isZone(time.zone)) continue;
    const near = nearestName(time.zone, zoneNames());
    const advice = near === null ? "Write one such as Europe/Berlin or UTC." : `Did you mean ${quoteName(near)}?`;
    problems.push(problemAt(root, [...at, "zone"], `: there is no time zone ${quoteText(time.zone)}. ${advice}`));
  }
  return problems;
}

function checkNames(root: Located, path: Path, monitor: MonitorDefinition, definition: PipelineDefinition): TextProblem[] {
  const services = Object.keys(definition.services ?? {});
  const channels = [...ownChannels, ...Object.keys(definition.channels ?? {})];
  const service = monitor.service ?? (monitor.log?.startsWith("service:") ? monitor.log.slice("service:".length) : undefined);
  const at = [...path, monitor.service === undefined ? "log" : "service"];
  const problems = service === undefined ? [] : checkName(root, at, service, "service", services);
  const notify = monitor.alert === false ? [] : (monitor.alert?.notify ?? []);
  return [
    ...problems,
    ...notify.flatMap((channel, index) => checkName(root, [...path, "alert", "notify", index], channel, "channel", channels)),
  ];
}

function checkName(root: Located, path: Path, name: string, word: string, known: readonly string[]): TextProblem[] {
  if (known.includes(name)) return [];
  const near = nearestName(name, known);
  const advice = near === null ? `Add it to \`${word}s\`, or name another.` : `Did you mean ${quoteName(near)}?`;
  return [problemAt(root, path, `: there is no ${word} ${quoteName(name)}. ${advice}`)];
}

/** `$NAME` in a header stands for a secret; any other would be sent as it is written. */
function checkHeaders(
  root: Located,
  path: Path,
  headers: Readonly<Record<string, string>> | undefined,
  secrets: readonly string[],
): TextProblem[] {
  return Object.entries(headers ?? {}).flatMap(([header, value]) => {
    const at = [...path, "headers", header];
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) return [problemAt(root, at, " holds a character that no header may have.")];
    return [...value.matchAll(/\$\{?([A-Za-z_][A-Za-z0-9_]*)/g)]
      .map(([, name = ""]) => name)
      .filter((name) => !secrets.includes(name))
      .map((name) => problemAt(root, at, `: $${name} stands for a secret; name ${quoteName(name)} in \`secrets\` beside it.`));
  });
}
