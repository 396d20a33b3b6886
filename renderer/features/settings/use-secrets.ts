import { useCallback, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { SecretList } from "../../../shared/contract/secrets.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import type { Failure, Result } from "../../../shared/result.ts";
import { call } from "../../link/call.ts";
import { connectionStore } from "../../state/connection.ts";
import { pipelineStore } from "../../state/pipeline.ts";

/** A project's secrets as the engine knows them, and a way to ask again. `null` until the first answer. */
export function useSecrets(projectId: ProjectId | null): { readonly list: Result<SecretList, Failure> | null; readonly ask: () => void } {
  const [answer, setAnswer] = useState<{ readonly projectId: ProjectId; readonly list: Result<SecretList, Failure> } | null>(null);
  const [asked, setAsked] = useState(0);
  const isConnected = useStore(connectionStore, (state) => state.state === "connected");
  const pipeline = useStore(pipelineStore, (state) => state.pipeline);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when somebody says so, and when the pipeline is another one
  useEffect(() => {
    if (projectId === null || !isConnected) return;
    let isWanted = true;
    void call((engine) => engine.secrets.list({ projectId })).then((list) => {
      if (isWanted) setAnswer({ projectId, list });
    });
    return () => {
      isWanted = false;
    };
  }, [projectId, isConnected, asked, pipeline]);
  const ask = useCallback(() => setAsked((count) => count + 1), []);
  return { list: answer?.projectId === projectId ? answer.list : null, ask };
}
