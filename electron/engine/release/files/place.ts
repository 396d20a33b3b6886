import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";

/** Where a version stands in a text: from `start` to before `end`, in UTF-16 units. */
export interface VersionPlace {
  readonly start: number;
  readonly end: number;
  readonly version: string;
}

/**
 * Why a file holds no version that could be written. `version-elsewhere`: the file itself says that its version comes from
 * somewhere else, such as a tag or a parent. `message` names the file.
 */
export type VersionFileFailure = Failure<"version-not-found" | "version-elsewhere" | "version-file-broken">;

/** Where a file says which version it is of; one or more places that always say the same. */
export type FindPlaces = (text: string, path: string) => Result<VersionPlace[], VersionFileFailure>;

/** What stands there, for a match of which a group named `version` was found with its place. */
export function placeOf(match: RegExpExecArray): VersionPlace {
  const [start = 0, end = 0] = match.indices?.groups?.version ?? [];
  return { start, end, version: match.groups?.version ?? "" };
}

/** The one place, or that there is none. */
export function onePlace(place: VersionPlace | null, path: string, where: string): ReturnType<FindPlaces> {
  return place === null ? err(failure("version-not-found", `${path} has no ${where}.`)) : ok([place]);
}
