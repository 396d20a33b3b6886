import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useStore } from "zustand";
import type { SearchRequest, SearchSummary, SeenIn } from "../../../shared/contract/search.ts";
import { withThousands } from "../../../shared/counts.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { branchWords, countWords, gapWords, searchedWords, stageWords } from "../../../shared/search-words.ts";
import { dayMs, formatBytes } from "../../../shared/time.ts";
import { saveTable } from "../../actions/save-table.ts";
import { nowStore } from "../../state/now.ts";
import { projectOf, projectsStore } from "../../state/projects.ts";
import { changeQuery, type RouteQuery, runAddress } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import { foundLinesTable } from "./found-lines-table.ts";
import styles from "./log-search.module.css";
import { SearchDrawing } from "./search-drawing.tsx";
import { SearchField } from "./search-field.tsx";
import { clearSearchFilters, SearchFilters } from "./search-filters.tsx";
import { SearchHead } from "./search-head.tsx";
import { isNarrowed, type LogQuery, parseLogQuery, requestOf } from "./search-query.ts";
import { SearchResults } from "./search-results.tsx";
import { onSearchChange, type SearchState, searchState, startSearch, stopSearch } from "./search-session.ts";

/** Everything that any stage ever wrote, searched. `query` stands in the address; change it with `changeQuery`. */
export function LogSearch({ projectId, query }: { projectId: ProjectId; query: RouteQuery }) {
  const parsed = useMemo(() => parseLogQuery(query), [query]);
  const today = useStore(nowStore, (state) => Math.floor(state.now / dayMs));
  const request = useMemo(() => requestOf(projectId, parsed, today), [projectId, parsed, today]);
  const search = useSyncExternalStore(onSearchChange, searchState);
  useEffect(() => startSearch(request), [request]);
  const problem = search.failure?.code === "BAD_PATTERN" ? search.failure.message : "";
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <SearchHead projectId={projectId} view="logs" />
        <SearchField query={parsed} problem={problem} />
        <div className={styles.filters}>
          <SearchFilters projectId={projectId} query={parsed} />
        </div>
      </header>
      {problem !== "" && (
        <p id="log-search-problem" role="alert" className={styles.problem}>
          {problem} {search.failure?.hint}
        </p>
      )}
      {search.failure !== null && problem === "" && (
        <div className={styles.note}>
          <Banner kind="problem" actions={<Button onClick={() => startSearch(request, true)}>Search again</Button>}>
            {search.failure.message} {search.failure.hint}
          </Banner>
        </div>
      )}
      <Standing search={search} request={request} onAgain={() => startSearch(request, true)} />
      {search.found.logs.length > 0 ? (
        <SearchResults key={search.key} found={search.found} searchKey={search.key} showsProject={parsed.isOfAllProjects} />
      ) : (
        <Nothing search={search} query={parsed} />
      )}
    </div>
  );
}

/** One line that says what the search came to, and how far it is. */
function Standing({ search, request, onAgain }: { search: SearchState; request: SearchRequest | null; onAgain: () => void }) {
  const { standing, summary } = search;
  if (standing === "idle" || (summary === null && standing !== "searching" && standing !== "stopped")) return null;
  const gaps = summary === null || standing === "searching" ? [] : gapWords(summary);
  // That nothing was found is said below, with how much was looked through.
  if (standing === "done" && summary?.lines === 0 && gaps.length === 0) return null;
  return (
    <div className={styles.standing}>
      <p role="status" aria-label="What was found" className={styles.summary}>
        {summary !== null && summary.lines > 0 && <Summary summary={summary} />}
        {standing === "searching" && <span className={styles.progress}>{progressWords(summary)}</span>}
        {standing === "stopped" && (
          <span className={styles.progress}>Stopped{summary === null ? "." : ` after ${lookedWords(summary)}.`}</span>
        )}
        {standing === "done" && summary !== null && summary.lines > 0 && (
          <span className={styles.progress}>
            {lookedWords(summary)} searched.
            {summary.keptHits < summary.lines && ` ${withThousands(summary.keptHits)} lines are shown, all are counted.`}
          </span>
        )}
      </p>
      {standing === "searching" && (
        <Button size="small" onClick={stopSearch}>
          Stop
        </Button>
      )}
      {standing === "stopped" && (
        <Button size="small" onClick={onAgain}>
          Search again
        </Button>
      )}
      {request !== null && search.found.logs.length > 0 && (
        <span className={styles.save}>
          <ExportMenu what="the lines" size="small" onSave={(format) => void saveTable(format, foundLinesTable(request))} />
        </span>
      )}
      {gaps.length > 0 && <p className={styles.gaps}>{gaps.join(" ")}</p>}
    </div>
  );
}

function lookedWords(summary: SearchSummary): string {
  return `${searchedWords(summary)}, ${formatBytes(summary.searchedBytes)}`;
}

function progressWords(summary: SearchSummary | null): string {
  return summary === null ? "Searching…" : `Searching… ${lookedWords(summary)} so far.`;
}

/** `142 matches in 17 runs, first seen 21 d ago in run 12, last seen 3 h ago in run 128, on main and fix/x, in unit.` */
function Summary({ summary }: { summary: SearchSummary }) {
  const { firstSeen, lastSeen } = summary;
  const rest = [branchWords(summary), stageWords(summary)].filter((words) => words !== "").join(", ");
  const isOfAll = summary.projects > 1;
  const isOne = firstSeen?.stageRunId === lastSeen?.stageRunId;
  return (
    <span>
      <b className={styles.count}>{countWords(summary)}</b>
      {firstSeen !== null && <Seen words={isOne ? "seen" : "first seen"} seen={firstSeen} isNamed={isOfAll} />}
      {lastSeen !== null && !isOne && <Seen words="last seen" seen={lastSeen} isNamed={isOfAll} />}
      {rest !== "" && `, ${rest}`}.
    </span>
  );
}

function Seen({ words, seen, isNamed }: { words: string; seen: SeenIn; isNamed: boolean }) {
  const now = useStore(nowStore, (state) => state.now);
  const project = useStore(projectsStore, (state) => projectOf(state, seen.projectId)?.name);
  return (
    <>
      , {words} <Age at={seen.at} now={now} /> in{" "}
      <a className={styles.link} href={runAddress(seen.projectId, seen.runId, seen.stageRunId)}>
        run {seen.runNumber}
      </a>
      {isNamed && project !== undefined && ` of ${project}`}
    </>
  );
}

/** What stands where hits would: an invitation, the wait, or that there are none. */
function Nothing({ search, query }: { search: SearchState; query: LogQuery }) {
  const { standing, summary } = search;
  if (standing === "idle") {
    return (
      <EmptyState drawing={<SearchDrawing />} title="Search every log of every run">
        Type an error message to see when it was seen first and last, how often, and on which branches. Logs that were packed are searched
        as well.
      </EmptyState>
    );
  }
  if (standing === "searching") {
    return (
      <div className={styles.note}>
        <Loading label="Searching the logs">
          <div className={styles.skeleton}>
            {Array.from({ length: 10 }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the shapes are all alike
              <Skeleton key={index} height="16px" />
            ))}
          </div>
        </Loading>
      </div>
    );
  }
  if (standing !== "done") return null;
  const wider = isNarrowed(query) ? (
    <Button onClick={clearSearchFilters}>Clear filters</Button>
  ) : query.isOfAllProjects ? undefined : (
    <Button onClick={() => changeQuery({ scope: "all" })}>Search all projects</Button>
  );
  return (
    <EmptyState drawing={<SearchDrawing />} title="Nothing was found" actions={wider}>
      {summary !== null && summary.searchedLogs === 0
        ? "There is no log to search here."
        : `No line of ${summary === null ? "the logs" : lookedWords(summary)}, matches.`}
    </EmptyState>
  );
}
