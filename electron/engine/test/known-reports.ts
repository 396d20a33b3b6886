import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { TestReport } from "../../../shared/contract/tests.ts";

/** A report that a stage run wrote, as it is kept with the stage run. */
export type KeptReport = Omit<TestReport, "stageRunId" | "stage" | "variant">;

/** So many problems of a report are kept; their number is. */
export const keptProblems = 20;

/** A report of which there is nothing but what is wrong with it. */
export function unreadReport(path: string, problem: string): KeptReport {
  return { path, format: null, totals: null, problems: [problem], problemCount: 1 };
}

/** Packs what is told of the reports of a stage run. */
export function packReports(reports: readonly KeptReport[]): Uint8Array {
  return zstdCompressSync(JSON.stringify(reports));
}

/** See {@link packReports}. */
export function unpackReports(data: Uint8Array): KeptReport[] {
  return JSON.parse(zstdDecompressSync(data).toString()) as KeptReport[];
}
