import type { Database, Value } from "../database.ts";

/*
 * How the fields of a history file stand in the tables of today. The file speaks the product's words and outlives the
 * tables: a migration that changes these changes the lists below, and no file.
 */

/** One column, and what its values are in a file. */
export interface Column {
  readonly name: string;
  toFile(value: Value): unknown;
  toRow(value: unknown): Value;
}

/** Columns by the names that they have in a file. */
export type Columns = Readonly<Record<string, Column>>;

/** As it is. */
export function plain(name: string): Column {
  return { name, toFile: (value) => value, toRow: (value) => value as Value };
}

/** Whether. */
export function flag(name: string): Column {
  return { name, toFile: (value) => value === 1, toRow: (value) => (value === true ? 1 : 0) };
}

/** JSON; `null` stays. */
export function json(name: string): Column {
  return {
    name,
    toFile: (value) => (value === null ? null : JSON.parse(value as string)),
    toRow: (value) => (value === null ? null : JSON.stringify(value)),
  };
}

/** Names of columns, for a statement; `table`: the name that it has there. */
export function namesOf(columns: Columns, table: string): string {
  return Object.values(columns)
    .map(({ name }) => `${table}.${name}`)
    .join(", ");
}

/** What a row says, by the names of the file. */
export function toFile(columns: Columns, row: Readonly<Record<string, Value>>): Record<string, unknown> {
  const said: Record<string, unknown> = {};
  for (const field in columns) {
    const column = columns[field] as Column;
    said[field] = column.toFile(row[column.name] ?? null);
  }
  return said;
}

/** Writes rows of a table; `more`: columns that no file tells. The statement is made once. */
export function inserter(database: Database, table: string, columns: Columns, more: readonly string[]) {
  const entries = Object.entries(columns);
  const names = [...more, ...entries.map(([, { name }]) => name)];
  const sql = `insert into ${table} (${names.join(", ")}) values (${names.map(() => "?").join(", ")})`;
  return (said: Readonly<Record<string, unknown>>, values: readonly Value[]) =>
    database.run(sql, ...values, ...entries.map(([field, column]) => column.toRow(said[field] ?? null)));
}

/** Of a run, but for what leads to other rows. */
export const runColumns = {
  number: plain("number"),
  status: plain("status"),
  reason: plain("reason"),
  trigger: plain("trigger"),
  triggerDetail: plain("trigger_detail"),
  triggerGroup: plain("trigger_group"),
  branch: plain("branch"),
  commit: plain("commit_hash"),
  tree: plain("tree_hash"),
  dirty: flag("dirty"),
  subject: plain("subject"),
  author: plain("author"),
  selection: json("selection"),
  only: flag("only_selected"),
  parallel: plain("parallel"),
  stageCount: plain("stage_count"),
  tag: plain("tag"),
  timeoutMs: plain("timeout_ms"),
  concurrency: plain("concurrency"),
  usesCache: flag("uses_cache"),
  expectedMs: plain("expected_ms"),
  expectedP90Ms: plain("expected_p90_ms"),
  createdAt: plain("created_at"),
  startedAt: plain("started_at"),
  finishedAt: plain("finished_at"),
  durationMs: plain("duration_ms"),
  pinned: flag("pinned"),
} as const satisfies Columns;

/** Of a stage run, in the same way. */
export const stageColumns = {
  place: plain("sequence"),
  phase: plain("phase"),
  variant: plain("variant"),
  attempt: plain("attempt"),
  status: plain("status"),
  reason: plain("reason"),
  detail: plain("detail"),
  exitCode: plain("exit_code"),
  signal: plain("signal"),
  startedAt: plain("started_at"),
  finishedAt: plain("finished_at"),
  durationMs: plain("duration_ms"),
  logBytes: plain("log_bytes"),
  logLines: plain("log_lines"),
  isSuperseded: flag("is_superseded"),
  mayFail: flag("may_fail"),
  concurrency: plain("concurrency"),
  outputs: json("outputs"),
  why: plain("why"),
  expectedMs: plain("expected_ms"),
  steps: json("steps"),
} as const satisfies Columns;

/** Of a release. */
export const releaseColumns = {
  version: plain("version"),
  kind: plain("kind"),
  channel: plain("channel"),
  tag: plain("tag"),
  state: plain("state"),
  branch: plain("branch"),
  base: plain("base_hash"),
  commit: plain("commit_hash"),
  tree: plain("tree_hash"),
  subject: plain("subject"),
  bump: plain("bump"),
  previousVersion: plain("previous_version"),
  commits: json("commits"),
  commitCount: plain("commit_count"),
  notes: plain("notes"),
  isSigned: flag("is_signed"),
  person: plain("person"),
  sbom: json("sbom"),
  sbomNote: plain("sbom_note"),
  createdAt: plain("created_at"),
  releasedAt: plain("released_at"),
} as const satisfies Columns;

/** Of a deployment. */
export const deploymentColumns = {
  environment: plain("environment"),
  number: plain("number"),
  kind: plain("kind"),
  cause: plain("cause"),
  contents: plain("contents"),
  place: plain("stage_sequence"),
  state: plain("state"),
  detail: plain("detail"),
  evidence: json("evidence"),
  person: plain("person"),
  comment: plain("comment"),
  approval: json("approval"),
  createdAt: plain("created_at"),
  startedAt: plain("started_at"),
  servedAt: plain("served_at"),
  finishedAt: plain("finished_at"),
} as const satisfies Columns;

/** Of an incident. */
export const incidentColumns = {
  number: plain("number"),
  title: plain("title"),
  severity: plain("severity"),
  openedBy: plain("opened_by"),
  openedAt: plain("opened_at"),
  acknowledgedBy: plain("acknowledged_by"),
  acknowledgedAt: plain("acknowledged_at"),
  resolvedBy: plain("resolved_by"),
  resolvedAt: plain("resolved_at"),
} as const satisfies Columns;

/** Of what a run's coverage adds up to. */
export const coverageColumns = {
  files: plain("files"),
  lines: plain("line_count"),
  linesCovered: plain("lines_covered"),
  branches: plain("branches"),
  branchesCovered: plain("branches_covered"),
  functions: plain("functions"),
  functionsCovered: plain("functions_covered"),
  statements: plain("statements"),
  statementsCovered: plain("statements_covered"),
} as const satisfies Columns;
