import type { z } from "zod";
import { deploymentLine, endLine, environmentLine, incidentLine, releaseLine } from "./project-lines.ts";
import {
  artifactLine,
  coverageLine,
  failedLine,
  failureLine,
  fingerprintLine,
  logLine,
  outcomesLine,
  planLine,
  resultsLine,
  runLine,
  saidLine,
  stageLine,
  testLine,
} from "./run-lines.ts";

/** Every kind of line behind the manifest, by the one key that such a line has. */
export const lineSchemas = {
  plan: planLine,
  fingerprint: fingerprintLine,
  test: testLine,
  failure: failureLine,
  run: runLine,
  stage: stageLine,
  artifact: artifactLine,
  results: resultsLine,
  outcomes: outcomesLine,
  said: saidLine,
  coverage: coverageLine,
  failed: failedLine,
  log: logLine,
  release: releaseLine,
  deployment: deploymentLine,
  environment: environmentLine,
  incident: incidentLine,
  end: endLine,
} as const;

/** See {@link lineSchemas}. */
export type LineKind = keyof typeof lineSchemas;

/** What a line of a kind says. */
export type LineOf<Kind extends LineKind> = z.infer<(typeof lineSchemas)[Kind]>;

/** A line: its kind and what it says. */
export type HistoryLine = { readonly [Kind in LineKind]: { readonly kind: Kind; readonly value: LineOf<Kind> } }[LineKind];
