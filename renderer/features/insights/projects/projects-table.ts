import type { ProjectHealth } from "../../../../shared/contract/health.ts";
import { tableColumns } from "../../../../shared/csv.ts";
import { err, ok } from "../../../../shared/result.ts";
import type { SavedTable } from "../../../actions/save-table.ts";
import { call } from "../../../link/call.ts";
import type { Period } from "../figures.ts";

/** All projects beside each other, as a file. */
export function projectsTable(days: Period): SavedTable<ProjectHealth> {
  return {
    name: "projects",
    pages: async function* (signal) {
      const read = await call((engine) => engine.insights.projects({ days }, { signal }));
      yield read.ok ? ok(read.value.projects) : err(read.failure);
    },
    columns: tableColumns<ProjectHealth>({
      id: ({ projectId }) => projectId,
      name: ({ name }) => name,
      runs: ({ runs }) => runs,
      passed: ({ days: each }) => each.reduce((sum, { passed }) => sum + passed, 0),
      failed: ({ days: each }) => each.reduce((sum, { failed }) => sum + failed, 0),
      other: ({ days: each }) => each.reduce((sum, { other }) => sum + other, 0),
      passRate: ({ passRate }) => passRate,
      medianMs: ({ medianMs }) => medianMs,
    }),
  };
}
