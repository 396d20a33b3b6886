import type { FailureGroup } from "../../../shared/contract/failure-groups.ts";
import { momentCell, tableColumns } from "../../../shared/csv.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { ok } from "../../../shared/result.ts";
import { pagesOf, type SavedTable } from "../../actions/save-table.ts";
import { call } from "../../link/call.ts";

const pageSize = 200;

/** All failures of a project that hold a text, as a file. */
export function failuresTable(projectId: ProjectId, text: string): SavedTable<FailureGroup> {
  return {
    name: "failures",
    pages: (signal) =>
      pagesOf(async (after: string | null) => {
        const page = await call((engine) => engine.failures.page({ projectId, text, after, limit: pageSize }, { signal }));
        return page.ok ? ok({ rows: page.value.groups, next: page.value.next }) : page;
      }, signal),
    columns: tableColumns<FailureGroup>({
      id: ({ id }) => id,
      stage: ({ stage }) => stage,
      title: ({ title }) => title,
      signature: ({ signature }) => signature,
      runs: ({ runCount }) => runCount,
      branches: ({ branches }) => branches.map(({ branch, runs }) => `${branch ?? "none"}: ${runs}`).join("; "),
      firstRun: ({ first }) => first.runNumber,
      firstAt: ({ first }) => momentCell(first.at),
      firstCommit: ({ first }) => first.commit,
      lastRun: ({ last }) => last.runNumber,
      lastAt: ({ last }) => momentCell(last.at),
      lastCommit: ({ last }) => last.commit,
      endedRun: ({ end }) => end?.runNumber ?? null,
      endedAt: ({ end }) => momentCell(end?.at ?? null),
      endedCommit: ({ end }) => end?.commit ?? null,
    }),
  };
}
