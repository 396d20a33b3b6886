import { disguisesOf } from "./disguises.ts";
import { type Hit, type Needle, NeedleScanner, shortestNeedle } from "./needle-scanner.ts";

/** What stands where a secret stood. */
export const redactionMark = "***";

const mark = Buffer.from(redactionMark);
const nothing = Buffer.alloc(0);

/**
 * Takes secrets out of a stream of bytes, however it is cut into chunks. Every byte that belongs to any form of any
 * secret goes; forms that overlap become one mark. Of what was pushed it keeps back only an end that may be the
 * beginning of a form, so that a log stays live.
 */
export interface Redactor {
  /** What may be passed on by now. The pieces may be parts of `chunk`: use them before that is written again. */
  push(chunk: Buffer): Buffer[];
  /** The rest. The beginning of a form that never went on counts as one: who was cut off had said most of it. */
  end(): Buffer[];
  /** Names of the secrets that came by. */
  readonly found: ReadonlySet<string>;
}

/** Makes a redactor for these values, by name. Without any, everything passes. */
export function createRedactor(secrets: ReadonlyMap<string, string>): Redactor {
  return redactorFor(disguisesOf(secrets));
}

/**
 * The same for a stream of which another process has read the beginning and is gone: what it had read last, and kept back, may
 * have been the beginning of a secret, whose end comes first here.
 */
export function resumeRedactor(secrets: ReadonlyMap<string, string>): Redactor {
  const needles = disguisesOf(secrets);
  const redactor = redactorFor(needles);
  let isFirst = true;
  return {
    push: (chunk) => {
      const rest = isFirst ? longestEnd(needles, chunk) : 0;
      isFirst = false;
      return [...(rest === 0 ? [] : [mark]), ...redactor.push(chunk.subarray(rest))];
    },
    end: () => redactor.end(),
    found: redactor.found,
  };
}

/** How long the longest end of a needle is with which a chunk begins; 0 when it begins with none that means anything. */
function longestEnd(needles: readonly Needle[], chunk: Buffer): number {
  let longest = 0;
  for (const { bytes } of needles)
    for (let length = Math.min(bytes.length - 1, chunk.length); length > longest && length >= shortestNeedle; length -= 1)
      if (chunk.subarray(0, length).equals(bytes.subarray(bytes.length - length))) longest = length;
  return longest;
}

/** Makes a redactor for needles. */
export function redactorFor(needles: readonly Needle[]): Redactor {
  return needles.length === 0 ? passThrough : new StreamRedactor(new NeedleScanner(needles));
}

/** Takes the secrets out of texts; for many of them, because what is looked for is worked out once. */
export function createTextRedactor(secrets: ReadonlyMap<string, string>): (text: string) => string {
  const needles = disguisesOf(secrets);
  if (needles.length === 0) return (text) => text;
  return (text) => {
    const redactor = redactorFor(needles);
    return Buffer.concat([...redactor.push(Buffer.from(text)), ...redactor.end()]).toString("utf8");
  };
}

/** The text without the secrets. */
export function redactText(text: string, secrets: ReadonlyMap<string, string>): string {
  return createTextRedactor(secrets)(text);
}

const passThrough: Redactor = { push: (chunk) => [chunk], end: () => [], found: new Set() };

class StreamRedactor implements Redactor {
  readonly found = new Set<string>();
  readonly #scanner: NeedleScanner;
  /** What was kept back. */
  #kept: Buffer = nothing;
  /** How many bytes of `#kept` belong to a form whose mark was passed on already. */
  #masked = 0;

  constructor(scanner: NeedleScanner) {
    this.#scanner = scanner;
  }

  push(chunk: Buffer): Buffer[] {
    const text = this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk]);
    const hits = this.#scanner.find(text);
    const open = this.#scanner.openEnd(text);
    const pieces = this.#pass(text, hits, open);
    // A copy: the chunk's memory is its owner's.
    this.#kept = open === text.length ? nothing : Buffer.from(text.subarray(open));
    return pieces;
  }

  end(): Buffer[] {
    const text = this.#kept;
    const hits = this.#scanner.find(text);
    if (text.length >= shortestNeedle) hits.unshift({ start: 0, end: text.length, name: "" });
    this.#kept = nothing;
    return this.#pass(text, hits, text.length);
  }

  /** The bytes before `until`, with a mark for each run of hits. */
  #pass(text: Buffer, hits: readonly Hit[], until: number): Buffer[] {
    const pieces: Buffer[] = [];
    let masked = this.#masked;
    for (const { start, end, name } of hits) {
      if (start >= until) break;
      if (name !== "") this.found.add(name);
      if (start >= masked) {
        if (start > masked) pieces.push(text.subarray(masked, start));
        pieces.push(mark);
      }
      masked = Math.max(masked, end);
    }
    if (masked < until) pieces.push(text.subarray(masked, until));
    this.#masked = Math.max(0, masked - until);
    return pieces;
  }
}
