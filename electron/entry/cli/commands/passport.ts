import type { Passport } from "../../../../shared/contract/passports.ts";
import { withThousands } from "../../../../shared/counts.ts";
import {
  buildStanding,
  buildsOf,
  codeStanding,
  deployStanding,
  monitorStanding,
  operateStanding,
  planStanding,
  releaseStanding,
  testStanding,
} from "../../../../shared/passport-words.ts";
import { ok } from "../../../../shared/result.ts";
import { formatAge } from "../../../../shared/time.ts";
import { triggerPhrase } from "../../../../shared/trigger-words.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { createPassportService } from "../../../engine/service/passport/passport.ts";
import { failCode } from "../code-place.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { withPlan } from "../plan-place.ts";

const shortHash = 8;
/** More runs are counted. */
const mostRuns = 5;

/** `millrace passport REVISION`: one commit through all eight phases. */
export const executePassport: Execute = (invocation) =>
  withPlan(invocation, async ({ store, project, plan, links }) => {
    const service = createPassportService({ store, links, items: ({ id }) => plan.items(id) });
    const read = await service.get({ projectId: project.id, revision: invocation.words[0] ?? "HEAD" });
    if (!read.ok) return failCode(read.failure);
    const lines = linesOf(read.value, systemClock());
    invocation.print(invocation.isJson ? `${JSON.stringify({ passport: read.value })}\n` : `${lines.map(visible).join("\n")}\n`);
    return ok(exitCodes.passed);
  });

function linesOf(passport: Passport, now: number): string[] {
  const { commit, subject, author, authoredAt, branches, tags, runs, items, environments, incidents, alerts } = passport;
  const hooks = runs.filter(({ isHook }) => isHook);
  const built = buildsOf(passport);
  return [
    `${commit.slice(0, shortHash)}  ${subject}`,
    `${author}, ${formatAge(now - authoredAt)}; ${[...tags.map((tag) => `tag ${tag}`), ...branches].join(", ") || "on no branch"}`,
    "",
    ...part(
      "Plan",
      planStanding(passport).words,
      items.map(({ number, title, column }) => `#${number} ${title} (${column})`),
    ),
    ...part("Code", codeStanding(passport).words, [
      ...hooks.map((run) => runWords(run, now)),
      ...kin("takes back", passport.reverts),
      ...kin("taken back by", passport.revertedBy),
      ...kin("the same change as", passport.samePatch),
    ]),
    ...part("Build", buildStanding(passport).words, [
      ...built.slice(0, mostRuns).map((run) => runWords(run, now)),
      ...(built.length > mostRuns ? [`and ${built.length - mostRuns} more`] : []),
    ]),
    ...part("Test", testStanding(passport).words, newlyFailingLines(passport.tests)),
    ...part("Release", releaseStanding(passport).words, []),
    ...part(
      "Deploy",
      deployStanding(passport).words,
      environments.map((one) => environmentWords(one, now)),
    ),
    ...part(
      "Operate",
      operateStanding(passport).words,
      incidents.map(({ number, title, state }) => `incident ${number}: ${title}, ${state}`),
    ),
    ...part(
      "Monitor",
      monitorStanding(passport).words,
      alerts.map(({ monitor, summary }) => `${monitor}: ${summary}`),
    ),
    ...passport.notes,
  ];
}

function part(name: string, words: string, lines: readonly string[]): string[] {
  return [`${name.padEnd(8)} ${words}`, ...lines.map((line) => `${" ".repeat(9)}${line}`)];
}

function newlyFailingLines(tests: Passport["tests"]): string[] {
  if (tests === null) return [];
  const { newlyFailing, newlyFailingCount } = tests;
  const more = newlyFailingCount - newlyFailing.length;
  return [...newlyFailing.map(({ name }) => `newly failing: ${name}`), ...(more > 0 ? [`and ${withThousands(more)} more`] : [])];
}

function kin(words: string, commits: readonly string[]): string[] {
  return commits.length === 0 ? [] : [`${words} ${commits.map((commit) => commit.slice(0, shortHash)).join(", ")}`];
}

function runWords(run: Passport["runs"][number], now: number): string {
  const { number, status, isWhole, isSameTree, otherCommit, createdAt } = run;
  const of = otherCommit === null ? "" : `, of ${otherCommit.slice(0, shortHash)} with the same files`;
  const how = `${isWhole ? "" : ", some stages"}${of}${isSameTree ? "" : ", with changes of its files"}`;
  return `run ${number} ${status}, ${triggerPhrase(run)}${how}, ${formatAge(now - createdAt)}`;
}

function environmentWords({ environment, isThere, version, at, rolledBackBy }: Passport["environments"][number], now: number): string {
  if (at === null) return `${environment}: ${isThere === true ? "serves there" : "has not been there"}`;
  const since = `came with ${version} ${formatAge(now - at)}`;
  if (rolledBackBy !== null) return `${environment}: ${since}, rolled back by ${rolledBackBy}`;
  return `${environment}: ${since}${isThere === true ? "" : isThere === null ? ", nobody knows what serves now" : ", serves no more"}`;
}
