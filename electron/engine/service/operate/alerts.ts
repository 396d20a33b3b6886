import type { Alert } from "../../../../shared/contract/alerts.ts";
import type { AlertId, MonitorId, ProjectId } from "../../../../shared/ids.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import type { Store, StoredAlert, StoreFailure, Tables } from "../../store/store.ts";
import { found, type NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";

/** The `alerts` area of the contract. */
export interface AlertService {
  list(input: {
    projectId?: ProjectId | undefined;
    monitorId?: MonitorId | undefined;
    onlyOpen: boolean;
    before?: AlertId | undefined;
    limit: number;
  }): Result<{ alerts: Alert[]; next: AlertId | null; unread: number }, NotFound | StoreFailure>;
  get(input: { alertId: AlertId }): Result<Alert, NotFound | StoreFailure>;
  read(input: { projectId: ProjectId; alertIds: readonly AlertId[] }): Result<void, NotFound | StoreFailure>;
}

/** Tells what fired, and who was told. */
export function createAlertService(store: Store, now: Clock): AlertService {
  return {
    list: ({ limit, ...filter }) => {
      const project = filter.projectId === undefined ? ok(null) : findProject(store, filter.projectId);
      if (!project.ok) return project;
      return store.read((tables) => {
        const listed = tables.alerts.list(filter, limit + 1);
        const shown = listed.slice(0, limit).map((one) => withDeliveries(tables, one));
        const next = listed.length > limit ? (shown.at(-1)?.id ?? null) : null;
        return { alerts: shown, next, unread: tables.alerts.unread(filter.projectId) };
      });
    },
    get: ({ alertId }) =>
      found(
        store.read((tables) => {
          const alert = tables.alerts.get(alertId);
          return alert === null ? null : withDeliveries(tables, alert);
        }),
        `Alert ${alertId}`,
      ),
    read: ({ projectId, alertIds }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      return store.write(({ alerts, inbox }) => {
        alerts.read(projectId, alertIds, now());
        // What is seen here need not be looked at again in the inbox.
        inbox.readAlerts(projectId, alertIds, now());
      });
    },
  };
}

function withDeliveries({ deliveries }: Tables, { since: _since, ...alert }: StoredAlert): Alert {
  return { ...alert, deliveries: deliveries.ofAlert(alert.id) };
}
