import { createStore } from "zustand/vanilla";
import type { CodeStatus } from "../../shared/contract/code/changes.ts";
import type { ProjectId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { call } from "../link/call.ts";
import { connectionStore } from "./connection.ts";
import { pipelineStore } from "./pipeline.ts";

/** The working folder of the project whose Code screen is shown. */
export interface CodeState {
  readonly projectId: ProjectId | null;
  /** `null` until it was read. */
  readonly status: CodeStatus | null;
  /** Why it could not be read the last time. */
  readonly failure: Failure | null;
  /** Counts readings, so that what belongs to the files is read again with them. */
  readonly reading: number;
}

export const codeStore = createStore<CodeState>()(() => ({ projectId: null, status: null, failure: null, reading: 0 }));

let isReading = false;
let isStale = false;

/** Reads the working folder of a project; asked again meanwhile, it is read once more. */
export async function readCodeStatus(projectId: ProjectId): Promise<void> {
  if (codeStore.getState().projectId !== projectId) return;
  if (isReading) {
    isStale = true;
    return;
  }
  isReading = true;
  const answer = await call((engine) => engine.code.status({ projectId }));
  isReading = false;
  codeStore.setState((state) => {
    if (state.projectId !== projectId) return state;
    const reading = state.reading + 1;
    return answer.ok ? { ...state, status: answer.value, failure: null, reading } : { ...state, failure: answer.failure, reading };
  });
  const shown = codeStore.getState().projectId;
  if ((isStale || shown !== projectId) && shown !== null) {
    isStale = false;
    await readCodeStatus(shown);
  }
}

/** Keeps the working folder of a project read from now on. Returns a way to stop. */
export function followCode(projectId: ProjectId): () => void {
  if (codeStore.getState().projectId !== projectId) codeStore.setState({ projectId, status: null, failure: null, reading: 0 });
  void readCodeStatus(projectId);
  // The title bar reads its facts with every notice of the folder: what is shown here is as old as they are.
  const stopTree = pipelineStore.subscribe((now, before) => {
    if (now.workingTree !== before.workingTree) void readCodeStatus(projectId);
  });
  const stopConnection = connectionStore.subscribe((now, before) => {
    if (now.state === "connected" && before.state !== "connected") void readCodeStatus(projectId);
  });
  // Somebody comes back from a terminal: branches and tags are made there without a change of the folder.
  const onFocus = () => void readCodeStatus(projectId);
  addEventListener("focus", onFocus);
  return () => {
    removeEventListener("focus", onFocus);
    stopTree();
    stopConnection();
  };
}
