import { readLines } from "./lines.ts";

/**
 * The tables of a TOML file by name, each with its lines as text. Enough to see what a manifest configures; values are
 * not read, and a broken file gives what can be seen.
 */
export function readTomlTables(text: string): ReadonlyMap<string, string> {
  const tables = new Map<string, string>();
  let name = "";
  for (const line of readLines(text)) {
    const header = /^\s*\[\[?\s*([^\]#]+?)\s*\]\]?\s*(#.*)?$/.exec(line)?.[1];
    if (header === undefined) {
      tables.set(name, `${tables.get(name) ?? ""}${line}\n`);
      continue;
    }
    name = header.replaceAll(/\s*\.\s*/g, ".").replaceAll(/["']/g, "");
    if (!tables.has(name)) tables.set(name, "");
  }
  return tables;
}
