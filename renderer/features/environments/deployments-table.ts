import type { Deployment, Environment, ReleaseName } from "../../../shared/contract/deployments.ts";
import { momentCell, tableColumns } from "../../../shared/csv.ts";
import type { DeploymentId, ProjectId, ReleaseId } from "../../../shared/ids.ts";
import { ok } from "../../../shared/result.ts";
import { gathered, onePage, pagesOf, type SavedTable } from "../../actions/save-table.ts";
import { call } from "../../link/call.ts";
import { type WhereCell, whereRows } from "./where-model.ts";

const pageSize = 500;

/** All deployments into an environment, the empty name for all, as a file. */
export function deploymentsTable(projectId: ProjectId, environment: string): SavedTable<Deployment> {
  return {
    name: `deployments ${environment}`,
    pages: (signal) => deploymentPages(projectId, environment, signal),
    columns: tableColumns<Deployment>({
      id: ({ id }) => id,
      environment: (deployment) => deployment.environment,
      number: ({ number }) => number,
      kind: ({ kind }) => kind,
      cause: ({ cause }) => cause,
      version: ({ release }) => release.version,
      commit: ({ release }) => release.commit,
      subject: ({ release }) => release.subject,
      previousVersion: ({ previous }) => previous?.version ?? null,
      state: ({ state }) => state,
      detail: ({ detail }) => detail,
      runId: ({ runId }) => runId,
      person: ({ person }) => person,
      comment: ({ comment }) => comment,
      createdAt: ({ createdAt }) => momentCell(createdAt),
      startedAt: ({ startedAt }) => momentCell(startedAt),
      servedAt: ({ servedAt }) => momentCell(servedAt),
      finishedAt: ({ finishedAt }) => momentCell(finishedAt),
      durationMs: ({ startedAt, finishedAt }) => (startedAt === null || finishedAt === null ? null : finishedAt - startedAt),
    }),
  };
}

interface Whereabouts extends WhereCell {
  readonly release: ReleaseName;
}

/** Every release that was made, in every environment, as a file: a row for each pair of which something is known. */
export function whereTable(projectId: ProjectId, environments: readonly Environment[]): SavedTable<Whereabouts> {
  return {
    name: "what is where",
    pages: async function* (signal) {
      const releases = await gathered(releasePages(projectId, signal));
      if (!releases.ok) return yield releases;
      const deployments = await gathered(deploymentPages(projectId, "", signal));
      if (!deployments.ok) return yield deployments;
      const rows = whereRows(releases.value, environments, deployments.value);
      yield* onePage(rows.flatMap(({ release, cells }) => cells.map((cell) => ({ ...cell, release }))).filter(isKnown));
    },
    columns: tableColumns<Whereabouts>({
      version: ({ release }) => release.version,
      commit: ({ release }) => release.commit,
      environment: ({ environment }) => environment,
      servesNow: ({ servesNow }) => servesNow,
      state: ({ deployment }) => deployment?.state ?? null,
      deploymentId: ({ deployment }) => deployment?.id ?? null,
      createdAt: ({ deployment }) => momentCell(deployment?.createdAt ?? null),
      finishedAt: ({ deployment }) => momentCell(deployment?.finishedAt ?? null),
    }),
  };
}

function isKnown({ deployment }: Whereabouts): boolean {
  return deployment !== null;
}

function deploymentPages(projectId: ProjectId, environment: string, signal: AbortSignal) {
  return pagesOf(async (before: DeploymentId | null) => {
    const of = environment === "" ? {} : { environment };
    const page = await call((engine) =>
      engine.deployments.list({ projectId, limit: pageSize, ...of, ...(before === null ? {} : { before }) }, { signal }),
    );
    return page.ok ? ok({ rows: page.value.deployments, next: page.value.next }) : page;
  }, signal);
}

function releasePages(projectId: ProjectId, signal: AbortSignal) {
  return pagesOf(async (before: ReleaseId | null) => {
    const page = await call((engine) =>
      engine.releases.list({ projectId, limit: pageSize, ...(before === null ? {} : { before }) }, { signal }),
    );
    return page.ok ? ok({ rows: page.value.releases.filter(({ state }) => state === "released"), next: page.value.next }) : page;
  }, signal);
}
