import { createStore } from "zustand/vanilla";
import type { Passport } from "../../shared/contract/passports.ts";
import type { ProjectId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { call } from "../link/call.ts";
import { connectionStore } from "./connection.ts";
import { soon } from "./soon.ts";

/** The passport that is shown. */
export interface PassportState {
  readonly asked: { readonly projectId: ProjectId; readonly revision: string } | null;
  /** `null` until it was read. */
  readonly passport: Passport | null;
  readonly failure: Failure | null;
}

const nothing: PassportState = { asked: null, passport: null, failure: null };

export const passportStore = createStore<PassportState>()(() => nothing);

/** Keeps one passport as new as the engine's, until the disposer is called. */
export function followPassport(projectId: ProjectId, revision: string): () => void {
  const asked = { projectId, revision };
  passportStore.setState({ ...nothing, asked }, true);
  void readPassport();
  const stop = connectionStore.subscribe((now, before) => {
    if (now.state === "connected" && before.state !== "connected") void readPassport();
  });
  return () => {
    stop();
    if (passportStore.getState().asked === asked) passportStore.setState(nothing, true);
  };
}

/** Reads the followed passport again. */
export async function readPassport(): Promise<void> {
  const { asked } = passportStore.getState();
  if (asked === null) return;
  const answer = await call((engine) => engine.passports.get(asked));
  passportStore.setState((state) => {
    if (state.asked !== asked) return state;
    if (answer.ok) return { asked, passport: answer.value, failure: null };
    return answer.failure.code === "ENGINE_LOST" ? state : { ...state, failure: answer.failure };
  });
}

// A run tells of itself many times a second.
const readSoon = soon(1_000, () => void readPassport());

/** Takes notice that something changed: any of the eight phases may have more to tell. */
export function noticePassport(): void {
  if (passportStore.getState().passport !== null) readSoon();
}
