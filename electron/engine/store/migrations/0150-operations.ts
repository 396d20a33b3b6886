/** What happens to services, monitors, alerts and incidents is announced like everything else. */
export const operations = {
  version: 150,
  sql: `
    -- Which of these an event is about; each such event names its project, too.
    alter table event add column service_id integer;
    alter table event add column monitor_id integer;
    alter table event add column alert_id integer;
    alter table event add column incident_id integer;

    -- Runs of runbooks are found by their runbook.
    create index run_of_runbooks on run(project_id, selection, created_at, id) where trigger = 'runbook';
  `,
} as const;
