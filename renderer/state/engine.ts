import { createStore } from "zustand/vanilla";
import type { Settings } from "../../shared/contract/app.ts";
import type { Result } from "../../shared/result.ts";
import { call } from "../link/call.ts";
import type { Client } from "../link/client.ts";

/** What the engine says about itself. */
export type EngineInfo = Awaited<ReturnType<Client["app"]["info"]>>;

/** What the engine knows of itself and of the person's choices; `null` until it was asked. */
export interface EngineState {
  readonly info: EngineInfo | null;
  readonly settings: Settings | null;
}

export const engineStore = createStore<EngineState>()(() => ({ info: null, settings: null }));

/** Reads what the engine says about itself. */
export async function readEngineInfo(): Promise<void> {
  const answer = await call((engine) => engine.app.info());
  if (answer.ok) engineStore.setState({ info: answer.value });
}

/** Reads the settings. */
export async function readSettings(): Promise<void> {
  const answer = await call((engine) => engine.app.settings());
  if (answer.ok) engineStore.setState({ settings: answer.value });
}

/** Changes some settings; they show at once and fall back when the engine refuses. */
export async function changeSettings(
  change: Partial<Settings>,
): Promise<Result<Settings, { readonly message: string; readonly hint: string }>> {
  const before = engineStore.getState().settings;
  if (before !== null) engineStore.setState({ settings: { ...before, ...change } });
  const answer = await call((engine) => engine.app.changeSettings(change));
  engineStore.setState({ settings: answer.ok ? answer.value : before });
  return answer;
}
