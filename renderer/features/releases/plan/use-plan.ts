import { useCallback, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { ReleasePlan } from "../../../../shared/contract/releases.ts";
import type { Failure } from "../../../../shared/result.ts";
import { type ReleaseWish, requestOf } from "../../../actions/release-actions.ts";
import { call } from "../../../link/call.ts";
import { connectionStore } from "../../../state/connection.ts";
import { pipelineStore } from "../../../state/pipeline.ts";
import { projectOf, projectsStore } from "../../../state/projects.ts";

/** The plan of the next release; what was read stays while it is read again. */
export interface PlanState {
  readonly plan: ReleasePlan | null;
  readonly failure: Failure | null;
  /** Whether the plan that is shown answers another wish, or an older folder. */
  readonly isOld: boolean;
  readonly retry: () => void;
}

// Short enough to feel at once, long enough for a version that is typed.
const typingPauseMs = 250;

/** Plans the release that is wished for; again when the folder changes. */
export function usePlan({ projectId, version, channel }: ReleaseWish): PlanState {
  const [turn, setTurn] = useState(0);
  const folder = useStore(pipelineStore, ({ workingTree }) => `${workingTree?.branch} ${workingTree?.commit} ${workingTree?.changedFiles}`);
  const isConnected = useStore(connectionStore, ({ state }) => state === "connected");
  const isTrusted = useStore(projectsStore, (state) => projectOf(state, projectId)?.trusted);
  const key = JSON.stringify([version, channel, folder, isConnected, isTrusted, turn]);
  const [held, setHeld] = useState<{ key: string; plan: ReleasePlan | null; failure: Failure | null }>({
    key: "",
    plan: null,
    failure: null,
  });
  const hasPlan = held.plan !== null;
  useEffect(() => {
    let isStale = false;
    const timer = setTimeout(
      () => {
        void call((engine) => engine.releases.plan(requestOf({ projectId, version, channel }))).then((answer) => {
          if (isStale || (!answer.ok && answer.failure.code === "ENGINE_LOST")) return;
          setHeld((before) =>
            answer.ok ? { key, plan: answer.value, failure: null } : { key, plan: before.plan, failure: answer.failure },
          );
        });
      },
      hasPlan ? typingPauseMs : 0,
    );
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [projectId, version, channel, key, hasPlan]);
  const retry = useCallback(() => setTurn((count) => count + 1), []);
  return { plan: held.plan, failure: held.failure, isOld: held.key !== key, retry };
}
