import type { PhasesOfCheck } from "../../../../shared/contract/monitors.ts";
import { stripAnsi } from "../../../../shared/log/ansi.ts";

/** What one check found. */
export interface Found {
  readonly isGood: boolean;
  /** Short: `200`, `connection refused`, `exit code 1`. */
  readonly detail: string;
  readonly phases: PhasesOfCheck | null;
}

/** Details are a cell of a table. */
const mostCharacters = 300;

/** Of what is longer, the beginning is enough to find these. */
const mostReadCharacters = 10_000;

/** A check that found all well. */
export function good(detail: string, phases: PhasesOfCheck | null = null): Found {
  return { isGood: true, detail: plainLine(detail), phases };
}

/** A check that did not. */
export function bad(detail: string, phases: PhasesOfCheck | null = null): Found {
  return { isGood: false, detail: plainLine(detail), phases };
}

/** What others wrote becomes a title, a variable of a command, and a line of many places: no control character is in it. */
function plainLine(text: string): string {
  return stripAnsi(text.slice(0, mostReadCharacters))
    .replaceAll(/\p{Cc}+/gu, " ")
    .slice(0, mostCharacters);
}
