import type { Runbook } from "../../shared/contract/runbooks.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { call } from "../link/call.ts";
import { showOverlay } from "../state/overlay.ts";
import { navigate } from "../state/route.ts";
import { readRunbooksSoon } from "../state/runbooks.ts";
import { showFailure } from "../state/toasts.ts";
import { type Action, always } from "./action.ts";

/** Asks for what a runbook needs to know. One that asks nothing is shown all the same: it does something to what runs. */
export function askToRun(name: string): void {
  showOverlay({ kind: "runbook", name });
}

/** Starts a runbook and shows its run. Answers with the failure; `null` when it was started. */
export async function startRunbook(projectId: ProjectId, name: string, values: Readonly<Record<string, string>>, confirmation: string) {
  const answer = await call((engine) => engine.runbooks.start({ projectId, name, values, confirmation }));
  readRunbooksSoon();
  if (!answer.ok) return answer.failure;
  navigate({ kind: "run", projectId, runId: answer.value.runId, stageRunId: null, query: {} });
  return null;
}

/** Starts a runbook about which all was asked already. */
export async function startOrTell(...request: Parameters<typeof startRunbook>): Promise<void> {
  const failure = await startRunbook(...request);
  if (failure !== null) showFailure(failure);
}

/** What the palette offers for a runbook. */
export function runbookActions({ name, description }: Runbook): Action[] {
  return [
    {
      id: `runbook.${name}`,
      label: `Run runbook ${name}…`,
      group: "Operate",
      keywords: `runbook ${description}`,
      isEnabled: always,
      perform: () => askToRun(name),
      command: () => `millrace runbooks run ${name}`,
    },
  ];
}
