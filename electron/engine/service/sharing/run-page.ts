import type { RunId, StageRunId } from "../../../../shared/ids.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import { secondMs } from "../../../../shared/time.ts";
import type { Clock } from "../../clock.ts";
import { findMarks, readLog } from "../../log/log.ts";
import { createTextRedactor, type SecretFailure, type Vault } from "../../secret/secret.ts";
import { type RunPageFacts, type RunPageLog, runPage } from "../../sharing/sharing.ts";
import type { Store, StoreFailure } from "../../store/store.ts";
import { readTestsOfRun } from "../../test/test.ts";
import { compareWith } from "../history/comparison.ts";
import { createHistoryService } from "../history/history.ts";
import { found, type NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";
import { findLogFile } from "../run/logs.ts";
import { allSecrets } from "./secrets.ts";

/** Why there is no page. What could not be masked is not shared. */
export type RunPageFailure = NotFound | StoreFailure | SecretFailure;

/** What pages of runs are made from. */
export interface RunPageSources {
  readonly store: Store;
  readonly vault: Vault;
  readonly now: Clock;
}

const mostFailingTests = 50;
/** As many places of one log are pointed out. */
const mostPlaces = 20;
const mostMarks = 500;
const lookMs = 2 * secondMs;

/** A run as a page that others can open, piece by piece. Values of secrets that are set now are masked, in all their forms. */
export async function* shareRun(sources: RunPageSources, runId: RunId): AsyncGenerator<string, Result<undefined, RunPageFailure>, void> {
  const { store, vault, now } = sources;
  const detail = createHistoryService(store).get({ runId });
  if (!detail.ok) return detail;
  const project = findProject(store, detail.value.run.projectId);
  if (!project.ok) return project;
  const secrets = await allSecrets(vault, project.value);
  if (!secrets.ok) return secrets;
  const read = store.read(({ artifacts }) => artifacts.ofRun(runId));
  if (!read.ok) return read;
  const comparison = await compareWith(store, { runId });
  const facts: RunPageFacts = {
    ...{ project: project.value.name, detail: detail.value, artifacts: read.value, tests: testsOf(store, runId) },
    ...{ comparison: comparison.ok ? comparison.value : null, now: now() },
  };
  const page = runPage({ facts, logOf: (id) => logOf(store, id, now), redact: createTextRedactor(secrets.value) });
  yield* page;
  return ok(undefined);
}

function testsOf(store: Store, runId: RunId): RunPageFacts["tests"] {
  const read = store.read((tables) => {
    const tests = readTestsOfRun(tables, { runId, text: "", after: null, limit: 500 });
    if (tests === null || tests.totals.tests === 0) return null;
    const bad = tests.rows.filter(({ last }) => last.status === "failed" || last.status === "errored").slice(0, mostFailingTests);
    const failing = bad.map(({ test, last }) => ({
      ...{ suite: test.suitePath.join(" › "), name: test.name, message: last.message ?? "" },
    }));
    const { passed, failed, errored, skipped } = tests.totals;
    return { passed, failed: failed + errored, skipped, failing };
  });
  return read.ok ? read.value : null;
}

async function logOf(store: Store, id: StageRunId, now: Clock): Promise<RunPageLog> {
  const nothing = { totalLines: 0, places: [], read: async () => [] };
  const file = findLogFile(store, id);
  if (!file.ok) return { ...nothing, missing: `${file.failure.message} ${file.failure.hint}` };
  const stage = found(
    store.read(({ stageRuns }) => stageRuns.get(id)),
    `Stage run ${id}`,
  );
  const isLive = stage.ok && stage.value.finishedAt === null;
  const { totalLines } = await readLog({ ...file.value, fromLine: 1, limit: 1, isLive });
  const { marks, firstFailure } = await findMarks({ ...file.value, isLive, limit: mostMarks, timeLimitMs: lookMs, now });
  const errors = marks.filter(({ kind }) => kind === "error").map(({ line }) => line);
  return {
    ...{ totalLines, missing: null },
    places: [...new Set([...(firstFailure === null ? [] : [firstFailure]), ...errors])].slice(0, mostPlaces),
    read: async (fromLine, limit) => (await readLog({ ...file.value, fromLine, limit, isLive })).lines,
  };
}
