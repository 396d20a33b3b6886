import { err, failure, ok } from "../../../../shared/result.ts";
import type { FindPlaces, VersionPlace } from "./place.ts";

/** The text of an element that holds nothing else. */
interface ElementText extends VersionPlace {
  /** Names from the root, without namespaces. */
  readonly path: readonly string[];
}

const pieces =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<![^>]*>|<(?<close>\/)?(?<name>[\w.:-]+)(?:"[^"]*"|'[^']*'|[^>"'])*?(?<empty>\/)?>/g;

function textsOf(text: string): ElementText[] {
  const found: ElementText[] = [];
  const open: { name: string; end: number; isPlain: boolean }[] = [];
  pieces.lastIndex = 0;
  for (let piece = pieces.exec(text); piece !== null; piece = pieces.exec(text)) {
    const { name, close, empty } = piece.groups ?? {};
    const inner = open.at(-1);
    if (name === undefined || (close === undefined && empty !== undefined)) {
      if (inner !== undefined) inner.isPlain = false;
    } else if (close === undefined) {
      if (inner !== undefined) inner.isPlain = false;
      open.push({ name: name.replace(/^.*:/, ""), end: piece.index + piece[0].length, isPlain: true });
    } else {
      if (inner?.isPlain) {
        const raw = text.slice(inner.end, piece.index);
        const version = raw.trim();
        const start = inner.end + raw.indexOf(version);
        found.push({ path: open.map((each) => each.name), start, end: start + version.length, version });
      }
      open.pop();
    }
  }
  return found;
}

function textAt(texts: readonly ElementText[], ...path: readonly string[]): ElementText | undefined {
  return texts.find((text) => text.path.join("/") === path.join("/"));
}

/** Maven's own version of the project; one that is a property is written where the property is. */
export const pomPlaces: FindPlaces = (text, path) => {
  const texts = textsOf(text);
  const own = textAt(texts, "project", "version");
  if (own === undefined) {
    if (textAt(texts, "project", "parent", "version") === undefined)
      return err(failure("version-not-found", `${path} has no version of the project.`));
    return err(failure("version-elsewhere", `${path} takes its version from its parent.`));
  }
  const property = /^\$\{([\w.-]+)\}$/.exec(own.version)?.[1];
  if (property === undefined)
    return own.version.includes("${")
      ? err(failure("version-elsewhere", `The version in ${path} is put together: ${own.version}.`))
      : ok([own]);
  const named = textAt(texts, "project", "properties", property);
  return named === undefined
    ? err(failure("version-elsewhere", `The version in ${path} is ${own.version}, which is set elsewhere.`))
    : ok([named]);
};

/** The version that an MSBuild project names: of the package, or of all that is made of it. */
export const msbuildPlaces: FindPlaces = (text, path) => {
  const texts = textsOf(text);
  const names = ["Version", "VersionPrefix", "PackageVersion"];
  const found = names.flatMap((name) => textAt(texts, "Project", "PropertyGroup", name) ?? [])[0];
  if (found === undefined) return err(failure("version-not-found", `${path} has no Version in a PropertyGroup.`));
  if (found.version.includes("$(")) return err(failure("version-elsewhere", `The version in ${path} is put together: ${found.version}.`));
  return ok([found]);
};
