import { hash } from "node:crypto";
import { stripAnsi } from "../../../shared/log/ansi.ts";
import type { StatusReason } from "../../../shared/status.ts";
import type { FailedTest } from "../test/test.ts";
import { normalizeLine, withoutRoots } from "./normalize.ts";

/** A place in a file that was complained about. */
export interface FailedPlace {
  /** As it was written. */
  readonly path: string;
  readonly message: string;
  readonly code: string | null;
}

/** What a failing stage left. */
export interface FailureEvidence {
  readonly reason: StatusReason | null;
  /** `null` when it had none. */
  readonly exitCode: number | null;
  /** What is said of its end beside the reason; `null` mostly. */
  readonly detail: string | null;
  readonly tests: readonly FailedTest[];
  /** Errors only. */
  readonly places: readonly FailedPlace[];
  /** The last lines of its log that look like errors. */
  readonly errorLines: readonly string[];
  /** The last lines of its log. */
  readonly lastLines: readonly string[];
  /** Folders, absolute, that its paths may begin with. */
  readonly roots: readonly string[];
}

/** By what the same failure is known again. */
export interface FailureSignature {
  /** What is the same each time. */
  readonly text: string;
  /** 16 bytes that stand for it. */
  readonly hash: Uint8Array;
  /** One line for people, as it was said this time. */
  readonly title: string;
}

/** So many parts tell one failure from another; a thousand tests that fail together do not need all their names for it. */
const mostParts = 20;
const mostLines = 8;

/** What fits into a line of a list. */
const titleCharacters = 160;

interface Part {
  readonly text: string;
  readonly title: string;
}

/**
 * What a failure is known by: its failing tests with what they said, else what is wrong in which file, else the last lines
 * that look like errors, else the last lines, else how it ended. The order does not count: it changes with the machine's
 * load. Pure.
 */
export function signatureOf(evidence: FailureEvidence): FailureSignature {
  const { reason, exitCode, detail, tests, places, roots } = evidence;
  const end = reason === "exit-code" || reason === null ? "" : `${reason} `;
  const say = (text: string) => normalizeLine(text, roots);
  if (tests.length > 0) {
    const parts = tests.map(({ name, message }) => testPart(name, message ?? "", say));
    return made(`${end}tests`, parts, roots);
  }
  if (places.length > 0) {
    const parts = places.map((place) => placePart(place, say));
    return made(`${end}places`, parts, roots);
  }
  const lines = linesOf(evidence, say);
  if (lines.length > 0) return made(`${end}lines`, lines, roots);
  const said = detail ?? (exitCode === null ? (reason ?? "It failed without a word.") : `It ended with exit code ${exitCode}.`);
  return made("end", [{ text: say(said), title: said }], roots);
}

function testPart(name: string, message: string, say: (text: string) => string): Part {
  // Some reports call suite, class and file alike.
  const short = [...new Set(name.split(" › "))].join(" › ");
  // What a test is called is no message: two of them may differ by a number.
  return { text: `${name}: ${say(message)}`, title: message.trim() === "" ? short : `${short}: ${message}` };
}

function placePart({ path, code, message }: FailedPlace, say: (text: string) => string): Part {
  return { text: [say(path), code ?? "", say(message)].filter((part) => part !== "").join(" "), title: `${path}: ${message}` };
}

/** The last ones that differ, in their order. */
function linesOf({ errorLines, lastLines }: FailureEvidence, say: (text: string) => string): Part[] {
  const told = (errorLines.length > 0 ? errorLines : lastLines).map((line) => ({ text: say(line), title: line }));
  const newestFirst = new Map(told.toReversed().map((part) => [part.text, part]));
  newestFirst.delete("");
  return [...newestFirst.values()].slice(0, mostLines).toReversed();
}

function made(kind: string, parts: readonly Part[], roots: readonly string[]): FailureSignature {
  const texts = [...new Set(parts.map(({ text }) => text))].sort();
  const text = [kind, ...texts.slice(0, mostParts)].join("\n");
  const title = plain(withoutRoots(parts[0]?.title ?? "", roots));
  return {
    ...{ text, hash: hash("sha256", text, "buffer").subarray(0, 16) },
    title: title.length > titleCharacters ? `${title.slice(0, titleCharacters)}…` : title,
  };
}

/** As one line without escape sequences. */
function plain(text: string): string {
  return stripAnsi(text).replaceAll(/\p{C}/gu, " ").replaceAll(/\s+/g, " ").trim();
}
