import type { RunComparison } from "../../../../shared/contract/health.ts";
import type { Run, StageRun } from "../../../../shared/contract/schemas.ts";
import { countOf } from "../../../../shared/counts.ts";
import { type RunId, stageRunKeyOf } from "../../../../shared/ids.ts";
import { maxLinesPerRead } from "../../../../shared/log-limits.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import { currentStages, lookOf } from "../../../../shared/stage-groups.ts";
import { compareRuns, mostTestsRead, namedFiles, type RunFacts, type TestThatFails } from "../../comparison/comparison.ts";
import { logFile, logIndexFile, runFolder } from "../../data-folder.ts";
import { type RankedDifference, rankDifferences } from "../../fingerprint/fingerprint.ts";
import {
  type FileDifference,
  findNearestOf,
  readCommitsBeyond,
  readCommitsTouching,
  readCountBeyond,
  readFilesBetween,
  readKeptChanges,
} from "../../git/git.ts";
import { readLog } from "../../log/log.ts";
import type { Store, StoredProject, StoreFailure, Tables } from "../../store/store.ts";
import { readTestsOfRun } from "../../test/test.ts";
import { found, type NotFound } from "../not-there.ts";

/**
 * Which run, and which other one. Without that the last one of its branch that passed; where there is none, the one of the nearest
 * commit that it builds on, or the last of all.
 */
export interface ComparisonWish {
  readonly runId: RunId;
  readonly against?: RunId | undefined;
}

const mostCommits = 200;
const mostFiles = 2_000;
/** As many stages that fail are listened to. */
const mostLogs = 5;
/** As many past times as say what is usual. */
const timesLookedAt = 20;
/** So many commits back the nearest one with a run that passed is looked for. */
const mostAncestors = 5_000;

type Recorded = Omit<RunFacts, "commits" | "files" | "named" | "touching">;

/** Compares two runs of a project: what the history says, then what git does, then what the logs of what fails name. */
export async function compareWith(store: Store, wish: ComparisonWish): Promise<Result<RunComparison, NotFound | StoreFailure>> {
  const against = wish.against ?? (await chooseGreen(store, wish.runId));
  const read = found(
    store.read((tables) => readRecorded(tables, wish.runId, against)),
    wish.against === undefined ? `Run ${wish.runId}` : `Run ${wish.runId} or ${wish.against}`,
  );
  if (!read.ok) return read;
  const { run, project, recorded, notes } = read.value;
  if (recorded === null) {
    const nothing = { differences: [], stages: [], commits: [], files: [], environment: [] };
    return ok({ run, against: null, ...nothing, notes });
  }
  const code = await readCode(store, project, recorded.against, run);
  const failing = recorded.stages.after.filter((stage) => lookOf(stage) === "failed" || lookOf(stage) === "errored");
  const said = await listen(store, failing.slice(0, mostLogs));
  const paths = code.files.map(({ path }) => path);
  const named = new Set([...namedFiles(said, paths), ...namedFiles(recorded.failing.map(({ file }) => file ?? "").join("\n"), paths)]);
  const touching = await readTouching(project, recorded.against, run, named);
  const facts: RunFacts = { ...recorded, commits: code.commits, files: code.files, named, touching };
  return ok({
    ...{ run, against: recorded.against, ...compareRuns(facts), commits: code.commits, files: code.files },
    environment: recorded.environment.map(({ importance: _, ...difference }) => difference),
    notes: [...notes, ...code.notes],
  });
}

interface Read {
  readonly run: Run;
  readonly project: StoredProject;
  /** `null` when there is nothing to compare with. */
  readonly recorded: Recorded | null;
  readonly notes: string[];
}

/** `null`: no run that passed is known. A branch that is new has none of its own: what it began on tells more than nothing. */
async function chooseGreen(store: Store, runId: RunId): Promise<RunId | null> {
  const read = store.read(({ runs, projects }) => {
    const run = runs.get(runId);
    if (run === null) return null;
    const lastGreen = runs.lastGreen(run);
    return { run, project: projects.get(run.projectId), greens: lastGreen === null ? runs.greenBefore(run) : [lastGreen] };
  });
  if (!read.ok || read.value === null) return null;
  const { run, project, greens } = read.value;
  const [newest, ...others] = greens;
  if (newest === undefined || others.length === 0 || run.commit === null || project?.trusted !== true) return newest?.id ?? null;
  const commits = new Set(greens.flatMap(({ commit }) => (commit === null ? [] : [commit])));
  const nearest = await findNearestOf(project.path, run.commit, commits, mostAncestors);
  return (nearest.ok ? greens.find(({ commit }) => commit !== null && commit === nearest.value)?.id : undefined) ?? newest.id;
}

function readRecorded(tables: Tables, runId: RunId, wanted: RunId | null): Read | null {
  const run = tables.runs.get(runId);
  const project = run === null ? null : tables.projects.get(run.projectId);
  if (run === null || project === null) return null;
  if (wanted === null)
    return { run, project, recorded: null, notes: ["No run passed before this one with at least its stages. Choose another run."] };
  const against = tables.runs.get(wanted);
  if (against === null || against.projectId !== run.projectId) return null;
  const stages = { before: currentStages(tables.stageRuns.ofRun(against.id)), after: currentStages(tables.stageRuns.ofRun(run.id)) };
  const names = [...new Set(stages.after.map(({ name }) => name))];
  const environment = environmentOf(tables, against, run);
  return {
    ...{ run, project, notes: notesOn(run, against, environment === null) },
    recorded: {
      ...{ run, against, stages, environment: environment ?? [] },
      plans: { before: tables.plans.ofRun(against.id), after: tables.plans.ofRun(run.id) },
      pastMs: tables.stageRuns.passedMs(run.projectId, names, timesLookedAt),
      failing: newlyFailingTests(tables, run, against),
    },
  };
}

/** `null` when one of them has no fingerprint. */
function environmentOf({ fingerprints }: Tables, against: Run, run: Run): RankedDifference[] | null {
  const [before, after] = [fingerprints.ofRun(against.id), fingerprints.ofRun(run.id)];
  return before === null || after === null ? null : rankDifferences(before, after);
}

function notesOn(run: Run, against: Run, hasNoEnvironment: boolean): string[] {
  return [
    ...(run.branch === against.branch ? [] : [`Run ${against.number} ran ${branchWords(against)}, this one ${branchWords(run)}.`]),
    ...(hasNoEnvironment ? ["What one of them ran on was not taken, so the environment is not compared."] : []),
  ];
}

function branchWords({ branch }: Run): string {
  return branch === null ? "without a branch" : `on ${branch}`;
}

function newlyFailingTests(tables: Tables, run: Run, against: Run): TestThatFails[] {
  const tests = readTestsOfRun(tables, { runId: run.id, base: against.id, text: "", after: null, limit: mostTestsRead });
  const isFailing = (status: string | null) => status === "failed" || status === "errored";
  return (tests?.rows ?? []).flatMap(({ test, last, isNew, baseStatus }): TestThatFails[] => {
    if (!isFailing(last.status) || isFailing(baseStatus)) return [];
    // Some reports call suite and class alike.
    const name = [...new Set([...test.suitePath, test.className ?? "", test.name])].filter((part) => part !== "").join(" › ");
    return [{ testId: test.id, stageRunId: last.stageRunId, name, isNew, file: test.file }];
  });
}

interface Code {
  readonly commits: RunComparison["commits"];
  readonly files: FileDifference[];
  readonly notes: string[];
}

async function readCode(store: Store, project: StoredProject, against: Run, run: Run): Promise<Code> {
  const [from, to] = [against.commit, run.commit];
  if (from === null || to === null)
    return { commits: [], files: [], notes: ["One of them belongs to no commit, so nobody knows which files changed."] };
  if (!project.trusted) return { commits: [], files: [], notes: ["The folder is not trusted, so git was not asked what changed."] };
  const keptOf = ({ id, dirty }: Run) => (dirty ? readKeptChanges(runFolder(store.folder, id)) : null);
  const [keptBefore, keptAfter] = [await keptOf(against), await keptOf(run)];
  const [listed, files, gone] = await Promise.all([
    readCommitsBeyond(project.path, { from, to, limit: mostCommits }),
    readFilesBetween(project.path, { commit: from, kept: keptBefore }, { commit: to, kept: keptAfter }),
    readCountBeyond(project.path, to, from),
  ]);
  const unknown = [listed, files].find((answer) => !answer.ok);
  const isInexact = (against.dirty && keptBefore === null) || (run.dirty && keptAfter === null);
  return {
    commits: listed.ok
      ? listed.value.map(({ hash, subject, author, committedAt }) => ({ commit: hash, subject, author, committedAt }))
      : [],
    files: files.ok ? files.value.slice(0, mostFiles) : [],
    notes: [
      ...(unknown?.ok === false ? [unknownWords(unknown.failure)] : []),
      ...(isInexact ? ["One of them ran on changed files that were not kept: only what their commits hold is compared."] : []),
      ...(gone.ok && gone.value.count > 0 ? [`${countOf(gone.value.count, "commit")} of run ${against.number} are not in this one.`] : []),
      ...(files.ok && files.value.length > mostFiles ? [`${files.value.length} files differ; ${mostFiles} of them are told.`] : []),
    ],
  };
}

/** Why what changed cannot be told. After a rewritten history a commit may be gone, which git says in words of its own. */
function unknownWords({ message }: { readonly message: string }): string {
  return /bad (object|revision)|unknown revision|invalid revision/i.test(message)
    ? "What changed cannot be told: the repository does not have the commit of one of them any more."
    : `Git cannot tell what changed: ${message}`;
}

/** What the stages that fail wrote last. */
async function listen(store: Store, stages: readonly StageRun[]): Promise<string> {
  const texts = stages.map(async ({ id, runId, logLines }) => {
    const { sequence } = stageRunKeyOf(id);
    const place = { path: logFile(store.folder, runId, sequence), indexPath: logIndexFile(store.folder, runId, sequence) };
    const fromLine = Math.max(1, logLines - maxLinesPerRead + 1);
    const { lines } = await readLog({ ...place, fromLine, limit: maxLinesPerRead, isLive: false });
    return lines.map(({ text }) => text).join("\n");
  });
  return (await Promise.all(texts)).join("\n");
}

async function readTouching(
  project: StoredProject,
  { commit: from }: Run,
  { commit: to }: Run,
  named: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  if (from === null || to === null || named.size === 0 || !project.trusted) return new Set();
  const touching = await readCommitsTouching(project.path, { from, to, paths: [...named] });
  return new Set(touching.ok ? touching.value : []);
}
