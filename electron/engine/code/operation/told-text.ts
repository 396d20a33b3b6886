import type { OperationEvent } from "../../../../shared/contract/code/shared.ts";
import { hidePasswords } from "./hide-passwords.ts";

/** Longer lines are cut: they are for people. */
const maxLineCharacters = 2_000;

/** Takes what git prints on a stream, in pieces, and tells it as progress and lines. */
export interface TextTeller {
  take(text: string): void;
  /** Tells the rest that has no line feed. */
  end(): void;
}

/** Git ends a line that it will write over with a carriage return, and the last one with a line feed. */
export function tellText(tell: (event: OperationEvent) => void): TextTeller {
  let rest = "";
  function line(text: string): void {
    const progress = progressOf(text);
    if (progress !== null) tell(progress);
    else if (plain(text).trim() !== "") tell({ type: "line", text: hidePasswords(plain(text)).slice(0, maxLineCharacters) });
  }
  return {
    take: (text) => {
      const lines = (rest + text).split(/\r\n|[\r\n]/);
      rest = (lines.pop() ?? "").slice(-maxLineCharacters * 4);
      for (const each of lines) line(each);
    },
    end: () => {
      line(rest);
      rest = "";
    },
  };
}

/**
 * Reads a line of git's progress (`progress.c`): `Receiving objects:  42% (42/100), 1.2 MiB | 3 MiB/s`, before which the
 * other side's stand as `remote: `, or `Enumerating objects: 5, done.` where git does not know how many come; and that of
 * a rebase: `Rebasing (2/5)`. `null` for every other line.
 */
export function progressOf(line: string): Extract<OperationEvent, { type: "progress" }> | null {
  const text = plain(line).replace(/^remote: /, "");
  const counted = /^([A-Z][A-Za-z -]*?):\s+\d+% \((\d+)\/(\d+)\)/.exec(text) ?? /^(Rebasing) \((\d+)\/(\d+)\)\s*$/.exec(text);
  if (counted !== null) return { type: "progress", what: counted[1] ?? "", fraction: fractionOf(Number(counted[2]), Number(counted[3])) };
  const endless = /^([A-Z][A-Za-z -]* (?:objects|deltas|files|paths|refs)): +\d+(?:, done\.)?\s*$/.exec(text);
  return endless === null ? null : { type: "progress", what: endless[1] ?? "", fraction: null };
}

function fractionOf(done: number, all: number): number {
  return all === 0 ? 1 : Math.min(1, done / all);
}

/** Without what a terminal would obey, and what turns the direction of writing. */
export function plain(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .replaceAll(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g, "")
      .replaceAll("\t", "    ")
      .replaceAll(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
  );
}
