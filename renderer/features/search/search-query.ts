import type { SearchRequest } from "../../../shared/contract/search.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { type Status, statuses } from "../../../shared/status.ts";
import { dayMs } from "../../../shared/time.ts";
import type { RouteQuery } from "../../state/route.ts";

/** Periods that end now, in days with today; days are counted in UTC, as everywhere. */
export const periods = ["1", "7", "30", "90", "365"] as const;

/** What is searched for, as it stands in the address. */
export interface LogQuery {
  readonly text: string;
  readonly isRegularExpression: boolean;
  readonly isCaseSensitive: boolean;
  readonly isOfAllProjects: boolean;
  readonly stage: string | null;
  readonly branch: string | null;
  readonly status: Status | null;
  readonly days: (typeof periods)[number] | null;
}

/** Reads an address; what it does not know is left out. */
export function parseLogQuery(query: RouteQuery): LogQuery {
  return {
    text: query.text ?? "",
    isRegularExpression: query.regex === "yes",
    isCaseSensitive: query.case === "yes",
    isOfAllProjects: query.scope === "all",
    stage: query.stage || null,
    branch: query.branch || null,
    status: statuses.find((status) => status === query.status) ?? null,
    days: periods.find((days) => days === query.days) ?? null,
  };
}

/** Whether logs are left out by a filter, beside those of other projects. */
export function isNarrowed({ stage, branch, status, days }: LogQuery): boolean {
  return stage !== null || branch !== null || status !== null || days !== null;
}

/** The question as the engine takes it; `null` while there is nothing to search for. `today` is days since 1970 in UTC. */
export function requestOf(projectId: ProjectId, query: LogQuery, today: number): SearchRequest | null {
  const { text, isRegularExpression, isCaseSensitive, isOfAllProjects, stage, branch, status, days } = query;
  if (text === "") return null;
  return {
    ...{ query: text, isRegularExpression, isCaseSensitive, maxHits: 5_000, maxHitsPerLog: 100 },
    filter: {
      projectIds: isOfAllProjects ? [] : [projectId],
      ...(stage !== null && { stage }),
      ...(branch !== null && { branch }),
      ...(status !== null && { status }),
      ...(days !== null && { fromMs: (today - Number(days) + 1) * dayMs }),
    },
  };
}
