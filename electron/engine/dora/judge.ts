import type { DoraDeployment, DoraRule } from "../../../shared/contract/dora.ts";
import { type Severity, severities } from "../../../shared/severities.ts";
import { formatDuration } from "../../../shared/time.ts";
import type { Delivered, KnownIncident } from "./delivered.ts";
import { isLower, isPatchOf } from "./version-of.ts";

/** What is to be judged by. */
export interface Evidence {
  /** In the order of time. */
  readonly delivered: readonly Delivered[];
  /** Whether what it brought are nothing but fixes, by its place. */
  readonly onlyFixes: (place: number) => boolean;
  readonly incidents: readonly KnownIncident[];
}

/** A deployment that counts, judged. */
export interface Judged extends Pick<DoraDeployment, "failures" | "recoveredAt" | "recoveredBy"> {
  /** Among what was delivered. */
  readonly place: number;
}

/**
 * Judges every deployment that counts by the rule, in the order of time. Each is one, with as many reasons as there are:
 * an incident is told to the one deployment that it followed, however many commits that had.
 */
export function judge({ delivered, onlyFixes, incidents }: Evidence, rule: DoraRule): Judged[] {
  const told = incidentsByPlace(delivered, incidents, rule);
  const counted = [...delivered.keys()].filter((place) => delivered[place]?.isWayBack === false);
  const failures = counted.map((place, order) => {
    const one = delivered[place] as Delivered;
    const next = delivered[counted[order + 1] ?? -1];
    return [
      ...(rule.countsRollbacks ? takenBack(one, delivered[place + 1]) : []),
      ...(told.get(place) ?? []).map((incident) => incidentReason(one, incident)),
      ...(next === undefined ? [] : hotfix(one, next, onlyFixes(counted[order + 1] ?? -1), rule)),
    ];
  });
  const goodPlaces = counted.filter((_, order) => failures[order]?.length === 0);
  const wayBackPlaces = [...delivered.keys()].filter((place) => delivered[place]?.isWayBack);
  return counted.map((place, order) => {
    const reasons = failures[order] ?? [];
    if (reasons.length === 0) return { place, failures: reasons, recoveredAt: null, recoveredBy: null };
    const ends = [
      ...endByRollback(delivered, place, wayBackPlaces),
      ...endOfIncidents(told.get(place) ?? []),
      ...endByGood(delivered[goodPlaces[firstBeyond(goodPlaces, place)] ?? -1]),
    ];
    const first = ends.sort((one, other) => one.at - other.at)[0];
    return { place, failures: reasons, recoveredAt: first?.at ?? null, recoveredBy: first?.by ?? null };
  });
}

type Reason = DoraDeployment["failures"][number];

/** By its health, or by the person who went back right after it. */
function takenBack({ at, takenBackAt, commit }: Delivered, after: Delivered | undefined): Reason[] {
  if (takenBackAt !== null)
    return [{ why: "rolled-back", text: `its health took it back after ${spanOf(at, takenBackAt)}`, incidentId: null }];
  if (after === undefined || !after.isWayBack || after.commit === commit) return [];
  return [{ why: "rolled-back", text: `rolled back to ${after.name} after ${spanOf(at, after.at)}`, incidentId: null }];
}

function incidentReason({ at }: Delivered, { id, number, title, severity, beganAt }: KnownIncident): Reason {
  return { why: "incident", text: `incident ${number} (${severity}) after ${spanOf(at, beganAt)}: ${title}`, incidentId: id };
}

/** The next one repaired it, when it came soon and is a patch, or nothing but fixes. One of an older line repairs something else. */
function hotfix(one: Delivered, next: Delivered, onlyFixes: boolean, { hotfixWithinMs }: DoraRule): Reason[] {
  if (next.at - one.at > hotfixWithinMs || hotfixWithinMs === 0 || next.commit === one.commit || isLower(next.name, one.name)) return [];
  const why = isPatchOf(next.name, one.name) ? "is only a patch" : onlyFixes ? "brought nothing but fixes" : null;
  if (why === null) return [];
  return [{ why: "hotfix", text: `${next.name} followed after ${spanOf(one.at, next.at)} and ${why}`, incidentId: null }];
}

/** Incidents that are bad enough, by the place of what was delivered last before each began, as long as that served and was new. */
function incidentsByPlace(
  delivered: readonly Delivered[],
  incidents: readonly KnownIncident[],
  { incidentSeverity, incidentWithinMs }: DoraRule,
): Map<number, KnownIncident[]> {
  if (incidentSeverity === null) return new Map();
  const worst = incidents.filter(({ severity }) => rankOf(severity) <= rankOf(incidentSeverity));
  const times = delivered.map(({ at }) => at);
  const told = Map.groupBy(worst, ({ beganAt }) => firstBeyond(times, beganAt) - 1);
  for (const [place, all] of told) {
    const one = delivered[place];
    const blamed = all.filter(
      ({ beganAt }) =>
        one !== undefined && !one.isWayBack && beganAt - one.at <= incidentWithinMs && beganAt <= (one.takenBackAt ?? beganAt),
    );
    told.set(place, blamed);
  }
  return told;
}

/** A moment from which on all was well again, and what it was. */
interface End {
  readonly at: number;
  readonly by: string;
}

/** Its health brought back what served before, or a person did, unless it was this very release that they went back to. */
function endByRollback(delivered: readonly Delivered[], place: number, wayBackPlaces: readonly number[]): End[] {
  const one = delivered[place];
  if (one === undefined) return [];
  if (one.takenBackAt !== null) return [{ at: Math.max(one.at, one.takenBackAt), by: "what was there before served again" }];
  for (let number = firstBeyond(wayBackPlaces, place); number < wayBackPlaces.length; number += 1) {
    const back = delivered[wayBackPlaces[number] ?? -1];
    if (back !== undefined && back.commit !== one.commit) return [{ at: back.at, by: `${back.name} served again: rolled back` }];
  }
  return [];
}

/** All of them are over. */
function endOfIncidents(incidents: readonly KnownIncident[]): End[] {
  const last = incidents.reduce<KnownIncident | null>(
    (latest, one) => (latest === null || endOf(one) > endOf(latest) ? one : latest),
    null,
  );
  return last?.resolvedAt == null ? [] : [{ at: Math.max(last.beganAt, last.resolvedAt), by: `incident ${last.number} was resolved` }];
}

function endOf({ resolvedAt }: KnownIncident): number {
  return resolvedAt ?? Number.POSITIVE_INFINITY;
}

function endByGood(good: Delivered | undefined): End[] {
  return good === undefined ? [] : [{ at: good.at, by: `${good.name} served` }];
}

function rankOf(severity: Severity): number {
  return severities.indexOf(severity);
}

function spanOf(fromMs: number, toMs: number): string {
  return formatDuration(Math.max(0, toMs - fromMs));
}

/** The place of the first of sorted values that is greater. */
function firstBeyond(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
