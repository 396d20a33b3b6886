import { open } from "node:fs/promises";
import type { StageSummary } from "../../../../shared/contract/runs.ts";
import type { StageRun } from "../../../../shared/contract/schemas.ts";
import { currentStages } from "../../../../shared/stage-groups.ts";
import { stageFiles } from "../../data-folder.ts";

/** More of one summary than anybody reads, and than a window draws in a blink. */
export const mostSummaryBytes = 100 * 1024;
/** Of all summaries of a run together; those that come later are only named. */
const mostBytes = 1024 * 1024;

/** Reads what the stages of a run told in Markdown. A file that is gone is left out: its run may have been thinned out. */
export async function readSummaries(folder: string, stages: readonly StageRun[]): Promise<StageSummary[]> {
  const summaries: StageSummary[] = [];
  let left = mostBytes;
  for (const { id, name, variant } of currentStages(stages).filter(({ hasSummary }) => hasSummary)) {
    const read = await readStart(stageFiles(folder, id).summaryPath, Math.min(left, mostSummaryBytes));
    if (read === null) continue;
    left -= Math.min(read.bytes, mostSummaryBytes, left);
    summaries.push({ stageRunId: id, name, variant, ...read });
  }
  return summaries;
}

async function readStart(path: string, most: number): Promise<Pick<StageSummary, "text" | "bytes" | "isCut"> | null> {
  const file = await open(path, "r").catch(() => null);
  if (file === null) return null;
  try {
    const { size: bytes } = await file.stat();
    const buffer = Buffer.alloc(Math.min(bytes, most));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    const isCut = bytes > bytesRead;
    // A character that lies across the cut is left out.
    const text = new TextDecoder().decode(buffer.subarray(0, bytesRead), { stream: isCut });
    return { text: isCut ? text.slice(0, text.lastIndexOf("\n") + 1) || text : text, bytes, isCut };
  } finally {
    await file.close();
  }
}
