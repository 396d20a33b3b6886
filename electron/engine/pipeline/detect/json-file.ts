import { withoutJsonComments } from "./json-comments.ts";
import type { ProjectFolder } from "./project-folder.ts";

/** A JSON object of unknown shape. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** The object in a JSON file; `null` when there is none, with a note when the file is there but is broken. */
export async function readJsonFile(folder: ProjectFolder, name: string): Promise<JsonRecord | null> {
  const text = folder.hasFile(name) || name.includes("/") ? await folder.readText(name) : null;
  if (text === null) return null;
  const value = parseJson(name.endsWith("c") ? withoutJsonComments(text) : text);
  if (isRecord(value)) return value;
  folder.notes.push(`${folder.placeOf(name)} was passed over: it is not a valid JSON object.`);
  return null;
}

/** The value itself when it is an object, else an empty one. */
export function asRecord(value: unknown): JsonRecord {
  return isRecord(value) ? value : {};
}

/** The entries of an object whose values are texts. */
export function textEntries(value: unknown): [string, string][] {
  return Object.entries(asRecord(value)).filter((entry): entry is [string, string] => typeof entry[1] === "string");
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Broken JSON is an ordinary find in a folder that somebody is working in.
    return null;
  }
}
