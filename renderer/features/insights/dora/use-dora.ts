import { useEffect } from "react";
import type { Dora, DoraDeployment } from "../../../../shared/contract/dora.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { type Failure, ok, type Result } from "../../../../shared/result.ts";
import { call } from "../../../link/call.ts";
import { environmentsStore } from "../../../state/environments.ts";
import { incidentsStore } from "../../../state/incidents.ts";
import { releasesStore } from "../../../state/releases.ts";
import type { Period } from "../figures.ts";
import { useFigures } from "../use-figures.ts";

/** The four keys of a project; those of the period before stay until new ones are here. */
export interface DoraState {
  readonly dora: Dora | null;
  /** The deployments of the period as they were counted, the newest first. */
  readonly deployments: readonly DoraDeployment[];
  readonly failure: Failure | null;
  readonly retry: () => void;
}

const none: readonly DoraDeployment[] = [];

/** Reads a project's keys now, and whenever there is news of runs, deployments, incidents or releases. */
export function useDora(projectId: ProjectId, days: Period): DoraState {
  const { figures, failure, retry } = useFigures(projectId, days, askDora);
  useEffect(() => {
    const stops = [
      environmentsStore.subscribe((now, before) => now.news !== before.news && before.news > 0 && retry()),
      incidentsStore.subscribe((now, before) => now.incidents !== before.incidents && before.incidents !== null && retry()),
      releasesStore.subscribe((now, before) => now.releases !== before.releases && before.releases !== null && retry()),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [retry]);
  return { dora: figures?.dora ?? null, deployments: figures?.deployments ?? none, failure, retry };
}

async function askDora(
  projectId: ProjectId,
  days: Period,
): Promise<Result<{ readonly dora: Dora; readonly deployments: readonly DoraDeployment[] }, Failure>> {
  const read = await call((engine) => engine.insights.dora({ projectId, days }));
  if (!read.ok) return read;
  const { fromDay, toDay } = read.value;
  const rows = await call((engine) => engine.insights.doraDeployments({ projectId, days, fromDay, toDay }));
  return rows.ok ? ok({ dora: read.value, deployments: rows.value.deployments }) : rows;
}
