import type { BoundedText } from "./test-result.ts";

/** The most characters that are kept of each part of a test. Two million failures of this size are the database's to bound. */
export const textLimits = {
  name: 1_000,
  /** Shown in lists. */
  message: 4_000,
  /** A stack and a difference; longer ones are read in the report itself. */
  details: 32_000,
  output: 32_000,
} as const;

/** Collects text up to a limit and forgets the rest. */
export class TextCollector {
  readonly #limit: number;
  #text = "";
  #isCut = false;

  /** `limit` in characters. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  append(text: string): void {
    const room = this.#limit - this.#text.length;
    if (text.length <= room) this.#text += text;
    else {
      this.#text += wholeCharacters(text, Math.max(0, room));
      this.#isCut = true;
    }
  }

  /** Begins a new paragraph when there is text already. */
  appendParagraph(text: string): void {
    if (this.#text !== "" && text !== "") this.append("\n\n");
    this.append(text);
  }

  get length(): number {
    return this.#text.length;
  }

  /** Without the blank lines and ends around it; `null` when nothing is left. */
  finish(): BoundedText | null {
    const text = this.#text.replace(/^(?:[ \t]*\r?\n)+/, "").trimEnd();
    return text === "" && !this.#isCut ? null : { text, isCut: this.#isCut };
  }
}

/** The same for a text that is there at once. */
export function boundText(text: string | undefined, limit: number): BoundedText | null {
  if (text === undefined) return null;
  const collector = new TextCollector(limit);
  collector.append(text);
  return collector.finish();
}

/** A name within its limit: a cut one says so, so that it cannot be taken for another. */
export function boundName(name: string): string {
  return name.length <= textLimits.name ? name : `${wholeCharacters(name, textLimits.name - 1)}…`;
}

function wholeCharacters(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
