import type { CulpritCommit } from "../../../../shared/contract/culprits.ts";
import type { RunId } from "../../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { type LoadedPipeline, loadPipeline } from "../../pipeline/pipeline.ts";
import { type HostProgram, launchHost } from "../../run/run.ts";
import type { CulpritRunKey, Store, StoredProject, StoredSearch } from "../../store/store.ts";
import { readSettings } from "../project/settings.ts";
import { planOn, type RunWish } from "../run/plan-run.ts";
import { groundInCheckout } from "../run/run-ground.ts";

/** What a search is driven with. */
export interface DriveParts {
  readonly store: Store;
  readonly hostProgram: HostProgram;
  readonly now: Clock;
}

/** What is to be run on which commit. */
export interface JudgingRun {
  readonly project: StoredProject;
  readonly search: Pick<StoredSearch, "stage" | "repeat" | "keepsBuilds" | "holder" | "branch">;
  readonly commit: CulpritCommit;
  /** For commits without a pipeline's file. */
  readonly fallback: LoadedPipeline | null;
  readonly key: CulpritRunKey;
}

/** The commit cannot be run, as it stands; others may. */
export type Unjudgeable = Failure<"unjudgeable">;

/** Faults of one commit, and not of the machine. */
const faultsOfCommit: readonly string[] = ["pipeline-invalid", "nothing-to-run", "unknown-stage", "folder-not-in-commit"];

/** Starts the run that judges a commit, in the search's checkout, by the commit's own pipeline if it has a file of it. */
export async function startJudging(parts: DriveParts, judging: JudgingRun): Promise<Result<RunId, Unjudgeable | Failure>> {
  const { store, hostProgram, now } = parts;
  const { project, search, commit, fallback, key } = judging;
  const settings = readSettings(store);
  if (!settings.ok) return settings;
  const sharing = search.keepsBuilds ? "keeps-ignored" : "cleaned";
  const ground = await groundInCheckout(project.path, commit.hash, store.folder, now, { holder: search.holder, sharing });
  if (!ground.ok) return err(orUnjudgeable(ground.failure));
  const own = await loadPipeline(ground.value.projectPath);
  const pipeline = own.origin === "file" || own.origin === "invalid" ? own : (fallback ?? own);
  const wish: RunWish = {
    ...{ stages: [search.stage], only: false, trigger: "culprit", revision: commit.hash, rerun: null },
    // What is asked several times must be run as often.
    ...{ parallel: settings.value.stagesAtOnce, usesCache: search.repeat === 1 },
  };
  const planned = await planOn(store, project, wish, ground.value, pipeline);
  if (!planned.ok) return err(orUnjudgeable(planned.failure));
  const { request } = planned.value;
  // It waits for others of its group, and ends none of them.
  const concurrency = request.concurrency === null ? null : { ...request.concurrency, cancelInProgress: false };
  // A checkout of a hash is on no branch, and conditions are to hold as they did when it failed.
  const { branch } = search;
  const launched = await launchHost({ ...request, branch, concurrency, culprit: key }, store.folder, hostProgram);
  return launched.ok ? ok(launched.value.runId) : launched;
}

function orUnjudgeable(cause: Failure): Unjudgeable | Failure {
  return faultsOfCommit.includes(cause.code) ? failure("unjudgeable", cause.message.replace(/\.$/, "")) : cause;
}
