/** Runs of runbooks are found by their runbook. */
export const runbooks = {
  version: 155,
  sql: "create index run_of_runbooks on run(project_id, selection, created_at, id) where trigger = 'runbook'",
} as const;
