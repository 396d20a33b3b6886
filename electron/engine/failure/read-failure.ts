import { setImmediate as nextTurn } from "node:timers/promises";
import type { StageRunId } from "../../../shared/ids.ts";
import { ProblemFinder } from "../../../shared/log/problem-finder.ts";
import type { StatusReason } from "../../../shared/status.ts";
import { kindOf, readLastLines } from "../log/log.ts";
import type { Store } from "../store/store.ts";
import { readFailedTests } from "../test/test.ts";
import { type FailedPlace, type FailureSignature, signatureOf } from "./signature.ts";

/** A stage run that has just failed. */
export interface FailedStage {
  readonly id: StageRunId;
  readonly reason: StatusReason | null;
  readonly exitCode: number | null;
  /** See `StageRun.detail`. */
  readonly detail: string | null;
  readonly logPath: string;
  /** Folders, absolute, that its paths may begin with. */
  readonly roots: readonly string[];
}

/** What tools say last of a failure; looking through it takes some hundredths of a second. */
const lookedAtBytes = 512 * 1024;

/** So many tell one failure from another. */
const mostTests = 100;
const mostPlaces = 100;
const mostErrorLines = 200;
const fewLines = 8;

/** So many lines take less than a millisecond; others have their turn in between. */
const linesPerTurn = 64;

/** What a stage run that has just failed will be known by. Its log and its test results are there. */
export async function readFailure(store: Store, { id, reason, exitCode, detail, logPath, roots }: FailedStage): Promise<FailureSignature> {
  const tests = store.read((tables) => readFailedTests(tables, id, mostTests));
  const named = tests.ok ? tests.value : [];
  const said = named.length > 0 ? nothingSaid : await listen(await readLastLines(logPath, lookedAtBytes));
  return signatureOf({ reason, exitCode, detail, tests: named, ...said, roots });
}

interface Said {
  readonly places: readonly FailedPlace[];
  readonly errorLines: readonly string[];
  readonly lastLines: readonly string[];
}

const nothingSaid: Said = { places: [], errorLines: [], lastLines: [] };

async function listen(lines: readonly string[]): Promise<Said> {
  const places: FailedPlace[] = [];
  const errorLines: string[] = [];
  const finder = new ProblemFinder(({ path, severity, message, code }) => {
    if (severity === "error" && places.length < mostPlaces) places.push({ path, message, code });
  });
  for (const [index, line] of lines.entries()) {
    finder.line(line, index + 1);
    if (kindOf(line) === "error") errorLines.push(line);
    if (index % linesPerTurn === linesPerTurn - 1) await nextTurn();
  }
  finder.end();
  return { places, errorLines: errorLines.slice(-mostErrorLines), lastLines: lines.slice(-fewLines) };
}
