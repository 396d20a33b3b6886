import { useCallback, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { Deployment } from "../../../shared/contract/deployments.ts";
import type { DeploymentId, ProjectId } from "../../../shared/ids.ts";
import type { Failure } from "../../../shared/result.ts";
import { call } from "../../link/call.ts";
import { environmentsStore } from "../../state/environments.ts";

/** Deployments, the newest first, as far as they were read. */
export interface DeploymentsState {
  /** `null` until the first page is here. */
  readonly deployments: readonly Deployment[] | null;
  readonly hasMore: boolean;
  readonly failure: Failure | null;
  readonly loadMore: () => void;
}

const mostAtOnce = 500;

/** Reads the deployments into one environment, the empty name for all, and again whenever there is news of them. */
export function useDeployments(projectId: ProjectId, environment: string, pageSize: number): DeploymentsState {
  const key = `${projectId} ${environment}`;
  const news = useStore(environmentsStore, (state) => state.news);
  const [held, setHeld] = useState<Held>({ key, deployments: null, next: null, failure: null });
  const isLoading = useRef(false);
  const shown = useRef(0);
  const ask = useCallback(
    (before: DeploymentId | null, limit: number) =>
      call((engine) =>
        engine.deployments.list({
          projectId,
          limit,
          ...(environment === "" ? {} : { environment }),
          ...(before === null ? {} : { before }),
        }),
      ),
    [projectId, environment],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: `news` asks for another reading
  useEffect(() => {
    let isStale = false;
    void ask(null, Math.min(mostAtOnce, Math.max(pageSize, shown.current))).then((answer) => {
      if (isStale || (!answer.ok && answer.failure.code === "ENGINE_LOST")) return;
      setHeld((before) =>
        answer.ok
          ? { key, ...answer.value, failure: null }
          : { ...(before.key === key ? before : { key, deployments: null, next: null }), failure: answer.failure },
      );
    });
    return () => {
      isStale = true;
    };
  }, [ask, key, pageSize, news]);
  const current = held.key === key ? held : null;
  shown.current = current?.deployments?.length ?? 0;
  const next = current?.next ?? null;
  const loadMore = useCallback(() => {
    if (next === null || isLoading.current) return;
    isLoading.current = true;
    void ask(next, pageSize).then((answer) => {
      isLoading.current = false;
      setHeld((before) => {
        if (before.key !== key || before.next !== next || before.deployments === null) return before;
        if (!answer.ok) return { ...before, failure: answer.failure };
        return { key, deployments: [...before.deployments, ...answer.value.deployments], next: answer.value.next, failure: null };
      });
    });
  }, [ask, key, next, pageSize]);
  return { deployments: current?.deployments ?? null, hasMore: next !== null, failure: current?.failure ?? null, loadMore };
}

interface Held {
  readonly key: string;
  readonly deployments: readonly Deployment[] | null;
  readonly next: DeploymentId | null;
  readonly failure: Failure | null;
}
