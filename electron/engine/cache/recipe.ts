import { hash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { draftFile, recipeFile } from "./cache-folder.ts";

/** Raised when keys come to mean something else, so that no older result is taken for a new one. */
const formatVersion = 1;

/** What kind of thing a result depends on, in the order in which a change of it is told. */
export const partKinds = ["format", "step", "env", "machine-env", "tool", "fact", "pattern", "need", "input"] as const;

/** One thing that a result depends on. Values are hashes, except where a person may read them. */
export interface RecipePart {
  readonly kind: (typeof partKinds)[number];
  /** Unique within its kind. */
  readonly name: string;
  readonly value: string;
}

/** Everything that a result depends on. Two recipes are equal exactly when their keys are. */
export interface Recipe {
  readonly key: string;
  readonly parts: readonly RecipePart[];
}

/** Something that a stage needs, as far as results depend on it. */
export interface NeedResult {
  readonly name: string;
  /** Empty without a matrix. */
  readonly variant: string;
  /** What the cache answered for it; `null` for a stage without a cache. */
  readonly identity: string | null;
  /** What it wrote to `$MILLRACE_OUTPUT`. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly artifacts: readonly { readonly path: string; readonly sha256: string }[];
}

/** Hashes a value that could be guessed if it were hashed alone. */
export type HideValue = (value: string) => string;

/** See {@link HideValue}. */
export function hideWith(salt: Buffer): HideValue {
  const secret = salt.toString("hex");
  // Not an HMAC, whose set-up costs ten times as much: nobody is shown these hashes who could lengthen a value.
  return (value) => hash("sha256", secret + value, "hex").slice(0, 32);
}

/** The key of these parts. Names may hold any character; values hold neither tabs nor line feeds. */
export function makeRecipe(scope: string, parts: readonly RecipePart[]): Recipe {
  return {
    key: hash("sha256", `${scope}\n${writeParts(parts)}`, "hex"),
    parts,
  };
}

/** What the definition itself adds: the steps, their variables, and the patterns. Secrets count by name only. */
export function partsOfStage(stage: PlannedStage, hide: HideValue): RecipePart[] {
  const parts: RecipePart[] = [{ kind: "format", name: `${formatVersion} ${process.platform} ${process.arch}`, value: "" }];
  for (const [place, step] of stage.steps.entries()) {
    const name = step.name === "" ? `step ${place + 1}` : `step ${place + 1} (${step.name})`;
    const { run, shell, cwd, condition, mayFail } = step;
    parts.push({
      kind: "step",
      name: stage.steps.length === 1 ? "its command" : name,
      value: hide(JSON.stringify({ run, shell, cwd, condition, mayFail })),
    });
    for (const [variable, value] of sortedEntries(step.env)) {
      // Mostly all steps have the same variables; only the place tells them apart.
      parts.push({ kind: "env", name: stage.steps.length === 1 ? variable : `${variable} of ${name}`, value: hide(value) });
    }
  }
  for (const secret of [...stage.secrets].sort()) parts.push({ kind: "fact", name: `the secret ${secret}`, value: "" });
  for (const pattern of stage.cache?.inputs ?? []) parts.push({ kind: "pattern", name: `the input ${pattern}`, value: "" });
  for (const pattern of stage.cache?.outputs ?? []) parts.push({ kind: "pattern", name: `the output ${pattern}`, value: "" });
  for (const pattern of stage.artifacts) parts.push({ kind: "pattern", name: `the artifact ${pattern}`, value: "" });
  // A result of a time when nobody asked for its reports has no tests to bring back.
  for (const pattern of stage.reports?.tests ?? []) parts.push({ kind: "pattern", name: `the test report ${pattern}`, value: "" });
  for (const pattern of stage.reports?.coverage ?? []) parts.push({ kind: "pattern", name: `the coverage report ${pattern}`, value: "" });
  return parts;
}

/** What the stages before it add. */
export function partsOfNeeds(needs: readonly NeedResult[], hide: HideValue): RecipePart[] {
  return needs
    .map(({ name, variant, identity, outputs, artifacts }): RecipePart => {
      const files = artifacts.map(({ path, sha256 }) => [path, sha256]).sort();
      const made = JSON.stringify({ identity, outputs: sortedEntries(outputs), files });
      return { kind: "need", name: variant === "" ? name : `${name} [${variant}]`, value: hide(made) };
    })
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

function sortedEntries(values: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(values).sort(([left], [right]) => (left < right ? -1 : 1));
}

function writeParts(parts: readonly RecipePart[]): string {
  return parts.map(({ kind, name, value }) => `${kind}\t${value}\t${escapeName(name)}`).join("\n");
}

function escapeName(name: string): string {
  return /[\n\\]/.test(name) ? name.replaceAll("\\", "\\\\").replaceAll("\n", "\\n") : name;
}

function unescapeName(name: string): string {
  return name.includes("\\") ? name.replace(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character)) : name;
}

/** Keeps the parts, to be compared with those of a later run. Answers how many bytes that took. */
export function saveRecipe(dataFolder: string, { key, parts }: Recipe): number {
  const file = recipeFile(dataFolder, key);
  const draft = draftFile(dataFolder);
  const content = zstdCompressSync(writeParts(parts));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(draft, content);
  renameSync(draft, file);
  return content.length;
}

/** The parts behind a key; `null` when they are not kept any more, or are damaged. */
export function loadRecipe(dataFolder: string, key: string): Recipe | null {
  let text: string;
  try {
    text = zstdDecompressSync(readFileSync(recipeFile(dataFolder, key))).toString();
  } catch {
    // It only says what changed; without it nobody can.
    return null;
  }
  const parts = text.split("\n").map((line) => {
    const [kind = "", value = "", ...name] = line.split("\t");
    return { kind, value, name: unescapeName(name.join("\t")) } as RecipePart;
  });
  return { key, parts };
}
