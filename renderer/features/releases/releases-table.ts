import type { Release } from "../../../shared/contract/releases.ts";
import { momentCell, tableColumns } from "../../../shared/csv.ts";
import type { ProjectId, ReleaseId } from "../../../shared/ids.ts";
import { ok } from "../../../shared/result.ts";
import { pagesOf, type SavedTable } from "../../actions/save-table.ts";
import { call } from "../../link/call.ts";

const pageSize = 500;

/** All releases of a project, as a file. */
export function releasesTable(projectId: ProjectId): SavedTable<Release> {
  return {
    name: "releases",
    pages: (signal) =>
      pagesOf(async (before: ReleaseId | null) => {
        const page = await call((engine) =>
          engine.releases.list({ projectId, limit: pageSize, ...(before === null ? {} : { before }) }, { signal }),
        );
        return page.ok ? ok({ rows: page.value.releases, next: page.value.next }) : page;
      }, signal),
    columns: tableColumns<Release>({
      id: ({ id }) => id,
      version: ({ version }) => version,
      kind: ({ kind }) => kind,
      channel: ({ channel }) => channel,
      tag: ({ tag }) => tag,
      state: ({ state }) => state,
      failure: ({ failure }) => failure?.message ?? null,
      branch: ({ branch }) => branch,
      commit: ({ commit }) => commit,
      tree: ({ tree }) => tree,
      subject: ({ subject }) => subject,
      bump: ({ bump }) => bump,
      previousVersion: ({ previousVersion }) => previousVersion,
      commits: ({ commitCount }) => commitCount,
      run: ({ run }) => run?.number ?? null,
      artifacts: ({ artifactCount }) => artifactCount,
      artifactBytes: ({ artifactBytes }) => artifactBytes,
      isSigned: ({ isSigned }) => isSigned,
      person: ({ person }) => person,
      createdAt: ({ createdAt }) => momentCell(createdAt),
      releasedAt: ({ releasedAt }) => momentCell(releasedAt),
      environments: ({ environments }) => environments.join(" "),
    }),
  };
}
