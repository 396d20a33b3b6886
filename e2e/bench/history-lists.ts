import type { RunCursor } from "../../electron/engine/store/store.ts";
import type { RunFilter } from "../../shared/contract/runs.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { dayMs } from "../../shared/time.ts";

/** A list that the window shows: its name, what it is narrowed to, and behind which run the page begins. */
export type HistoryList = readonly [name: string, filter: RunFilter, before: RunCursor | null];

/** Lists of a project with the stage `integration`, two years long: the plain ones, and those that a chart opens. */
export function historyLists(projectId: ProjectId, until: number, middle: RunCursor): readonly HistoryList[] {
  const fromMs = until - 90 * dayMs;
  const ofStage = { projectId, stage: "integration", fromMs, toMs: until } as const;
  return [
    ["first page", { projectId }, null],
    ["first page of one branch that failed", { projectId, branch: "main", status: "failed" }, null],
    ["page behind the middle run", { projectId }, middle],
    ["first page of a day a year ago", { projectId, fromMs: until - 366 * dayMs, toMs: until - 365 * dayMs, isFinished: true }, null],
    ["first page of whole pipelines that passed in 90 days", { projectId, status: "passed", isWhole: true, fromMs, toMs: until }, null],
    ["first page of a stage in 90 days", ofStage, null],
    ["first page where it passed", { ...ofStage, stageStatus: "passed", isFinished: true }, null],
    ["first page where it failed", { ...ofStage, stageStatus: "failed", isFinished: true }, null],
    ["first page of a stage on a branch that nobody has", { projectId, stage: "integration", branch: "nobody" }, null],
    ["first page of a stage in runs that were interrupted", { projectId, stage: "integration", status: "interrupted" }, null],
    ["first page of runs in which a stage runs now", { projectId, stage: "integration", stageStatus: "running" }, null],
    ["first page of runs that ran another again, of which there are none", { projectId, trigger: "retry" }, null],
    ["first page of a stage in the first days", { ...ofStage, fromMs: 0, toMs: until - 729 * dayMs }, null],
  ];
}
