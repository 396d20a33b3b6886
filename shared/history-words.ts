import type { HistoryFile, ImportEvent } from "./contract/sharing.ts";
import { countOf } from "./counts.ts";
import { dayMs, formatBytes, isoDay } from "./time.ts";

/** What a file of a history holds, one sentence a line; what is left out of it last. */
export function historyFileLines({ bytes, manifest }: HistoryFile): string[] {
  const { project, millrace, createdAt, fromMs, toMs, counts, logBytes, notes } = manifest;
  const [from, to] = [fromMs, toMs].map((at) => (at === null ? "" : dayOf(at)));
  const period = from === "" || to === "" ? "" : from === to ? ` on ${from}` : `, ${from} to ${to}`;
  const also = [
    [counts.releases, "release"],
    [counts.deployments, "deployment"],
    [counts.incidents, "incident"],
  ] as const;
  return [
    `History of ${project}, written on ${dayOf(createdAt)} by Millrace ${millrace} (${formatBytes(bytes)}).`,
    `${countOf(counts.runs, "run")} with ${countOf(counts.stages, "stage")}${period}.`,
    `${countOf(counts.tests, "test")}, ${logBytes === 0 ? "no logs" : `${formatBytes(logBytes)} of logs`}, ${also.map(([count, what]) => countOf(count, what)).join(", ")}.`,
    ...notes.map((note) => `Not in it: ${note}`),
  ];
}

/** What became of an import, one sentence a line. */
export function importLines({ runs, known, notes }: Pick<Extract<ImportEvent, { type: "done" }>, "runs" | "known" | "notes">): string[] {
  return [
    `${countOf(runs, "run")} came in.`,
    ...(known === 0
      ? []
      : [`${countOf(known, "run")} ${known === 1 ? "was" : "were"} here already and stayed as ${known === 1 ? "it was" : "they were"}.`]),
    ...notes,
  ];
}

function dayOf(at: number): string {
  return isoDay(Math.floor(at / dayMs));
}
