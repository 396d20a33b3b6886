import type { Run } from "../../../shared/contract/schemas.ts";
import { formatDuration } from "../../../shared/time.ts";
import type { NewDesktopNotice } from "../store/store.ts";
import type { Noted } from "./note.ts";
import { type TellingRule, tells } from "./telling.ts";
import { namesWords } from "./words.ts";

/** What is told of the end of a run. */
export type RunNotice = Pick<NewDesktopNotice, "entry" | "news" | "title" | "body">;

const endings: Partial<Record<Run["status"], string>> = {
  passed: "passed",
  failed: "failed",
  errored: "could not run",
  interrupted: "was interrupted",
};

/**
 * What the desktop is told of the end of a run, in one message whatever it changed; `null` for nothing. One that a person
 * stopped is no news, nor is one of which all that is broken is muted or put off.
 */
export function runTelling(rule: TellingRule, run: Run, noted: readonly Noted[], project: string): RunNotice | null {
  const ending = endings[run.status];
  if (ending === undefined) return null;
  const audible = noted.filter(({ isHushed }) => !isHushed);
  const isBroken = run.status !== "passed";
  const broken = audible.filter(({ news }) => news === "broke" || news === "worse" || news === "again");
  if (isBroken && broken.length === 0 && noted.some(({ isHushed }) => isHushed)) return null;
  const whole = audible.filter(({ news }) => news === "whole");
  const isTold = (news: NewDesktopNotice["news"]) => tells(rule, news);
  // What still fails is no change; that something else passes again is one.
  const isOfBroken = isBroken && (isTold(newsOf(isBroken, broken)) || whole.length === 0);
  const told = isOfBroken ? broken : whole;
  const news = isOfBroken ? newsOf(isBroken, broken) : whole.length > 0 ? "whole" : "fine";
  if (!isTold(news)) return null;
  const after = run.durationMs === null ? "" : ` after ${formatDuration(run.durationMs)}`;
  const what = run.selection.length === 0 ? "The pipeline" : run.selection.join(", ");
  const where = [run.branch, run.subject].filter((part) => part !== null).join(": ");
  return {
    entry: told.length === 1 ? (told[0]?.entry?.id ?? null) : null,
    news,
    title: `${project}: ${titleOf(run, ending, isOfBroken ? broken : [], whole)}`,
    body: [`${what} ${ending}${after} in run ${run.number}.`, where].filter(Boolean).join("\n"),
  };
}

function newsOf(isBroken: boolean, noted: readonly Noted[]): NewDesktopNotice["news"] {
  const [first] = noted;
  // A run of a runbook has no subject: each that fails is news.
  if (first === undefined) return isBroken ? "again" : "fine";
  return noted.find(({ news }) => news === "broke" || news === "worse")?.news ?? first.news;
}

function titleOf(run: Run, ending: string, broken: readonly Noted[], whole: readonly Noted[]): string {
  const on = run.branch === null ? "" : ` on ${run.branch}`;
  const subjects = (noted: readonly Noted[]) => [...new Set(noted.map(({ entry }) => entry?.subject ?? ""))];
  if (broken.length === 1) return broken[0]?.entry?.title ?? "";
  if (broken.length > 1) return `${namesWords(subjects(broken))} fail${on}`;
  const passing = subjects(whole);
  if (passing.length > 0) return `${namesWords(passing)} ${passing.length === 1 ? "passes" : "pass"} again${on}`;
  return `run ${run.number} ${ending}`;
}
