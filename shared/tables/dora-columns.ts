import type { Dora, DoraChange, DoraDeployment } from "../contract/dora.ts";
import { momentCell, tableColumns } from "../csv.ts";
import { isoDay } from "../time.ts";

/*
 * DORA's keys and the rows behind them, as files.
 */

/** A week of the four keys. */
export type DoraWeek = Dora["weeks"][number];

/** The four keys week by week. */
export const doraWeekColumns = tableColumns<DoraWeek>({
  from: ({ fromDay }) => isoDay(fromDay),
  to: ({ toDay }) => isoDay(toDay),
  deployments: ({ deployments }) => deployments,
  leadMedianMs: ({ leadMedianMs }) => leadMedianMs,
  failed: ({ failed }) => failed,
  recoveryMedianMs: ({ recoveryMedianMs }) => recoveryMedianMs,
});

/** Deployments as they were counted. */
export const doraDeploymentColumns = tableColumns<DoraDeployment>({
  deploymentId: ({ deploymentId }) => deploymentId,
  runId: ({ runId }) => runId,
  name: ({ name }) => name,
  commit: ({ commit }) => commit,
  servedAt: ({ at }) => momentCell(at),
  commits: ({ commits }) => commits,
  leadMedianMs: ({ leadMedianMs }) => leadMedianMs,
  hasFailed: ({ failures }) => failures.length > 0,
  failures: ({ failures }) => failures.map(({ text }) => text).join("; "),
  incidentIds: ({ failures }) => failures.flatMap(({ incidentId }) => incidentId ?? []).join(" "),
  recoveredAt: ({ recoveredAt }) => momentCell(recoveredAt),
  recoveredBy: ({ recoveredBy }) => recoveredBy,
});

/** Commits with their lead times. */
export const doraChangeColumns = tableColumns<DoraChange>({
  commit: ({ commit }) => commit,
  subject: ({ subject }) => subject,
  author: ({ author }) => author,
  committedAt: ({ committedAt }) => momentCell(committedAt),
  deployment: ({ deployment }) => deployment,
  deployedAt: ({ deployedAt }) => momentCell(deployedAt),
  leadMs: ({ leadMs }) => leadMs,
  squashOf: ({ squashOf }) => squashOf,
});
