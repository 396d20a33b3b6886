import { err, failure, ok } from "../../../../shared/result.ts";
import { type FindPlaces, onePlace, placeOf } from "./place.ts";

/** Finds what the first match of a pattern calls `version`. */
function linePlaces(pattern: RegExp, where: string): FindPlaces {
  return (text, path) => {
    const match = pattern.exec(text);
    return onePlace(match === null ? null : placeOf(match), path, where);
  };
}

/** A file that holds nothing but the version, with or without a `v`. */
export const plainPlaces = linePlaces(/^\uFEFF?\s*v?(?<version>\d+(?:\.\d+)+[\w.+-]*)\s*$/d, "version as its only word");

/** `version = '1.2.3'` or `version '1.2.3'` of a Gradle build, outside of its blocks. */
export const gradlePlaces: FindPlaces = (text, path) => {
  const match = /^(?:project\.)?version[ \t]*(?:=[ \t]*|[ \t])(?<quote>["'])(?<version>[^"'\n]*)\k<quote>/dm.exec(text);
  if (match === null) return err(failure("version-not-found", `${path} has no line such as version = "1.2.3".`));
  const place = placeOf(match);
  if (place.version.includes("$")) return err(failure("version-elsewhere", `The version in ${path} is put together: ${place.version}.`));
  return ok([place]);
};

/** `version=1.2.3` of a file of Java properties. */
export const propertiesPlaces = linePlaces(/^[ \t]*version[ \t]*[=:][ \t]*(?<version>[^\s\\]+)[ \t]*\r?$/dm, "line such as version=1.2.3");

/** `version: 1.2.3+4` of a Dart package. The number of the build behind the + is its own. */
export const pubspecPlaces = linePlaces(/^version:[ \t]*["']?(?<version>[^\s#"'+]+)/dm, "version");

/** `version = 1.2.3` under [metadata]. */
export const setupCfgPlaces: FindPlaces = (text, path) => {
  const match = /^\[metadata\][^\n]*\n(?:(?!\[)[^\n]*\n)*?version[ \t]*=[ \t]*(?<version>[^\n\r]*?)[ \t]*\r?$/dm.exec(text);
  if (match === null) return err(failure("version-not-found", `${path} has no version under [metadata].`));
  const place = placeOf(match);
  if (/^(attr|file)\s*:/.test(place.version))
    return err(failure("version-elsewhere", `The version in ${path} comes from ${place.version}.`));
  return ok([place]);
};

/** `@version "1.2.3"` of a Mix project, or `version: "1.2.3"` where it stands. */
export const mixPlaces: FindPlaces = (text, path) => {
  const match =
    /^[ \t]*@version[ \t]+"(?<version>[^"\n]+)"/dm.exec(text) ?? /^[ \t]*(?:\[[ \t]*)?version:[ \t]*"(?<version>[^"\n#]+)"/dm.exec(text);
  return onePlace(match === null ? null : placeOf(match), path, `line such as version: "1.2.3"`);
};
