import type { PhasesOfCheck } from "../../../../shared/contract/monitors.ts";

/** What one check found. */
export interface Found {
  readonly isGood: boolean;
  /** Short: `200`, `connection refused`, `exit code 1`. */
  readonly detail: string;
  readonly phases: PhasesOfCheck | null;
}

/** Details are a cell of a table. */
const mostCharacters = 300;

/** A check that found all well. */
export function good(detail: string, phases: PhasesOfCheck | null = null): Found {
  return { isGood: true, detail: detail.slice(0, mostCharacters), phases };
}

/** A check that did not. */
export function bad(detail: string, phases: PhasesOfCheck | null = null): Found {
  return { isGood: false, detail: detail.slice(0, mostCharacters), phases };
}
