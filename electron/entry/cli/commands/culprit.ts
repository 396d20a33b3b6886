import type { CulpritSearch } from "../../../../shared/contract/culprits.ts";
import type { Run } from "../../../../shared/contract/schemas.ts";
import { csvTable } from "../../../../shared/csv.ts";
import { type CulpritId, idPatterns } from "../../../../shared/ids.ts";
import { type Failure, ok, type Result } from "../../../../shared/result.ts";
import { culpritStepColumns } from "../../../../shared/tables/culprit-columns.ts";
import { systemClock } from "../../../engine/clock.ts";
import { findFolder } from "../../../engine/project/folders.ts";
import { onTermination, watchHosts } from "../../../engine/run/run.ts";
import { type CulpritRequest, type CulpritService, createCulpritService } from "../../../engine/service/culprit/culprits.ts";
import type { Store } from "../../../engine/store/store.ts";
import { engineOptions } from "../../engine-options.ts";
import { answerFormat } from "../answer-format.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { openProject } from "../consented-project.ts";
import { headLines, outlookText, searchLine, stepLines, verdictLines } from "../culprit-lines.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { hasFailed } from "../first-failure.ts";
import { findRun, openHistory, projectAt } from "../history.ts";
import { namedStages } from "../named-stages.ts";
import { wholeNumber } from "../whole-number.ts";

const mostRepeats = 20;

/** `millrace culprit RUN [STAGE]`, or `--good REV --bad REV STAGE`: this process drives the search until it has ended. */
export const executeCulprit: Execute = async (invocation) => {
  const repeat = invocation.options.repeat === undefined ? 1 : wholeNumber(invocation.options.repeat, 1, mostRepeats);
  if (repeat === null) return failUsage(`--repeat takes a whole number from 1 to ${mostRepeats}.`);
  const opened = await open(invocation);
  if (!opened.ok) return opened;
  const { store, service } = opened.value;
  const asked = await readRequest(invocation, store);
  if (!asked.ok) return asked;
  const request: CulpritRequest = { ...asked.value, repeat, keepsBuilds: invocation.options["keep-builds"] === true };
  const preview = await service.preview(request);
  if (!preview.ok) return refuse(preview.failure);
  const begun = await service.start(request);
  if (!begun.ok) return refuse(begun.failure);
  if (!invocation.isJson) invocation.print(`${headLines({ ...begun.value, ...preview.value }, outlookText(preview.value)).join("\n")}\n`);
  return follow(invocation, store, service, begun.value.id);
};

/** `millrace culprit resume ID`: goes on with a search. */
export const executeCulpritResume: Execute = async (invocation) => {
  const id = idOf(invocation);
  if (!id.ok) return id;
  const opened = await open(invocation);
  if (!opened.ok) return opened;
  const { store, service } = opened.value;
  const resumed = await service.resume({ culpritId: id.value });
  return resumed.ok ? follow(invocation, store, service, id.value) : refuse(resumed.failure);
};

/** `millrace culprit cancel ID`: ends a search, whoever drives it, and its run. */
export const executeCulpritCancel: Execute = async (invocation) => {
  const id = idOf(invocation);
  if (!id.ok) return id;
  const opened = await open(invocation);
  if (!opened.ok) return opened;
  const { store, service } = opened.value;
  const canceled = await service.cancel({ culpritId: id.value });
  store.close();
  if (!canceled.ok) return fail(canceled.failure);
  invocation.print(
    invocation.isJson ? `${JSON.stringify({ search: canceled.value })}\n` : `The search ${id.value} is ${canceled.value.status}.\n`,
  );
  return ok(exitCodes.passed);
};

/** `millrace culprit list`: the searches of the project, the newest first. */
export const executeCulpritList: Execute = async (invocation) => {
  const opened = await open(invocation);
  if (!opened.ok) return opened;
  const { store, service } = opened.value;
  const project = projectAt(store, invocation.projectFolder);
  if (!project.ok) return fail(project.failure);
  const searches = project.value === null ? ok([]) : await service.list({ projectId: project.value.id, limit: 200 });
  store.close();
  if (!searches.ok) return fail(searches.failure);
  if (invocation.isJson) invocation.print(`${JSON.stringify({ searches: searches.value })}\n`);
  else if (searches.value.length === 0) invocation.print("Nothing was searched here yet.\n");
  else invocation.print(`${searches.value.map((search) => searchLine(search, systemClock())).join("\n")}\n`);
  return ok(exitCodes.passed);
};

/** `millrace culprit show ID`: what a search asked, and what came of it. */
export const executeCulpritShow: Execute = async (invocation) => {
  const format = answerFormat(invocation);
  if (!format.ok) return format;
  const id = idOf(invocation);
  if (!id.ok) return id;
  const opened = await open(invocation);
  if (!opened.ok) return opened;
  const { store, service } = opened.value;
  const search = await service.get({ culpritId: id.value });
  store.close();
  if (!search.ok) return fail(search.failure);
  if (format.value === "csv") invocation.print(csvTable(culpritStepColumns, search.value.steps));
  else if (format.value === "json") invocation.print(`${JSON.stringify({ search: search.value })}\n`);
  else
    invocation.print(
      `${[...headLines(search.value, null), ...stepLines(search.value), ...verdictLines(search.value, systemClock())].join("\n")}\n`,
    );
  return ok(exitCodes.passed);
};

async function open(invocation: Invocation): Promise<Result<{ readonly store: Store; readonly service: CulpritService }, CommandFailure>> {
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const { hostProgram } = engineOptions(invocation.dataFolder);
  return ok({ store: store.value, service: createCulpritService({ store: store.value, hostProgram, now: systemClock }) });
}

/** What was not meant so can be said better: not the machine is at fault. */
function refuse(cause: Failure) {
  const isMachine = cause.code.startsWith("store-") || cause.code === "disk-full" || cause.code === "host-failed";
  return fail(cause, isMachine ? exitCodes.environment : exitCodes.usage);
}

function idOf({ words }: Invocation): Result<CulpritId, CommandFailure> {
  const [word = ""] = words;
  return idPatterns.culprit.test(word)
    ? ok(word as CulpritId)
    : failUsage(`${JSON.stringify(word)} is no search.`, "See millrace culprit list.");
}

type Asked = Omit<CulpritRequest, "repeat" | "keepsBuilds">;

async function readRequest({ words, options, projectFolder }: Invocation, store: Store): Promise<Result<Asked, CommandFailure>> {
  const [first = "", second] = words;
  const good = typeof options.good === "string" ? { good: options.good } : {};
  if (typeof options.bad === "string") {
    if (second !== undefined) return failUsage("With --bad only the stage is named.", "Leave out the run.");
    const folder = await findFolder(projectFolder);
    if (!folder.ok) return fail(folder.failure);
    const project = await openProject(store, folder.value);
    return project.ok ? ok({ projectId: project.value.id, stage: first, variant: null, runId: null, bad: options.bad, ...good }) : project;
  }
  const run = findRun(store, first, projectFolder);
  if (!run.ok) return run;
  return askedOfRun(store, run.value, second, good);
}

async function askedOfRun(
  store: Store,
  run: Run,
  word: string | undefined,
  good: { good?: string },
): Promise<Result<Asked, CommandFailure>> {
  const { id: runId, number, projectId } = run;
  const rows = store.read(({ stageRuns, projects }) => ({ stages: stageRuns.ofRun(runId), project: projects.get(projectId) }));
  if (!rows.ok) return fail(rows.failure);
  const named =
    word === undefined
      ? rows.value.stages.filter((stage) => hasFailed(stage) && !stage.isSuperseded)
      : namedStages(rows.value.stages, word);
  const names = [...new Set(named.map(({ name }) => name))];
  const [stage] = names;
  if (stage === undefined)
    return failUsage(word === undefined ? `No stage of run ${number} failed.` : `Run ${number} has no stage ${JSON.stringify(word)}.`);
  if (names.length > 1) return failUsage(`Several stages of run ${number} failed.`, `Say which: ${names.join(", ")}.`);
  const [only] = named;
  const variant = named.length === 1 && only !== undefined && only.variant !== "" ? only.variant : null;
  const project = rows.value.project === null ? null : await openProject(store, rows.value.project.path);
  if (project !== null && !project.ok) return project;
  return ok({ projectId, stage, variant, runId, ...good });
}

/** Shows a search that this process drives. Ctrl-C ends it with its run. */
async function follow(
  invocation: Invocation,
  store: Store,
  service: CulpritService,
  id: CulpritId,
): Promise<Result<number, CommandFailure>> {
  let shown = 0;
  let showing: Promise<void> = Promise.resolve();
  const show = async () => {
    const read = await service.get({ culpritId: id });
    if (!read.ok) return;
    const lines = stepLines(read.value);
    for (; shown < lines.length; shown += 1) {
      const step = read.value.steps[shown];
      invocation.print(invocation.isJson ? `${JSON.stringify({ type: "step.decided", culpritId: id, step })}\n` : `${lines[shown]}\n`);
    }
  };
  const stopStore = store.watch((events) => {
    if (events.some((event) => event.type === "culprit" && event.culpritId === id)) showing = showing.then(show);
  });
  const stopHosts = watchHosts(store, systemClock);
  const stopListening = onTermination(
    () => void service.cancel({ culpritId: id }),
    () => process.exit(exitCodes.canceled),
  );
  await service.ended(id);
  await showing;
  await show();
  stopListening();
  stopStore();
  stopHosts();
  const search = await service.get({ culpritId: id });
  store.close();
  if (!search.ok) return fail(search.failure);
  if (invocation.isJson) invocation.print(`${JSON.stringify({ type: "search.finished", search: search.value })}\n`);
  else invocation.print(`${verdictLines(search.value, systemClock()).join("\n")}\n`);
  return ok(exitCodeOf(search.value));
}

function exitCodeOf({ status }: CulpritSearch): number {
  if (status === "found" || status === "several") return exitCodes.passed;
  if (status === "canceled") return exitCodes.canceled;
  return status === "failed" || status === "interrupted" ? exitCodes.environment : exitCodes.failed;
}
