import { z } from "zod";
import { count, name, text, time, words } from "./values.ts";

/** What the first line of a history file says it is. */
export const historyFormat = "millrace-history";

/** Counts up when a reader of the version before would read a file wrongly. */
export const historyVersion = 1;

/** What a file of a project's history holds, by its own word; reading it to its end proves it. */
export const manifestSchema = z.strictObject({
  format: z.literal(historyFormat),
  version: z.literal(historyVersion),
  /** The Millrace that wrote it. */
  millrace: text(100),
  /** Of the database that it comes from, the same for all its files: a run is known again by it. */
  source: z.string().regex(/^[0-9a-f]{32}$/, "is no id of a database"),
  project: name,
  createdAt: time,
  /** When its first run was created and its last; `null` without runs. */
  fromMs: time.nullable(),
  toMs: time.nullable(),
  counts: z.strictObject({
    runs: count,
    stages: count,
    artifacts: count,
    tests: count,
    failures: count,
    coverages: count,
    releases: count,
    deployments: count,
    incidents: count,
  }),
  /** Of all logs together, at most. */
  logBytes: count,
  /** What is left out, one sentence each. */
  notes: z.array(words).max(100),
});
/** See {@link manifestSchema}. */
export type Manifest = z.infer<typeof manifestSchema>;

/** The kinds of lines that the manifest counts, with their names there. */
export const countedKinds = {
  run: "runs",
  stage: "stages",
  artifact: "artifacts",
  test: "tests",
  failure: "failures",
  coverage: "coverages",
  release: "releases",
  deployment: "deployments",
  incident: "incidents",
} as const satisfies Record<string, keyof Manifest["counts"]>;
