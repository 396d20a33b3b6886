import type { SearchNews, SearchRequest } from "../../../../shared/contract/search.ts";
import { type ProjectId, runOf, stageRunKeyOf } from "../../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { logFile, logIndexFile } from "../../data-folder.ts";
import { prepareQuery } from "../../log/log.ts";
import { type SearchWorkers, searchLogs } from "../../search/search.ts";
import type { LoggedRun, RunCursor, Store, StoreFailure } from "../../store/store.ts";

/** The `search` area of the contract. */
export interface SearchService {
  /** Ends by itself, when `signal` fires, or when nobody takes its news any more. */
  logs(input: SearchRequest, signal?: AbortSignal): Result<AsyncGenerator<SearchNews>, StoreFailure | Failure<"bad-pattern">>;
}

/** The first page is small, so that searching begins at once; a later one has about so many stages: a millisecond's work. */
const firstPage = 4;
const mostRuns = 100;
const stagesPerPage = 400;

/** Searches the logs of all runs. */
export function createSearchService(store: Store, workers: SearchWorkers, now: Clock): SearchService {
  return {
    logs: (input, signal = new AbortController().signal) => {
      if (/[\r\n]/.test(input.query) && !input.isRegularExpression)
        return err(
          failure("bad-pattern", "A line feed cannot be searched for.", "Lines are searched one by one: search for a part of one."),
        );
      const prepared = prepareQuery(input);
      if (!prepared.ok) return prepared;
      const projectIds = listedProjects(store, input.filter.projectIds);
      if (!projectIds.ok) return projectIds;
      const nextRuns = pagesOf(store, { ...input.filter, projectIds: projectIds.value });
      // What is wrong with the history is said before anything else.
      const first = nextRuns();
      if (!first.ok) return first;
      let waiting: typeof first | null = first;
      const next = () => {
        const page = waiting ?? nextRuns();
        waiting = null;
        return page;
      };
      const placeOf = ({ id }: LoggedRun["stages"][number]) => {
        const { sequence } = stageRunKeyOf(id);
        return { path: logFile(store.folder, runOf(id), sequence), indexPath: logIndexFile(store.folder, runOf(id), sequence) };
      };
      return ok(searchLogs(input, { nextRuns: next, placeOf, workers, now, signal }));
    },
  };
}

/** The projects that are searched: those named, or all on the list. What was taken off the list is not shown anywhere. */
function listedProjects(store: Store, named: readonly ProjectId[]): Result<ProjectId[], StoreFailure> {
  if (named.length > 0) return ok([...named]);
  return store.read(({ projects }) => projects.list().map(({ id }) => id));
}

/** Page after page of the runs that a filter lets through; an empty one is the end. */
function pagesOf(store: Store, { projectIds, ...filter }: SearchRequest["filter"]): () => Result<LoggedRun[], StoreFailure> {
  const [only] = projectIds;
  if (only === undefined) return () => ok([]);
  const narrowed = projectIds.length === 1 && only !== undefined ? { ...filter, projectId: only } : filter;
  const wanted = new Set(projectIds);
  let before: RunCursor | null = null;
  let isAtEnd = false;
  let limit = firstPage;
  return () => {
    while (!isAtEnd) {
      const from = before;
      const page = store.read(({ loggedRuns }) => loggedRuns.page(narrowed, from, limit));
      if (!page.ok) return page;
      const stages = page.value.runs.reduce((sum, run) => sum + run.stages.length, 0);
      limit = Math.max(1, Math.min(mostRuns, Math.floor((stagesPerPage * page.value.runs.length) / Math.max(1, stages))));
      before = page.value.next;
      isAtEnd = before === null;
      const runs = wanted.size < 2 ? page.value.runs : page.value.runs.filter(({ projectId }) => wanted.has(projectId));
      if (runs.length > 0) return ok(runs);
    }
    return ok([]);
  };
}
