import { questionOf } from "../../../shared/approval-words.ts";
import { subjectOf } from "../../../shared/deployment-stage.ts";
import type { CulpritId, StageRunId } from "../../../shared/ids.ts";
import { runOf } from "../../../shared/ids.ts";
import type { StoredSearch, Tables } from "../store/store.ts";
import { type Noted, note, type Seen, tell } from "./note.ts";
import { commitWords } from "./words.ts";

/** Keeps that a stage waits for a person's answer. */
export function noteQuestion(tables: Tables, id: StageRunId, at: number): void {
  const stage = tables.stageRuns.get(id);
  const run = stage === null ? null : tables.runs.get(stage.runId);
  if (stage === null || run === null) return;
  const title = `${subjectOf(stage)} waits for approval`;
  const detail = questionOf(stage.name, stage.approval?.question ?? "");
  const seen: Seen = {
    ...{ projectId: run.projectId, kind: "approval", key: id, branch: run.branch, subject: stage.name, title, detail },
    ...{ runId: runOf(id), stageRunId: id, deploymentId: tables.deployments.ofRun(run.id)?.id ?? null },
  };
  const noted = note(tables, seen, { type: "broken", at, evidence: null, weight: 1 });
  if (noted !== null) tell(tables, noted, run.projectId, { title, body: detail }, at);
}

/** Keeps that a question was answered. */
export function noteAnswer(tables: Tables, id: StageRunId, answer: string, at: number): void {
  const stage = tables.stageRuns.get(id);
  const run = stage === null ? null : tables.runs.get(stage.runId);
  if (run === null) return;
  const known = tables.inbox.of({ projectId: run.projectId, kind: "approval", key: id, branch: run.branch });
  if (known !== null) note(tables, known, { type: "whole", at, evidence: null, ending: answer });
}

/**
 * Keeps which commit a search found. What the stage is broken since is known to the commit then; where no entry says that it
 * is broken, the culprit has one of its own until the stage passes again.
 */
export function noteCulprit(tables: Tables, id: CulpritId, at: number): void {
  const search = tables.culprits.get(id);
  const [culprit] = search?.culprits ?? [];
  if (search === null || (search.status !== "found" && search.status !== "several") || culprit === undefined) return;
  const { projectId, stage } = search;
  const branch = (search.runId === null ? null : tables.runs.get(search.runId)?.branch) ?? search.branch;
  const commit = { commit: culprit.hash, subject: culprit.subject, author: culprit.author };
  const isSure = search.status === "found";
  const words = { title: culpritTitle(search), body: isSure ? commitWords(culprit.hash, culprit.subject) : "" };
  const known = tables.inbox.of({ projectId, kind: "stage", key: stage, branch });
  if (known !== null && known.endedAt === null) {
    const next = {
      ...{ ...known, culpritId: id, isRead: false, detail: `${words.title}${known.detail === "" ? "" : `: ${known.detail}`}` },
      ...(isSure ? { commit, isDirty: false, commitsBetween: 0 } : {}),
    };
    tables.inbox.keep(next, at);
    tell(tables, { news: "worse", isHushed: known.isMuted, entry: next }, projectId, words, at);
    return;
  }
  const seen: Seen = {
    ...{ projectId, kind: "culprit", key: stage, subject: stage, branch, title: words.title, detail: "", commit, culpritId: id },
    runId: search.runId,
  };
  const noted: Noted | null = note(tables, seen, { type: "broken", at, evidence: null, weight: 1 });
  if (noted !== null) tell(tables, noted, projectId, words, at);
}

function culpritTitle({ culprits, stage }: StoredSearch): string {
  const [first] = culprits;
  if (first === undefined) return "";
  return culprits.length === 1
    ? `${first.hash.slice(0, 7)} of ${first.author} broke ${stage}`
    : `One of ${culprits.length} commits broke ${stage}`;
}
