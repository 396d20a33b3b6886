/** Runs that ran another again are few among many: their list must not look at all of them. */
export const retries = {
  version: 70,
  sql: `
    create index run_of_retries on run(project_id, created_at, id, status, branch) where trigger = 'retry';
  `,
} as const;
