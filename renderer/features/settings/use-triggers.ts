import { useCallback, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { TriggerList } from "../../../shared/contract/triggers.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import type { Failure, Result } from "../../../shared/result.ts";
import { call } from "../../link/call.ts";
import { connectionStore } from "../../state/connection.ts";
import { pipelineStore } from "../../state/pipeline.ts";
import { projectsStore } from "../../state/projects.ts";

/** A project's triggers as the engine knows them, and a way to ask again. `null` until the first answer. */
export function useTriggers(projectId: ProjectId | null): { readonly list: Result<TriggerList, Failure> | null; readonly ask: () => void } {
  const [answer, setAnswer] = useState<{ readonly projectId: ProjectId; readonly list: Result<TriggerList, Failure> } | null>(null);
  const [asked, setAsked] = useState(0);
  const isConnected = useStore(connectionStore, (state) => state.state === "connected");
  const pipeline = useStore(pipelineStore, (state) => state.pipeline);
  // A trigger that fires, or is paused elsewhere, is a change of its project.
  const projects = useStore(projectsStore, (state) => state.projects);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when somebody says so, and when what it depends on is another one
  useEffect(() => {
    if (projectId === null || !isConnected) return;
    let isWanted = true;
    void call((engine) => engine.triggers.list({ projectId })).then((list) => {
      if (isWanted) setAnswer({ projectId, list });
    });
    return () => {
      isWanted = false;
    };
  }, [projectId, isConnected, asked, pipeline, projects]);
  const ask = useCallback(() => setAsked((count) => count + 1), []);
  return { list: answer?.projectId === projectId ? answer.list : null, ask };
}
