import { useCallback, useEffect, useState } from "react";
import type { Dora, DoraDeployment } from "../../../../shared/contract/dora.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { call } from "../../../link/call.ts";
import { connectionStore } from "../../../state/connection.ts";
import { environmentsStore } from "../../../state/environments.ts";
import { incidentsStore } from "../../../state/incidents.ts";
import { releasesStore } from "../../../state/releases.ts";
import type { Period } from "../figures.ts";

/** The four keys of a project; those of the period before stay until new ones are here. */
export interface DoraState {
  readonly dora: Dora | null;
  /** The deployments of the period as they were counted, the newest first. */
  readonly deployments: readonly DoraDeployment[];
  readonly failure: Failure | null;
  readonly retry: () => void;
}

interface Held extends Pick<DoraState, "dora" | "deployments" | "failure"> {
  readonly projectId: ProjectId;
}

const none: readonly DoraDeployment[] = [];

/** Reads a project's keys now, after a reconnection, and whenever there is news of deployments, incidents or releases. */
export function useDora(projectId: ProjectId, days: Period): DoraState {
  const [held, setHeld] = useState<Held | null>(null);
  const [turn, setTurn] = useState(0);
  const retry = useCallback(() => setTurn((count) => count + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` asks for another reading
  useEffect(() => {
    let isStale = false;
    void readDora(projectId, days).then((read) => {
      if (isStale) return;
      setHeld((before) => {
        if (read.failure === null || before?.projectId !== projectId) return { projectId, ...read };
        return { ...before, failure: read.failure };
      });
    });
    return () => {
      isStale = true;
    };
  }, [projectId, days, turn]);

  useEffect(() => {
    const stops = [
      connectionStore.subscribe((now, before) => now.state === "connected" && before.state !== "connected" && retry()),
      environmentsStore.subscribe((now, before) => now.news !== before.news && before.news > 0 && retry()),
      incidentsStore.subscribe((now, before) => now.incidents !== before.incidents && before.incidents !== null && retry()),
      releasesStore.subscribe((now, before) => now.releases !== before.releases && before.releases !== null && retry()),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [retry]);
  const mine = held?.projectId === projectId ? held : null;
  return { dora: mine?.dora ?? null, deployments: mine?.deployments ?? none, failure: mine?.failure ?? null, retry };
}

async function readDora(projectId: ProjectId, days: Period): Promise<Omit<Held, "projectId">> {
  const read = await call((engine) => engine.insights.dora({ projectId, days }));
  if (!read.ok) return { dora: null, deployments: none, failure: read.failure };
  const { fromDay, toDay } = read.value;
  const rows = await call((engine) => engine.insights.doraDeployments({ projectId, days, fromDay, toDay }));
  return { dora: read.value, deployments: rows.ok ? rows.value.deployments : none, failure: null };
}
