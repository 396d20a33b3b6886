import type { Release } from "../../../shared/contract/releases.ts";
import type { DeploymentId, ReleaseId } from "../../../shared/ids.ts";
import { rowOf } from "../../../shared/ids.ts";
import type { PlannedEnvironment } from "../../../shared/pipeline/planned-environment.ts";
import { type FrozenTime, nextOpening } from "./open-times.ts";
import { isGoing, type PastDeployment } from "./past.ts";

/*
 * Which releases go where by themselves. What is known goes in, what is to start comes out: what was done is in the history,
 * so who asks after a restart is told what was missed, and asking twice changes nothing.
 */

/** An environment with what is known of it. */
export interface AutomaticPlace {
  readonly planned: Pick<PlannedEnvironment, "name" | "auto" | "needs" | "windows">;
  /** The newest first. */
  readonly past: readonly PastDeployment[];
  readonly frozen: readonly FrozenTime[];
  /** Until when releases that are not in `past` are left to whoever has begun with them. */
  readonly claimedUntilMs: ReadonlyMap<ReleaseId, number>;
}

/** A release that is made, as far as this depends on it. */
export interface AutomaticRelease extends Pick<Release, "id" | "kind"> {
  /** See `contentsOf`. */
  readonly contents: string;
}

/** What is to start. */
export interface AutomaticStart {
  readonly environment: string;
  readonly releaseId: ReleaseId;
  /** An older automatic deployment that has not begun, and now never needs to. */
  readonly supersedes: DeploymentId | null;
}

/** What is to start now, and when to look again; `null` when only something new can change it. */
export interface AutomaticDecision {
  readonly starts: readonly AutomaticStart[];
  readonly lookAgainAtMs: number | null;
}

/** `releases`: the newest first. */
export function decideAutomatic(
  places: readonly AutomaticPlace[],
  releases: readonly AutomaticRelease[],
  nowMs: number,
): AutomaticDecision {
  const starts: AutomaticStart[] = [];
  const later: number[] = [];
  for (const place of places) {
    const release = nextRelease(place, places, releases);
    if (release === null) continue;
    const opensAtMs = nextOpening(place.planned.windows, place.frozen, Math.max(nowMs, place.claimedUntilMs.get(release.id) ?? 0));
    if (opensAtMs === null) continue;
    const [newest] = place.past;
    if (opensAtMs > nowMs) later.push(opensAtMs);
    else if (newest === undefined || mayFollow(newest))
      starts.push({ environment: place.planned.name, releaseId: release.id, supersedes: supersededBy(newest) });
  }
  return { starts, lookAgainAtMs: later.length === 0 ? null : Math.min(...later) };
}

/** The newest that may go there and is newer than all that were tried there: one that a person went back from stays away. */
function nextRelease(
  { planned, past }: AutomaticPlace,
  places: readonly AutomaticPlace[],
  releases: readonly AutomaticRelease[],
): AutomaticRelease | null {
  if (planned.auto === "never") return null;
  const tried = Math.max(0, ...past.map(({ releaseId }) => rowOf(releaseId)));
  const hasHad = (name: string, contents: string) =>
    places.some(
      (place) =>
        place.planned.name === name && place.past.some((one) => one.state === "deployed" && one.isHealthy && one.contents === contents),
    );
  return (
    releases.find(
      (release) => rowOf(release.id) > tried && isWanted(release, planned) && planned.needs.every((need) => hasHad(need, release.contents)),
    ) ?? null
  );
}

/** A pre-release goes by itself only where it comes first: from there on a person promotes it. */
function isWanted({ kind }: AutomaticRelease, { auto, needs }: AutomaticPlace["planned"]): boolean {
  if (kind === "snapshot") return auto === "green";
  return kind === "release" || needs.length === 0;
}

/** What is lost is made sure of first, and what goes on is waited for, unless nobody has begun with it. */
function mayFollow(newest: PastDeployment): boolean {
  return newest.state !== "lost" && (!isGoing(newest.state) || supersededBy(newest) !== null);
}

function supersededBy(newest: PastDeployment | undefined): DeploymentId | null {
  return newest?.cause === "automatic" && newest.state === "waiting" ? newest.id : null;
}
