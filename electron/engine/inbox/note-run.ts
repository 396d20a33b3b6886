import type { Run, StageRun } from "../../../shared/contract/schemas.ts";
import { type RunId, rowOf } from "../../../shared/ids.ts";
import { currentStages } from "../../../shared/stage-groups.ts";
import type { StoredInboxEntry, Tables } from "../store/store.ts";
import { type Noted, note, ruleOf, type Seen } from "./note.ts";
import { runTelling } from "./run-telling.ts";
import { streakOf, verdictOf } from "./stage-past.ts";
import { whatFails } from "./what-fails.ts";
import { commitWords, stageTitle } from "./words.ts";

/** Runs whose end is told by what they are of: a search, a deployment, a release. */
const toldElsewhere: readonly Run["trigger"][] = ["culprit", "deploy", "release"];

/**
 * Keeps what the end of a run means for the inbox; in the transaction that keeps that end, after its stages' ends. One that
 * passes while nothing is broken costs one question.
 */
export function noteRunEnd(tables: Tables, id: RunId, at: number): void {
  const { inbox, inboxRuns, runs, stageRuns } = tables;
  const ended = inboxRuns.ended(id);
  if (ended === null) return;
  const { projectId, trigger, status, hasOpen } = ended;
  const rule = ruleOf(tables, projectId);
  const isTold = toldElsewhere.includes(trigger);
  if (!hasOpen && (isTold || (status === "passed" && rule !== "always"))) return;
  if (hasOpen) endApprovals(tables, id, at);
  if (isTold) return;
  const run = runs.get(id);
  if (run === null) return;
  // A runbook operates: it says nothing of how a branch stands.
  const stages = trigger === "runbook" ? [] : currentStages(stageRuns.ofRun(id));
  const open = trigger === "runbook" ? [] : inbox.open(projectId, ["stage", "run", "culprit"], run.branch);
  const noted = [
    ...noteStages(tables, run, stages, open, at),
    ...noteLeftOut(tables, run, stages, open, at),
    ...noteRun(tables, run, stages, open, at),
  ];
  const notice = runTelling(rule, run, noted, tables.projects.get(projectId)?.name ?? "Millrace");
  if (notice !== null) tables.desktopNotices.queue({ ...notice, projectId, runId: id }, at);
}

function endApprovals(tables: Tables, id: RunId, at: number): void {
  for (const entry of tables.inbox.openBy("run_id", rowOf(id)))
    if (entry.kind === "approval") note(tables, entry, { type: "whole", at, evidence: null, ending: "the run is over" });
}

function noteStages(tables: Tables, run: Run, stages: readonly StageRun[], open: readonly StoredInboxEntry[], at: number): Noted[] {
  return [...Map.groupBy(stages, ({ name }) => name)].flatMap(([name, variants]) => {
    const verdict = verdictOf(variants);
    const about = open.filter((entry) => entry.subject === name && (entry.kind === "stage" || entry.kind === "culprit"));
    if (verdict === "whole") return about.flatMap((entry) => noteWhole(tables, entry, run, at));
    return verdict === "broken" ? noteBroken(tables, run, name, variants, about, at) : [];
  });
}

/** Ends what is broken of stages that the pipeline does not have any more: no run will ever mend them. */
function noteLeftOut(tables: Tables, run: Run, stages: readonly StageRun[], open: readonly StoredInboxEntry[], at: number): Noted[] {
  const { id, number, selection, retryOf, status } = run;
  const isWhole = selection.length === 0 && retryOf === null && (status === "passed" || status === "failed");
  if (!isWhole || stages.length === 0) return [];
  const names = new Set(stages.map(({ name }) => name));
  const ending = `the pipeline has no such stage since run ${number}`;
  return open
    .filter(({ kind, subject }) => kind !== "run" && !names.has(subject))
    .flatMap((entry) => listed(note(tables, entry, { type: "whole", at, evidence: rowOf(id), ending })));
}

function noteWhole(tables: Tables, entry: StoredInboxEntry, run: Run, at: number): Noted[] {
  const by = run.commit === null ? "" : ` by ${commitWords(run.commit, run.subject)}`;
  const ending = `it passed in run ${run.number}${by}${run.dirty ? ", with changed files" : ""}`;
  return listed(note(tables, entry, { type: "whole", at, evidence: rowOf(run.id), ending }));
}

function noteBroken(
  tables: Tables,
  run: Run,
  name: string,
  variants: readonly StageRun[],
  about: readonly StoredInboxEntry[],
  at: number,
): Noted[] {
  const { projectId, branch } = run;
  const broken = variants.filter((variant) => verdictOf([variant]) === "broken");
  const [first] = broken;
  if (first === undefined) return [];
  const isKnown = about.some(({ kind }) => kind === "stage");
  const streak = isKnown ? null : streakOf(run.id, tables.inboxRuns.past(projectId, name, branch));
  if (!isKnown && streak === null) return [];
  const since = streak?.first;
  const seen: Seen = {
    ...{ projectId, kind: "stage", key: name, subject: name, branch, title: stageTitle(first, branch) },
    ...whatFails(tables, run.id, first),
    commit:
      since == null || since.commit === null ? null : { commit: since.commit, subject: since.subject ?? "", author: since.author ?? "" },
    ...{ isDirty: since?.dirty ?? false, wholeCommit: streak?.whole?.commit ?? null, runId: run.id, stageRunId: first.id },
  };
  const past = streak === null ? undefined : { since: streak.first.runId === run.id ? at : streak.first.at, times: streak.times };
  return listed(note(tables, seen, { type: "broken", at, evidence: rowOf(run.id), weight: broken.length, past }));
}

/** A run that went wrong without a stage that did: its process vanished, its checkout could not be made. */
function noteRun(tables: Tables, run: Run, stages: readonly StageRun[], open: readonly StoredInboxEntry[], at: number): Noted[] {
  if (run.trigger === "runbook") return [];
  const { projectId, branch, number, status } = run;
  const hasBrokenStage = stages.some((stage) => verdictOf([stage]) === "broken");
  const known = open.find(({ kind }) => kind === "run");
  const evidence = rowOf(run.id);
  if (status === "passed" || (status === "failed" && hasBrokenStage)) {
    const ending = `run ${number} ran to its end`;
    return known === undefined ? [] : listed(note(tables, known, { type: "whole", at, evidence, ending }));
  }
  if (hasBrokenStage || (status !== "interrupted" && status !== "errored" && status !== "failed")) return [];
  const title = `Run ${number} ${status === "interrupted" ? "was interrupted" : "could not run"}${branch === null ? "" : ` on ${branch}`}`;
  const detail = stages.find((stage) => stage.status === status)?.detail ?? (status === "interrupted" ? "Its process vanished." : "");
  const seen: Seen = { projectId, kind: "run", key: "pipeline", subject: "The pipeline", branch, title, detail, runId: run.id };
  return listed(note(tables, seen, { type: "broken", at, evidence, weight: 1 }));
}

function listed(noted: Noted | null): Noted[] {
  return noted === null ? [] : [noted];
}
