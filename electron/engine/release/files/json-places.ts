import { err, failure, ok } from "../../../../shared/result.ts";
import type { FindPlaces, VersionPlace } from "./place.ts";

/** Finds texts in JSON by the keys that lead to them; those that are not there are left out. */
export function jsonPlaces(...paths: readonly (readonly string[])[]): FindPlaces {
  return (text, path) => {
    try {
      JSON.parse(text.replace(/^\uFEFF/, ""));
    } catch (cause) {
      return err(failure("version-file-broken", `${path} is no JSON: ${(cause as Error).message}.`));
    }
    const wanted = new Map(paths.map((keys) => [JSON.stringify(keys), null as VersionPlace | null]));
    // The last one counts where a key stands twice, as it does for JSON.parse.
    for (const { keys, ...place } of textsOf(text)) if (wanted.has(JSON.stringify(keys))) wanted.set(JSON.stringify(keys), place);
    const found = [...wanted.values()].filter((place) => place !== null);
    if (found.length > 0) return ok(found);
    return err(failure("version-not-found", `${path} has no ${paths.map((keys) => keys.join(".")).join(" or ")}.`));
  };
}

type Text = VersionPlace & { readonly keys: readonly string[] };

/** A container on the way: the key that comes next, and whether there is one at all. */
interface Level {
  readonly isObject: boolean;
  key: string | null;
}

/** All texts that are values, with the keys that lead to each. The text is JSON for sure. */
function* textsOf(text: string): Generator<Text> {
  const levels: Level[] = [];
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    const [word] = token;
    const level = levels.at(-1);
    if (word === "{" || word === "[") levels.push({ isObject: word === "{", key: null });
    else if (word === "}" || word === "]") levels.pop();
    else if (word === "," && level?.isObject) level.key = null;
    else if (word.startsWith('"') && level?.isObject && level.key === null) level.key = JSON.parse(word) as string;
    else if (word.startsWith('"') && levels.every(({ isObject }) => isObject)) {
      const keys = levels.map(({ key }) => key ?? "");
      yield { keys, start: token.index + 1, end: token.index + word.length - 1, version: JSON.parse(word) as string };
    }
  }
}
