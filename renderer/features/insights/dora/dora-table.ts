import type { Dora, DoraChange, DoraDeployment } from "../../../../shared/contract/dora.ts";
import { momentCell, tableColumns } from "../../../../shared/csv.ts";
import { onePage, type SavedTable } from "../../../actions/save-table.ts";
import { dayCell } from "../days.ts";

type DoraWeek = Dora["weeks"][number];

/** The four keys week by week, as a file. */
export function doraWeeksTable({ weeks }: Dora): SavedTable<DoraWeek> {
  return {
    name: "dora weeks",
    pages: () => onePage(weeks),
    columns: tableColumns<DoraWeek>({
      from: ({ fromDay }) => dayCell(fromDay),
      to: ({ toDay }) => dayCell(toDay),
      deployments: ({ deployments }) => deployments,
      leadMedianMs: ({ leadMedianMs }) => leadMedianMs,
      failed: ({ failed }) => failed,
      recoveryMedianMs: ({ recoveryMedianMs }) => recoveryMedianMs,
    }),
  };
}

/** Deployments as they were counted, as a file. */
export function countedDeploymentsTable(deployments: readonly DoraDeployment[]): SavedTable<DoraDeployment> {
  return {
    name: "dora deployments",
    pages: () => onePage(deployments),
    columns: tableColumns<DoraDeployment>({
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
    }),
  };
}

/** Commits with their lead times, as a file. */
export function changesTable(changes: readonly DoraChange[]): SavedTable<DoraChange> {
  return {
    name: "dora changes",
    pages: () => onePage(changes),
    columns: tableColumns<DoraChange>({
      commit: ({ commit }) => commit,
      subject: ({ subject }) => subject,
      author: ({ author }) => author,
      committedAt: ({ committedAt }) => momentCell(committedAt),
      deployment: ({ deployment }) => deployment,
      deployedAt: ({ deployedAt }) => momentCell(deployedAt),
      leadMs: ({ leadMs }) => leadMs,
      squashOf: ({ squashOf }) => squashOf,
    }),
  };
}
