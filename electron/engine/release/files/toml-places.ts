import { err, failure, ok } from "../../../../shared/result.ts";
import type { FindPlaces, VersionPlace } from "./place.ts";

/** A `key = "text"` of a table, or an `[[array]]` of them: the n-th table of the file. */
interface TomlText extends VersionPlace {
  readonly table: string;
  /** Which table of the file it is: two of the same array differ by it. */
  readonly number: number;
  readonly key: string;
}

/**
 * The plain texts of a file in TOML 1.0 by table and key, in the file's order. What stands in texts of several lines, in lists
 * and in inline tables is passed over.
 */
function textsOf(text: string): TomlText[] {
  const found: TomlText[] = [];
  const lines = /^[ \t]*(?:\[{1,2}(?<table>[^\]\n]+)\]{1,2}|(?<key>[\w."'-]+)[ \t]*=[ \t]*(?<value>.*))$|(?:"""|''')/dgm;
  let table = "";
  let number = 0;
  for (let match = lines.exec(text); match !== null; match = lines.exec(text)) {
    const { groups = {}, indices } = match;
    if (groups.table !== undefined) {
      table = nameOf(groups.table);
      number += 1;
    } else if (groups.key !== undefined) {
      const start = indices?.groups?.value?.[0] ?? 0;
      const end = endOfValue(text, start);
      const plain = /^(["'])([^"'\\\n]*)\1[ \t]*(?:#.*)?$/.exec(groups.value?.replace(/\r$/, "") ?? "");
      if (plain !== null) {
        const version = plain[2] ?? "";
        found.push({ table, number, key: nameOf(groups.key), start: start + 1, end: start + 1 + version.length, version });
      }
      lines.lastIndex = end;
    }
  }
  return found;
}

/** Where a value ends that may go over several lines: a list, or a text in three quotes. */
function endOfValue(text: string, start: number): number {
  const quote = /^("""|''')/.exec(text.slice(start, start + 3))?.[0];
  if (quote !== undefined) {
    const end = text.indexOf(quote, start + 3);
    return end === -1 ? text.length : end + 3;
  }
  const parts = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#.*|[[\]{}\n]/g;
  parts.lastIndex = start;
  let depth = 0;
  for (let part = parts.exec(text); part !== null; part = parts.exec(text)) {
    const [word] = part;
    if (word === "[" || word === "{") depth += 1;
    else if (word === "]" || word === "}") depth -= 1;
    else if (word === "\n" && depth <= 0) return part.index;
  }
  return text.length;
}

/** A name without the quotes and spaces that it may be written with: `tool . "poetry"` is `tool.poetry`. */
function nameOf(written: string): string {
  return written
    .split(".")
    .map((part) => part.trim().replace(/^(["'])(.*)\1$/, "$2"))
    .join(".");
}

/** The text of the one place in a TOML file; `null` without. */
export function tomlText(text: string, table: string, key: string): VersionPlace | null {
  return textsOf(text).find((each) => each.table === table && each.key === key) ?? null;
}

/** Whether a list of a table names a word: `dynamic = ["version"]`. */
export function tomlListHas(text: string, table: string, key: string, word: string): boolean {
  const start = new RegExp(`^[ \\t]*\\[${table.replace(".", "\\.")}\\][ \\t]*(?:#.*)?\\r?$`, "m").exec(text);
  if (start === null) return false;
  const body = text.slice(start.index + start[0].length).split(/^[ \t]*\[/m)[0] ?? "";
  const list = new RegExp(`^[ \\t]*${key}[ \\t]*=[ \\t]*\\[([^\\]]*)\\]`, "m").exec(body)?.[1] ?? "";
  return new RegExp(`["']${word}["']`).test(list);
}

/** Finds the version under the first of these tables that has one. */
export function tomlPlaces(...tables: readonly string[]): FindPlaces {
  return (text, path) => {
    const places = tables.flatMap((table) => tomlText(text, table, "version") ?? []);
    const [first] = places;
    if (first !== undefined) return ok([first]);
    const wanted = tables.map((table) => `version under [${table}]`).join(" or ");
    return err(failure("version-not-found", `${path} has no ${wanted}.`));
  };
}

/** A package of a lock file with `[[package]]` tables. */
export interface LockedEntry {
  readonly name: string;
  readonly version: VersionPlace;
  readonly texts: Readonly<Record<string, string>>;
}

/** The packages of a lock file in TOML, in its order. */
export function lockedEntries(text: string): LockedEntry[] {
  const entries = Map.groupBy(
    textsOf(text).filter(({ table }) => table === "package"),
    ({ number }) => number,
  );
  return [...entries.values()].flatMap((texts) => {
    const name = texts.find(({ key }) => key === "name")?.version;
    const version = texts.find(({ key }) => key === "version");
    const all = Object.fromEntries(texts.map((each) => [each.key, each.version]));
    return name === undefined || version === undefined ? [] : [{ name, version, texts: all }];
  });
}
