import { realpath } from "node:fs/promises";
import { collectCoverage, keepCoverage } from "../coverage/coverage.ts";
import { listProjectFiles } from "../git/git.ts";
import { redactText } from "../secret/secret.ts";
import type { Store } from "../store/store.ts";
import { findReports } from "./find-reports.ts";
import { piecesOf, type StageReports } from "./read-stage-reports.ts";

/** Reads the coverage reports that a stage wrote, and keeps what they tell; answers what a person must know, a sentence each. */
export async function readStageCoverage(store: Store, reports: StageReports, signal: AbortSignal): Promise<string[]> {
  if (reports.coveragePatterns.length === 0) return [];
  const root = await realpath(reports.root).catch(() => null);
  if (root === null) return [];
  const home = store.read(({ stageRuns, projects }) => {
    const row = stageRuns.get(reports.stageRunId);
    return row === null ? null : (projects.get(row.projectId)?.path ?? null);
  });
  if (!home.ok) return [`Nothing of the coverage was kept: ${home.failure.message}`];
  const found = await findReports({ ...reports, patterns: reports.coveragePatterns, root, taken: new Map() });
  const collected = await collectCoverage({
    reports: found.files.map(({ path, place }) => ({ path, read: () => piecesOf(place, signal) })),
    folders: [...new Set([root, reports.root, ...(home.value === null ? [] : [home.value])])],
    listFiles: () => listProjectFiles(root),
    signal,
  });
  const unread = found.unread.flatMap(({ path, problems }) => problems.map((problem) => `${path}: ${problem}`));
  const hide = (text: string) => (reports.secrets.size === 0 ? text : redactText(text, reports.secrets));
  const notes = [...unread, ...collected.notes].map(hide);
  if (collected.reports === 0 && collected.maps.size === 0) return notes;
  const kept = keepCoverage(store, reports.stageRunId, { ...collected, notes });
  return kept.ok ? notes : [...notes, `Nothing of the coverage was kept: ${kept.failure.message}`];
}
