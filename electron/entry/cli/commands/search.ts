import { availableParallelism } from "node:os";
import type { FoundLog, SearchRequest, SearchSummary, SeenIn } from "../../../../shared/contract/search.ts";
import type { ProjectId, StageRunId } from "../../../../shared/ids.ts";
import { failure, ok, type Result } from "../../../../shared/result.ts";
import { branchWords, countWords, gapWords, searchedWords, seenWords, stageWords } from "../../../../shared/search-words.ts";
import { type Status, statuses } from "../../../../shared/status.ts";
import { dayMs, formatAge, parseDay, parseDuration } from "../../../../shared/time.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { createSearchWorkers } from "../../../engine/search/search.ts";
import { createSearchService } from "../../../engine/service/history/search.ts";
import type { Store } from "../../../engine/store/store.ts";
import { places } from "../../places.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { openHistory, projectAt } from "../history.ts";
import { stageLabel } from "../print.ts";
import { wholeNumber } from "../whole-number.ts";

const defaultLimit = 200;
const defaultLimitPerLog = 20;
const highestLimit = 20_000;

/**
 * `millrace search PATTERN`: lines as they are found and what they come to; with `--json` one object a line, `found` for
 * each log and `summary` at the end. Ends with 1 when nothing is found.
 */
export const executeSearch: Execute = async (invocation) => {
  const { isJson, print } = invocation;
  const asked = requestOf(invocation);
  if (!asked.ok) return asked;
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const chosen = chooseProjects(store.value, invocation);
  if (!chosen.ok) return chosen;
  const { projectIds, names } = chosen.value;
  const workers = createSearchWorkers(places.searchWorker, availableParallelism());
  const request = { ...asked.value, filter: { ...asked.value.filter, projectIds } };
  const news = createSearchService(store.value, workers, systemClock).logs(request);
  if (!news.ok) return fail(news.failure, news.failure.code === "bad-pattern" ? exitCodes.usage : undefined);
  const named = new Set<StageRunId>();
  let last: SearchSummary | null = null;
  let problem: { message: string; hint: string } | null = null;
  for await (const one of news.value) {
    if (one.type === "found") {
      // A log that only holds more of what is not shown was named already.
      const isNews = one.log.hits.length > 0 || !named.has(one.log.stageRunId);
      named.add(one.log.stageRunId);
      if (isJson) print(`${JSON.stringify(one)}\n`);
      else if (isNews) print(foundText(one.log, names));
    }
    if (one.type !== "done") continue;
    last = one.summary;
    problem = one.failure;
  }
  workers.close();
  store.value.close();
  if (problem !== null) return fail(failure("store-unavailable", problem.message, problem.hint));
  if (last === null) return ok(exitCodes.canceled);
  print(isJson ? `${JSON.stringify({ type: "summary", ...last })}\n` : summaryText(last, names));
  return ok(last.lines > 0 ? exitCodes.passed : exitCodes.failed);
};

function requestOf({ words, options }: Invocation): Result<SearchRequest, CommandFailure> {
  const [query = ""] = words;
  if (query === "" || query.length > 1_000) return failUsage("PATTERN has 1 to 1,000 characters.");
  const { status, stage, branch } = options;
  if (status !== undefined && !(statuses as readonly unknown[]).includes(status))
    return failUsage(`There is no status ${JSON.stringify(status)}.`, `There are ${statuses.join(", ")}.`);
  const limits = (["limit", "limit-per-log"] as const).map((name) =>
    options[name] === undefined ? undefined : wholeNumber(options[name], 0, highestLimit),
  );
  if (limits.includes(null)) return failUsage(`--limit and --limit-per-log take a whole number from 0 to ${highestLimit}.`);
  const now = systemClock();
  const since = timeOf(options.since, now, 0);
  const until = timeOf(options.until, now, dayMs);
  if (since === null || until === null)
    return failUsage("--since and --until take a day such as 2026-10-08, or a time ago such as 7d or 12h.");
  return ok({
    query,
    isRegularExpression: options.regex === true,
    isCaseSensitive: options["ignore-case"] !== true,
    maxHits: limits[0] ?? defaultLimit,
    maxHitsPerLog: limits[1] ?? defaultLimitPerLog,
    filter: {
      projectIds: [],
      ...(status === undefined ? {} : { status: status as Status }),
      ...(stage === undefined ? {} : { stage: String(stage) }),
      ...(branch === undefined ? {} : { branch: String(branch) }),
      ...(since === undefined ? {} : { fromMs: since }),
      ...(until === undefined ? {} : { toMs: until }),
    },
  });
}

/** The moment that an option names: a time ago, or a day, of which `dayPart` are in it. `null` when it names none. */
function timeOf(option: string | boolean | undefined, now: number, dayPart: number): number | null | undefined {
  if (option === undefined) return undefined;
  const day = parseDay(String(option));
  if (day !== null) return day * dayMs + dayPart;
  // Up to how long ago may be more than a duration of the pipeline's file.
  const days = /^(\d{1,5})d$/.exec(String(option))?.[1];
  const ago = days === undefined ? parseDuration(String(option)) : Number(days) * dayMs;
  return ago === null ? null : now - ago;
}

function chooseProjects(
  store: Store,
  { options, projectFolder }: Invocation,
): Result<{ projectIds: ProjectId[]; names: ReadonlyMap<ProjectId, string> | null }, CommandFailure> {
  if (options["all-projects"] === true) {
    const all = store.read(({ projects }) => projects.list());
    return all.ok ? ok({ projectIds: [], names: new Map(all.value.map(({ id, name }) => [id, name])) }) : fail(all.failure);
  }
  const project = projectAt(store, projectFolder);
  if (!project.ok) return fail(project.failure);
  if (project.value === null)
    return fail(failure("not-found", `No project was opened in ${projectFolder}.`, "See millrace open, or --all-projects."));
  return ok({ projectIds: [project.value.id], names: null });
}

function foundText(log: FoundLog, names: ReadonlyMap<ProjectId, string> | null): string {
  const run = names === null ? `run ${log.runNumber}` : `${log.runId} ${names.get(log.projectId) ?? ""}`;
  const head = [
    run,
    stageLabel({ name: log.stage, variant: log.variant, attempt: log.attempt }),
    log.branch ?? "",
    formatAge(systemClock() - log.runCreatedAt),
  ];
  const lines = log.hits.map(({ line, text }) => `  ${String(line).padStart(6)}  ${visible(text)}`);
  const shown = log.hits.length < log.lines ? ` · ${log.lines} lines` : "";
  return `${visible(head.filter((part) => part !== "").join(" · "))}${shown}\n${lines.join("\n")}${lines.length === 0 ? "" : "\n"}`;
}

function summaryText(summary: SearchSummary, names: ReadonlyMap<ProjectId, string> | null): string {
  const nameOf = ({ runNumber, runId, projectId }: SeenIn) =>
    names === null ? `run ${runNumber}` : `${runId} of ${names.get(projectId) ?? ""}`;
  const said =
    summary.lines === 0
      ? ["Nothing found"]
      : [countWords(summary), seenWords(summary, systemClock(), nameOf), branchWords(summary), stageWords(summary)];
  const searched = `${searchedWords(summary)} searched.`;
  const cut = summary.keptHits < summary.lines ? [`${summary.keptHits} of ${summary.lines} lines are shown.`] : [];
  return visible(`${said.filter((part) => part !== "").join(", ")}. ${[searched, ...cut, ...gapWords(summary)].join(" ")}`).concat("\n");
}
