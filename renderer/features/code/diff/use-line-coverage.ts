import { useEffect, useMemo, useState } from "react";
import type { CoverageRunOfLines } from "../../../../shared/contract/coverage.ts";
import type { RunId } from "../../../../shared/ids.ts";
import { call } from "../../../link/call.ts";
import { type LineCoverage, lineCoverage } from "./line-coverage.ts";

/** A file's coverage, and the run that it is of. */
export interface FileCoverage {
  readonly run: CoveredRun;
  readonly lines: LineCoverage;
}

/** A run that may have coverage. */
export interface CoveredRun {
  readonly runId: RunId;
  readonly number: number;
}

/** Reads how a file's lines fared in the first of `runs` that tells of it; `null` until then, and when none does. */
export function useLineCoverage(runs: readonly CoveredRun[], path: string): FileCoverage | null {
  const [read, setRead] = useState<{ run: CoveredRun; path: string; lines: readonly CoverageRunOfLines[] } | null>(null);
  const key = JSON.stringify(runs.map(({ runId, number }) => ({ runId, number })));
  useEffect(() => {
    let isStale = false;
    void firstOf(JSON.parse(key) as CoveredRun[], path).then((found) => {
      if (!isStale) setRead(found);
    });
    return () => {
      isStale = true;
    };
  }, [key, path]);
  return useMemo(() => (read === null || read.path !== path ? null : { run: read.run, lines: lineCoverage(read.lines) }), [read, path]);
}

async function firstOf(runs: readonly CoveredRun[], path: string) {
  for (const run of runs) {
    // A difference without marks says less, and nothing wrong: what cannot be read is left out.
    const answer = await call((engine) => engine.coverage.file({ runId: run.runId, path }));
    if (answer.ok) return { run, path, lines: answer.value.lines };
  }
  return null;
}
