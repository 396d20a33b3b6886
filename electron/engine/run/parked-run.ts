import { readFileSync } from "node:fs";
import type { RunId } from "../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { changesFile, checkoutFolder, stagesBeforeFile } from "../data-folder.ts";
import type { Store, StoreFailure, Tables } from "../store/store.ts";
import type { HostedRun } from "./hosted-run.ts";
import type { StagesBefore } from "./run-request.ts";

/** A run that goes on, with what has been recorded of it. */
export type ParkedRun = Pick<HostedRun, "request" | "recorded" | "past">;

/** Why a run does not go on. `not-waiting`: it has a host, or has ended. */
export type ResumeFailure = StoreFailure | Failure<"not-found" | "not-waiting">;

/** Takes a run that waits for a person over, for a host that listens at `socket`; one host at the most can do so. */
export function readParkedRun(store: Store, id: RunId, socket: string): Result<ParkedRun, ResumeFailure> {
  const read = store.write((tables) => readRun(store, tables, id, socket));
  if (!read.ok) return read;
  if (read.value === null) return err(failure("not-found", `${id} is not in the history.`));
  return read.value === "not-waiting" ? err(failure("not-waiting", `${id} does not wait for anybody.`)) : ok(read.value);
}

function readRun(
  { folder }: Store,
  { runs, stageRuns, plans, projects, culprits }: Tables,
  id: RunId,
  socket: string,
): ParkedRun | "not-waiting" | null {
  const run = runs.get(id);
  const project = run === null ? null : projects.get(run.projectId);
  if (run === null || project === null) return null;
  if (!runs.unpark(id, socket)) return "not-waiting";
  const checkout = runs.checkout(id);
  return {
    request: {
      ...run,
      branch: run.trigger === "culprit" ? culprits.branchOfRun(id) : run.branch,
      stages: plans.ofRun(id),
      checkout,
      projectPath: checkout === null ? project.path : checkoutFolder(folder, checkout),
      // The others have been told when the run began.
      ...{ concurrency: null, triggerGroup: null },
      changes: readJson<string[]>(changesFile(folder, id)),
      before: readStagesBefore(folder, id),
      ...{ expectedStageMs: [], kept: [], pendingChanges: null },
    },
    recorded: { runId: id, number: run.number },
    past: { run, stages: stageRuns.ofRun(id) },
  };
}

/** What came before the stages of a run in an earlier one; empty when it was not kept, or is not any more. */
export function readStagesBefore(folder: string, run: RunId): StagesBefore {
  return readJson<StagesBefore>(stagesBeforeFile(folder, run)) ?? {};
}

function readJson<Content>(path: string): Content | null {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // Written only for runs that need it.
    return null;
  }
}
