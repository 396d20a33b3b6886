import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { inbox } from "./0200-inbox.ts";
import { migrations } from "./migrations.ts";

test("alerts and incidents of an older file stay as they were, and those that hold are in the inbox", () => {
  const { folder, remove } = temporaryFolder();
  const before = migrations.filter(({ version }) => version < inbox.version);
  const old = openWithSteps(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run("insert into event (at, project_id) values (5, 1)");
  const incident = "insert into incident (project_id, number, monitor_id, title, severity, opened_by, opened_at, resolved_at)";
  old.run(`${incident} values (1, 1, 7, 'home is down', 'major', 'an alert', 20, null)`);
  old.run(`${incident} values (1, 2, null, 'disk is full', 'minor', 'ada', 21, 30)`);
  const alert = "insert into alert (project_id, monitor_id, monitor, rule, summary, since, fired_at, recovered_at, is_read, incident_id)";
  old.run(`${alert} values (1, 7, 'home', 'down', 'home is down: refused', 10, 20, null, 0, 1)`);
  old.run(`${alert} values (1, 7, 'home', 'latency', 'home is slow', 11, 21, null, 1, null)`);
  old.run(`${alert} values (1, 8, 'api', 'down', 'api is down', 12, 22, 25, 0, null)`);
  const tables = ["project", "alert", "incident"];
  const kept = tables.map((table) => old.all(`select * from ${table}`));
  const events = old.all<object>("select * from event");
  old.close();

  const migrated = openWithSteps(folder, [...before, inbox]);
  expect(tables.map((table) => migrated.all(`select * from ${table}`))).toEqual(kept);
  expect(migrated.all("select * from event")).toEqual(events.map((event) => ({ ...event, about_inbox: null })));
  expect(
    migrated.all("select kind, key, subject, title, since, times, last_at, is_read, weight, alert_id, incident_id from inbox order by id"),
  ).toEqual([
    {
      kind: "monitor",
      key: "7",
      subject: "home",
      title: "home is down: refused",
      since: 10,
      times: 1,
      last_at: 20,
      is_read: 0,
      weight: 1,
      alert_id: 1,
      incident_id: 1,
    },
    {
      kind: "monitor",
      key: "7 latency",
      subject: "home",
      title: "home is slow",
      since: 11,
      times: 1,
      last_at: 21,
      is_read: 1,
      weight: 1,
      alert_id: 2,
      incident_id: null,
    },
    {
      kind: "incident",
      key: "1",
      subject: "Incident 1",
      title: "Incident 1: home is down",
      since: 20,
      times: 1,
      last_at: 20,
      is_read: 0,
      weight: 2,
      alert_id: null,
      incident_id: 1,
    },
  ]);
  expect([migrated.all("select * from desktop_notice"), migrated.all("select * from notify_rule")]).toEqual([[], []]);
  migrated.close();
  remove();
});
