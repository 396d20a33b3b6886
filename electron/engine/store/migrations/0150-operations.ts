/** What happens to services, monitors, alerts and incidents is announced like everything else. */
export const operations = {
  version: 150,
  sql: `
    -- Which of these an event is about; each such event names its project, too.
    alter table event add column service_id integer;
    alter table event add column monitor_id integer;
    alter table event add column alert_id integer;
    alter table event add column incident_id integer;
  `,
} as const;
