import type { LineOf } from "../../../shared/history-file/lines.ts";

/** What later lines of a file name by its id there, with the rows that it became. */
export interface Named {
  readonly plans: Map<number, number>;
  readonly fingerprints: Map<number, number>;
  readonly runs: Map<number, number>;
  readonly releases: Map<number, number>;
  readonly deployments: Map<number, number>;
  /** These become rows when a run needs them. */
  readonly tests: Map<number, { readonly line: LineOf<"test">; row: number | null }>;
  readonly failures: Map<number, LineOf<"failure"> & { row: number | null }>;
}

/** Nothing yet. */
export function nothingNamed(): Named {
  return {
    ...{ plans: new Map(), fingerprints: new Map(), runs: new Map(), releases: new Map(), deployments: new Map() },
    ...{ tests: new Map(), failures: new Map() },
  };
}
