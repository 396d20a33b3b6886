import type { TestView } from "../../../../shared/contract/tests.ts";
import { idPatterns, type ProjectId, type TestId, testId } from "../../../../shared/ids.ts";
import { type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { formatAge } from "../../../../shared/time.ts";
import { visible, visibleText } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { createTestService } from "../../../engine/service/history/tests.ts";
import type { Store, StoredProject } from "../../../engine/store/store.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { openHistory, projectAt } from "../history.ts";
import { outcomeLine, testLine, testPlace, testTitle, totalsWords } from "../test-words.ts";
import { wholeNumber } from "../whole-number.ts";

const views = ["failing", "flaky", "slowest", "all"] as const satisfies readonly TestView[];

/** `millrace tests`: where the project's tests stand. */
export const executeTests: Execute = async (invocation) => {
  const { options, isJson, print } = invocation;
  const chosen = views.filter((view) => options[view] === true);
  if (chosen.length > 1) return failUsage(`${chosen.map((view) => `--${view}`).join(" and ")} are different lists.`, "Choose one of them.");
  const [view = "failing"] = chosen;
  const limit = options.limit === undefined ? 20 : wholeNumber(options.limit, 1, 500);
  if (limit === null) return failUsage("--limit takes a whole number from 1 to 500.");
  const opened = await openProject(invocation);
  if (!opened.ok) return opened;
  const { store, project } = opened.value;
  const service = createTestService(store);
  const where = { projectId: project.id, ...(typeof options.branch === "string" ? { branch: options.branch } : {}) };
  const overview = service.overview(where);
  const stage = typeof options.stage === "string" ? options.stage : undefined;
  const page = service.page({ ...where, view, text: "", stage, after: null, limit });
  store.close();
  if (!overview.ok) return fail(overview.failure);
  if (!page.ok) return fail(page.failure);
  if (isJson) {
    print(`${JSON.stringify({ overview: overview.value, tests: page.value.rows, next: page.value.next })}\n`);
    return ok(exitCodes.passed);
  }
  const { branch, totals, stages } = overview.value;
  if (stages.length === 0) {
    print(
      `No test reports${branch === null ? "" : ` on ${visible(branch)}`} yet. A stage names what it writes with reports: { tests: [...] }.\n`,
    );
    return ok(exitCodes.passed);
  }
  const { rows, next } = page.value;
  print(`${visible(`${branch === null ? "" : `${branch}: `}${totalsWords(totals)}`)}\n`);
  for (const row of rows) print(`${visible(`  ${testLine(row)}`)}\n`);
  if (next !== null) print(`  and more: see --limit\n`);
  if (rows.length === 0) print(`  ${view === "all" ? "No test." : `No ${view} test.`}\n`);
  return ok(exitCodes.passed);
};

/** `millrace tests show NAME|ID`: one test with its history. */
export const executeTestsShow: Execute = async (invocation) => {
  const { words, options, isJson, print } = invocation;
  const opened = await openProject(invocation);
  if (!opened.ok) return opened;
  const { store, project } = opened.value;
  const id = findTest(store, project.id, words[0] ?? "");
  if (!id.ok) return id;
  const service = createTestService(store);
  const branch = typeof options.branch === "string" ? options.branch : undefined;
  const history = service.history({ testId: id.value, branch, after: null, limit: 20 });
  if (!history.ok) return fail(history.failure);
  const { row, outcomes } = history.value;
  const failed = outcomes.find(({ status }) => status === "failed" || status === "errored");
  const told = failed === undefined ? null : service.failure({ stageRunId: failed.stageRunId, testId: id.value });
  store.close();
  const said = told?.ok === true ? told.value : null;
  if (isJson) {
    print(`${JSON.stringify({ ...row, outcomes, failure: said })}\n`);
    return ok(exitCodes.passed);
  }
  const now = systemClock();
  const { test, flaky } = row;
  print(`${visible(`${test.id}  ${testTitle(test)}`)}\n`);
  print(`${visible(`  stage ${test.stage}  ${testPlace(test)}`.trimEnd())}\n`);
  print(`  ${row.standing.replace("-", " ")}${row.since === null ? "" : ` since run ${row.since.runNumber}`}\n`);
  if (flaky !== null)
    print(
      `  flaky: failed ${flaky.failures} of ${flaky.outcomes} times on ${flaky.trees === 1 ? "the same files" : `${flaky.trees} trees`}; ${flaky.passesSince} passes in a row since\n`,
    );
  for (const outcome of outcomes) print(`${visible(`  ${outcomeLine(outcome, formatAge(now - outcome.at))}`)}\n`);
  if (failed !== undefined && said !== null) {
    const text = [said.message, said.details, said.output].filter((part) => part !== null).join("\n\n");
    print(`\nRun ${failed.runNumber} said:\n${visibleText(text)}\n`);
  }
  return ok(exitCodes.passed);
};

async function openProject(invocation: Invocation): Promise<Result<{ store: Store; project: StoredProject }, CommandFailure>> {
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const project = projectAt(store.value, invocation.projectFolder);
  if (!project.ok) return fail(project.failure);
  if (project.value === null) return failUsage(`No project was opened in ${invocation.projectFolder}.`, "See millrace open.");
  return ok({ store: store.value, project: project.value });
}

/** So many candidates are named. */
const namedTests = 10;

/** The test that a person or a script names: an id such as `t77`, or a name, or a part of one that only one test has. */
function findTest(store: Store, project: ProjectId, word: string): Result<TestId, CommandFailure> {
  const found = store.read(({ tests, rollups }) => {
    if (idPatterns.test.test(word)) return [tests.get(word as TestId)].filter((test) => test !== null);
    const rows = rollups.stages(project).flatMap(({ stage }) => [...tests.search(stage, word)]);
    return [...tests.ofRows(rows).values()];
  });
  if (!found.ok) return fail(found.failure);
  const exact = found.value.filter((test) => test.id === word || test.name === word || testTitle(test) === word);
  const candidates = exact.length > 0 ? exact : found.value;
  const [only, ...others] = candidates;
  if (only === undefined) return fail(notFound(`No test is called ${JSON.stringify(word)}.`, "See millrace tests --all."));
  if (others.length === 0) return ok(testId(Number(only.id.slice(1))));
  const names = candidates.slice(0, namedTests).map((test) => `${test.id} (${test.stage}: ${testTitle(test)})`);
  const more = candidates.length > namedTests ? `, and ${candidates.length - namedTests} more` : "";
  return fail(notFound(`${candidates.length} tests match ${JSON.stringify(word)}.`, `Name one by its id: ${names.join(", ")}${more}.`));
}

function notFound(message: string, hint: string): Failure {
  return failure("not-found", message, hint);
}
