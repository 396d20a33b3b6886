import type { StageRun } from "../../../shared/contract/schemas.ts";
import { runOf, type StageRunId, stageRunKeyOf } from "../../../shared/ids.ts";
import { stripAnsi } from "../../../shared/log/ansi.ts";
import { secondMs } from "../../../shared/time.ts";
import { systemClock } from "../../engine/clock.ts";
import { logFile, logIndexFile } from "../../engine/data-folder.ts";
import { findMarks, readLog } from "../../engine/log/log.ts";

/** A person waits for it, and a log may be of many GiB. */
const timeLimitMs = 2 * secondMs;

/** What fits beside its number into a line of a terminal. */
const shownCharacters = 160;

/**
 * The first line of a stage's log that tells of an error, the one that the window shows first: `line 12: error: …`.
 * `null` when none does, or none in the part that could be looked through in time.
 */
export async function firstFailure(dataFolder: string, id: StageRunId): Promise<string | null> {
  const { sequence } = stageRunKeyOf(id);
  const log = {
    path: logFile(dataFolder, runOf(id), sequence),
    indexPath: logIndexFile(dataFolder, runOf(id), sequence),
    isLive: false,
    limit: 1,
  };
  const { firstFailure: fromLine } = await findMarks({ ...log, timeLimitMs, now: systemClock });
  if (fromLine === null) return null;
  const { lines } = await readLog({ ...log, fromLine });
  const text = stripAnsi(lines[0]?.text ?? "").trim();
  return `line ${fromLine}: ${text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text}`;
}

/** Whether a stage ended in a way that its log may explain. */
export function hasFailed({ status }: Pick<StageRun, "status">): boolean {
  return status === "failed" || status === "errored" || status === "interrupted";
}
