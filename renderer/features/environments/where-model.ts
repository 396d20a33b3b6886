import type { Deployment, Environment, ReleaseName } from "../../../shared/contract/deployments.ts";

/** Where a release stands in an environment. */
export interface WhereCell {
  readonly environment: string;
  /** The newest deployment of the release there; `null` when it never was on its way there. */
  readonly deployment: Deployment | null;
  readonly servesNow: boolean;
}

/** A release and where it is. */
export interface WhereRow {
  readonly release: ReleaseName;
  readonly cells: readonly WhereCell[];
}

/** Releases by environments: what serves where now, and what was there before. `deployments` are the newest first. */
export function whereRows(
  releases: readonly ReleaseName[],
  environments: readonly Pick<Environment, "name" | "current">[],
  deployments: readonly Deployment[],
): WhereRow[] {
  const newest = new Map<string, Deployment>();
  for (const deployment of deployments) {
    const key = `${deployment.environment} ${deployment.release.id}`;
    if (!newest.has(key)) newest.set(key, deployment);
  }
  return releases.map((release) => ({
    release,
    cells: environments.map(({ name, current }) => {
      const servesNow = current?.release.id === release.id;
      const deployment = newest.get(`${name} ${release.id}`) ?? (servesNow ? current : null);
      return { environment: name, deployment, servesNow };
    }),
  }));
}
