import type { RunId } from "../../../shared/ids.ts";
import { noteDeployment, noteRunEnd } from "../inbox/inbox.ts";
import type { Tables } from "../store/store.ts";

/** Keeps what follows from the end of a run; in the transaction that keeps that end and those of its stages. */
export function keepEnd(tables: Tables, run: RunId, at: number): void {
  tables.rollups.addRun(run);
  const deployment = tables.deployments.endWithRun(run, at);
  if (deployment !== null) noteDeployment(tables, deployment, at);
  noteRunEnd(tables, run, at);
}
