import type { StageRun } from "../../../../shared/contract/schemas.ts";
import type { StageRunId } from "../../../../shared/ids.ts";
import { isTrouble, isUnderWay } from "../board-model.ts";

/** More tabs than these cannot be read; the rest is on the run's page. */
const tabLimit = 8;

/**
 * The stage runs that have a tab: what runs first, then what broke, each in the plan's order; and always the one whose
 * log is open, at the place where it stood before if it had one.
 */
export function dockTabs(stageRuns: readonly StageRun[], open: StageRun | null): StageRun[] {
  const running = stageRuns.filter((stage) => isUnderWay(stage.status));
  const broken = stageRuns.filter((stage) => isTrouble(stage.status));
  const tabs = [...running, ...broken].slice(0, tabLimit);
  if (open === null || tabs.some((tab) => tab.id === open.id)) return tabs;
  return [...tabs.slice(0, tabLimit - 1), open];
}

/**
 * Which log to show next while nobody chose one: the first that broke, else the first that runs. `null` keeps what is
 * open.
 */
export function nextLog(stageRuns: readonly StageRun[], open: StageRunId | null): StageRunId | null {
  const shown = stageRuns.find((stage) => stage.id === open);
  if (shown !== undefined && isTrouble(shown.status)) return null;
  const broken = stageRuns.find((stage) => isTrouble(stage.status));
  if (broken !== undefined) return broken.id;
  if (shown !== undefined && isUnderWay(shown.status)) return null;
  return stageRuns.find((stage) => isUnderWay(stage.status))?.id ?? null;
}
