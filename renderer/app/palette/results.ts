import type { Environment } from "../../../shared/contract/deployments.ts";
import type { Monitor } from "../../../shared/contract/monitors.ts";
import type { StageHistory } from "../../../shared/contract/pipelines.ts";
import type { PlanItem } from "../../../shared/contract/plan.ts";
import type { Runbook } from "../../../shared/contract/runbooks.ts";
import type { PipelineStage, Project, Run, StageRun } from "../../../shared/contract/schemas.ts";
import type { Service } from "../../../shared/contract/services.ts";
import type { TestRow } from "../../../shared/contract/tests.ts";
import { countOf } from "../../../shared/counts.ts";
import { itemName } from "../../../shared/plan-look.ts";
import type { Status } from "../../../shared/status.ts";
import type { Action } from "../../actions/action.ts";
import { allActions } from "../../actions/all-actions.ts";
import { environmentActions } from "../../actions/deploy-actions.ts";
import { monitorActions } from "../../actions/monitor-actions.ts";
import { showItem } from "../../actions/plan-actions.ts";
import { showBoard } from "../../actions/project-actions.ts";
import { runStage } from "../../actions/run-actions.ts";
import { runbookActions } from "../../actions/runbook-actions.ts";
import { serviceActions } from "../../actions/service-actions.ts";
import type { SettingEntry } from "../../features/settings/setting-entries.ts";
import { openLog } from "../../state/dock.ts";
import { type LiveRunsState, newestRunsOf, stagesOfRun } from "../../state/live-runs.ts";
import { navigate } from "../../state/route.ts";
import { type Match, matchText } from "./match.ts";

/** What a result is about; decides its picture and what is shown beside the list. */
export type Subject =
  | { readonly kind: "stage"; readonly stage: PipelineStage; readonly status: Status | "none"; readonly endedAt: number | null }
  | { readonly kind: "log"; readonly stage: PipelineStage; readonly status: Status | "none" }
  | { readonly kind: "run"; readonly run: Run }
  | { readonly kind: "test"; readonly row: TestRow }
  | { readonly kind: "item"; readonly item: PlanItem }
  | { readonly kind: "project"; readonly project: Project }
  | { readonly kind: "action"; readonly action: Action }
  | { readonly kind: "setting"; readonly setting: SettingEntry };

/** One thing that the palette can do. */
export interface Result {
  readonly id: string;
  readonly group: "Stages" | "Commands" | "Runs" | "Items" | "Projects" | "Settings" | "Tests";
  readonly label: string;
  readonly detail: string;
  readonly keywords: string;
  readonly subject: Subject;
  /** What Enter does, in a word. */
  readonly verb: string;
  readonly perform: () => void;
  /** What Alt and Enter do instead. */
  readonly other?: { readonly verb: string; readonly perform: () => void };
  readonly command?: string;
}

/** A result with how it answers the query. */
export interface RankedResult extends Result {
  readonly match: Match;
}

/** What the palette searches. */
export interface Sources {
  readonly project: Project | null;
  readonly stages: readonly PipelineStage[];
  readonly environments: readonly Environment[];
  readonly services: readonly Service[];
  readonly runbooks: readonly Runbook[];
  readonly monitors: readonly Monitor[];
  /** The board of the plan. */
  readonly items: readonly PlanItem[];
  readonly history: Readonly<Record<string, StageHistory>> | null;
  readonly live: LiveRunsState;
  readonly runs: readonly Run[];
  /** What the engine found for the query. */
  readonly tests: readonly TestRow[];
  readonly projects: readonly Project[];
  readonly settings: readonly SettingEntry[];
}

// Without a query: what is done most often comes first.
const groupOrder: readonly Result["group"][] = ["Commands", "Stages", "Runs", "Items", "Projects", "Settings", "Tests"];
const shownWithoutQuery = 4;
const shownByGroup: Readonly<Record<Result["group"], number>> = {
  Stages: 8,
  Commands: 8,
  Runs: 5,
  Items: 6,
  Projects: 6,
  Settings: 5,
  Tests: 5,
};

/**
 * The results for a query by group, the group with the best one first; without a query a short choice of each. Tests are
 * found a moment later than the rest, and stand below it: what Enter would do must not change under the hand.
 */
export function searchPalette(query: string, sources: Sources): { group: Result["group"]; results: RankedResult[] }[] {
  const isEmpty = query.trim() === "";
  const groups = groupOrder.map((group) => ({ group, results: [] as RankedResult[] }));
  for (const result of allResults(sources, isEmpty)) {
    const match = matchText(query, result.label, `${result.detail} ${result.keywords}`);
    if (match !== null) groups.find(({ group }) => group === result.group)?.results.push({ ...result, match });
  }
  for (const { group, results } of groups) {
    if (!isEmpty) results.sort((one, other) => other.match.score - one.match.score);
    results.splice(isEmpty ? Math.min(shownWithoutQuery, shownByGroup[group]) : shownByGroup[group]);
  }
  const filled = groups.filter(({ results }) => results.length > 0 && !(isEmpty && results[0]?.group === "Settings"));
  const best = ({ group, results }: (typeof filled)[number]) =>
    group === "Tests" ? Number.NEGATIVE_INFINITY : (results[0]?.match.score ?? 0);
  return isEmpty ? filled : filled.sort((one, other) => best(other) - best(one));
}

function allResults(sources: Sources, isEmpty: boolean): Result[] {
  const { project } = sources;
  const live = project === null ? null : newestByName(sources.live, project);
  return [
    ...(project === null ? [] : sources.stages.flatMap((stage) => stageResults(project, stage, live?.get(stage.name), sources))),
    ...[
      ...allActions,
      ...sources.environments.flatMap(environmentActions),
      ...sources.services.flatMap(serviceActions),
      ...sources.runbooks.flatMap(runbookActions),
      ...sources.monitors.flatMap(monitorActions),
    ]
      .filter((action) => action.isEnabled() && action.id !== "help.palette")
      .map(actionResult),
    ...sources.runs.map(runResult),
    // Of thousands of items none is more likely than another while nothing is asked for.
    ...(project === null || isEmpty ? [] : sources.items.map((item) => itemResult(project, item))),
    ...sources.tests.map(testResult),
    ...sources.projects.filter((other) => other.id !== project?.id).map(projectResult),
    ...sources.settings.map((setting) => settingResult(project, setting)),
  ];
}

/** Of each stage of a project what the newest run did that this window knows of. */
function newestByName(live: LiveRunsState, project: Project): ReadonlyMap<string, StageRun> {
  const runs = newestRunsOf(live, project.id, Number.POSITIVE_INFINITY).reverse();
  return new Map(runs.flatMap(({ id }) => stagesOfRun(live, id)).map((stage) => [stage.name, stage]));
}

function stageResults(project: Project, stage: PipelineStage, live: StageRun | undefined, sources: Sources): Result[] {
  const latest = live ?? sources.history?.[stage.name]?.latest ?? null;
  const status = latest?.status ?? "none";
  const run: Result = {
    id: `stage.${stage.name}`,
    group: "Stages",
    label: `Run ${stage.name}`,
    detail: stage.phase,
    keywords: stage.commands.join(" "),
    subject: { kind: "stage", stage, status, endedAt: latest?.finishedAt ?? null },
    verb: "Run",
    perform: () => void runStage(project.id, stage.name),
    other: { verb: "Only this stage", perform: () => void runStage(project.id, stage.name, true) },
    command: `millrace run ${stage.name}`,
  };
  if (latest === null || latest.startedAt === null) return [run];
  const log: Result = {
    id: `log.${stage.name}`,
    group: "Stages",
    label: `Open the log of ${stage.name}`,
    detail: `${countOf(latest.logLines, "line")}`,
    keywords: "output",
    subject: { kind: "log", stage, status },
    verb: "Open",
    perform: () => {
      showBoard(project.id);
      openLog(latest.id);
    },
    command: `millrace logs ${sources.history?.[stage.name]?.latestRunNumber ?? latest.runId} ${stage.name}`,
  };
  return [run, log];
}

function actionResult(action: Action): Result {
  const command = action.command?.();
  return {
    id: action.id,
    group: "Commands",
    label: action.label,
    detail: "",
    keywords: `${action.keywords ?? ""} ${action.group}`,
    subject: { kind: "action", action },
    verb: "Do it",
    perform: action.perform,
    ...(command === undefined ? {} : { command }),
  };
}

function runResult(run: Run): Result {
  return {
    id: run.id,
    group: "Runs",
    label: `Run ${run.number}${run.subject === null ? "" : `: ${run.subject}`}`,
    detail: run.branch ?? "",
    keywords: `${run.commit ?? ""} ${run.author ?? ""} ${run.status}`,
    subject: { kind: "run", run },
    verb: "Open",
    perform: () => navigate({ kind: "run", projectId: run.projectId, runId: run.id, stageRunId: null, query: {} }),
    command: `millrace runs show ${run.number}`,
  };
}

function testResult(row: TestRow): Result {
  const { id, name, projectId, suitePath, className, file, stage } = row.test;
  return {
    id,
    group: "Tests",
    label: name,
    detail: suitePath.at(-1) ?? className ?? file ?? "",
    keywords: [...suitePath, className ?? "", file ?? "", stage].join(" "),
    subject: { kind: "test", row },
    verb: "Open",
    perform: () => navigate({ kind: "screen", projectId, screen: "tests", query: { view: "all", text: name, test: id } }),
  };
}

function itemResult(project: Project, item: PlanItem): Result {
  return {
    id: `item.${item.key}`,
    group: "Items",
    label: itemName(item),
    detail: item.column,
    keywords: [...item.labels, item.milestone ?? "", item.assignee ?? ""].join(" "),
    subject: { kind: "item", item },
    verb: "Open",
    perform: () => showItem(project.id, item.key),
    ...(item.number === null ? {} : { command: `millrace plan show ${item.number}` }),
  };
}

function projectResult(project: Project): Result {
  return {
    id: project.id,
    group: "Projects",
    label: project.name,
    detail: project.exists ? "" : "folder not found",
    keywords: `project ${project.path}`,
    subject: { kind: "project", project },
    verb: "Show",
    perform: () => showBoard(project.id),
    command: `millrace open ${/[^\w./~-]/.test(project.path) ? `'${project.path.replaceAll("'", "'\\''")}'` : project.path}`,
  };
}

function settingResult(project: Project | null, setting: SettingEntry): Result {
  return {
    id: `setting.${setting.id}`,
    group: "Settings",
    label: setting.label,
    detail: setting.section,
    keywords: setting.keywords,
    subject: { kind: "setting", setting },
    verb: "Show",
    perform: () =>
      navigate(project === null ? { kind: "settings" } : { kind: "screen", projectId: project.id, screen: "settings", query: {} }),
  };
}
