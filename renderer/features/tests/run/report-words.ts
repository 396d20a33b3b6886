import type { TestReport } from "../../../../shared/contract/tests.ts";
import { titleOf } from "../../../../shared/stage-groups.ts";

/** What is said of reports that could not be read whole. */
export interface ReportNoticeWords {
  /** `1 of 3 reports could not be read whole`. */
  readonly head: string;
  readonly first: string;
  /** Every problem that is known, with its report. */
  readonly problems: readonly string[];
  /** How many more there are. */
  readonly hidden: number;
}

/** See {@link ReportNoticeWords}; `null` when all reports are sound. */
export function noticeOf(reports: readonly TestReport[]): ReportNoticeWords | null {
  const damaged = reports.filter(({ problemCount }) => problemCount > 0);
  const problems = damaged.flatMap((report) => report.problems.map((problem) => `${placeOf(report)}: ${problem}`));
  const [first] = damaged;
  if (first === undefined) return null;
  const unread = damaged.filter(({ format }) => format === null).length;
  const what = unread === damaged.length ? "could not be read" : "could not be read whole";
  const count = damaged.reduce((sum, { problemCount }) => sum + problemCount, 0);
  return {
    head: reports.length === 1 ? `The report ${what}` : `${damaged.length} of ${reports.length} reports ${what}`,
    first: problems[0] ?? placeOf(first),
    problems,
    hidden: Math.max(0, count - problems.length),
  };
}

function placeOf({ path, stage, variant }: TestReport): string {
  return variant === "" ? path : `${path} of ${titleOf({ name: stage, variant })}`;
}
