import type { Annotation } from "../../../shared/contract/metrics.ts";
import { alertId, deploymentId, incidentId, type ProjectId, rowOf } from "../../../shared/ids.ts";
import type { Database } from "./database.ts";

/** What is drawn across every chart, from the tables that hold it. */
export interface AnnotationTable {
  /** What happened in a project between two moments, or lasted into them, the oldest first; of more than `limit`, the newest. */
  between(project: ProjectId, from: number, to: number, limit: number): Annotation[];
}

/** Gives access to what the tables hold for charts. */
export function annotationTable(database: Database): AnnotationTable {
  return {
    between: (project, from, to, limit) => {
      const deployments = database
        .all<{ id: number; at: number; text: string; is_good: number }>(deploymentsBetween, rowOf(project), from, to, limit)
        .map(
          ({ id, at, text, is_good }) => ({ kind: "deployment", at, deploymentId: deploymentId(id), text, isGood: is_good === 1 }) as const,
        );
      const spans = (sql: string) =>
        database.all<{ id: number; at: number; until: number | null; text: string }>(sql, rowOf(project), to, from, limit);
      const incidents = spans(incidentsBetween).map(
        ({ id, ...span }) => ({ kind: "incident", incidentId: incidentId(id), ...span }) as const,
      );
      const alerts = spans(alertsBetween).map(({ id, ...span }) => ({ kind: "alert", alertId: alertId(id), ...span }) as const);
      return [...deployments, ...incidents, ...alerts].sort((left, right) => left.at - right.at).slice(-limit);
    },
  };
}

/** At the moment since which it serves; one that never did, when it began to change the target. */
const deploymentsBetween = `
  select d.id, coalesce(d.served_at, d.started_at) as at, r.version || ' in ' || d.environment as text,
    d.state not in ('rolled-back', 'failed', 'canceled', 'lost') as is_good
  from deployment d join release r on r.id = d.release_id
  where d.project_id = ? and coalesce(d.served_at, d.started_at) between ? and ? order by at desc limit ?`;

const incidentsBetween = `
  select id, opened_at as at, resolved_at as until, title as text from incident
  where project_id = ? and opened_at <= ? and coalesce(resolved_at, 9e15) >= ? order by opened_at desc limit ?`;

const alertsBetween = `
  select id, fired_at as at, recovered_at as until, summary as text from alert
  where project_id = ? and fired_at <= ? and coalesce(recovered_at, 9e15) >= ? order by fired_at desc limit ?`;
