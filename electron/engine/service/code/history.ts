import type { Branch, CommitDetail, CommitRow, Hook, Remote, Tag } from "../../../../shared/contract/code/history.ts";
import type { OperationEvent } from "../../../../shared/contract/code/shared.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import {
  applyCommit,
  type ChangePlace,
  type CodeFailure,
  type CommandLine,
  changeIn,
  createBranch,
  createGraphReader,
  createTag,
  deleteBranch,
  deleteTag,
  fetchRemotes,
  type GraphRequest,
  type HookName,
  impossible,
  type MergeStyle,
  merge,
  type NewBranch,
  type OperationTools,
  openRepository,
  operate,
  orCodeFailure,
  type PromptDesk,
  type PullStyle,
  type PushRequest,
  pull,
  push,
  type Refs,
  type Repository,
  readBranches,
  readCommit,
  readHooks,
  readRefs,
  readRemotes,
  readTags,
  rebase,
  renameBranch,
  type SwitchRequest,
  setHook,
  switchTo,
  type Turns,
} from "../../code/code.ts";
import { type Git, openGit } from "../../git/git.ts";
import { loadPipeline } from "../../pipeline/pipeline.ts";
import type { CommitRun, Store, StoredProject, StoreFailure } from "../../store/store.ts";
import type { NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";

type ById = { readonly projectId: ProjectId };
type Failures = NotFound | CodeFailure | StoreFailure;
type Answer<Value> = Promise<Result<Value, Failures>>;
type Events = AsyncGenerator<OperationEvent, Result<undefined, Failures>, void>;

/** The part of the `code` area of the contract that is about commits, branches, tags, remotes and hooks. */
export interface CodeHistoryService {
  graph(input: ById & GraphRequest, signal?: AbortSignal): Answer<{ commits: CommitRow[]; next: string | null }>;
  commitDetail(input: ById & { revision: string }): Answer<CommitDetail>;
  branches(input: ById): Answer<Branch[]>;
  createBranch(input: ById & NewBranch): Answer<undefined>;
  renameBranch(input: ById & { name: string; to: string }): Answer<undefined>;
  deleteBranch(input: ById & { name: string; isForced: boolean }): Answer<{ undoId: string }>;
  switchTo(input: ById & SwitchRequest, signal?: AbortSignal): Events;
  merge(input: ById & { revision: string; how: MergeStyle }, signal?: AbortSignal): Events;
  rebase(input: ById & { onto: string }, signal?: AbortSignal): Events;
  cherryPick(input: ById & { commit: string }, signal?: AbortSignal): Events;
  revert(input: ById & { commit: string }, signal?: AbortSignal): Events;
  tags(input: ById): Answer<Tag[]>;
  createTag(input: ById & { name: string; revision: string; message: string }): Answer<undefined>;
  deleteTag(input: ById & { name: string }): Answer<{ undoId: string }>;
  remotes(input: ById): Answer<Remote[]>;
  fetch(input: ById & { remote?: string | undefined; isPruned: boolean }, signal?: AbortSignal): Events;
  pull(input: ById & { how: PullStyle }, signal?: AbortSignal): Events;
  push(input: ById & PushRequest, signal?: AbortSignal): Events;
  answer(input: { promptId: string; text: string | null }): Result<undefined, Failure<"not-found">>;
  hooks(input: ById): Answer<Hook[]>;
  setHook(input: ById & { hook: HookName; stages: readonly string[] }): Answer<undefined>;
  /** Ends every git that waits for somebody to scroll on. */
  close(): void;
}

/** What the service works with. */
export interface CodeHistoryParts {
  readonly turns: Turns;
  /** Where questions of git are told; without it they go to the terminal. */
  readonly prompts: PromptDesk | null;
  /** What hooks start; without it none can be set. */
  readonly commandLine?: CommandLine | undefined;
  readonly now: Clock;
}

/** As many runs stand beside a commit. */
const runsBeside = 5;

/** For trusted projects alone: what a repository's settings start is the person's own there. */
export function createCodeHistoryService(store: Store, { turns, prompts, commandLine, now }: CodeHistoryParts): CodeHistoryService {
  const graphs = createGraphReader();

  function trusted(projectId: ProjectId): Result<StoredProject, Failures> {
    const project = findProject(store, projectId);
    if (!project.ok || project.value.trusted) return project;
    const hint = "Trust it on its board; until then nothing of its repository is shown or changed.";
    return err(failure("not-trusted", `${project.value.name} has not been trusted yet.`, hint));
  }

  async function look<Value>({ projectId }: ById, read: (git: Git, folder: string) => Promise<Result<Value, Failures>>): Answer<Value> {
    const project = trusted(projectId);
    if (!project.ok) return project;
    const opened = orCodeFailure(await openGit(project.value.path, { isTrusted: true }));
    return opened.ok ? read(opened.value, project.value.path) : opened;
  }

  async function change<Value>(
    { projectId }: ById,
    work: (repository: Repository, folder: string) => Promise<Result<Value, CodeFailure>>,
  ): Answer<Value> {
    const project = trusted(projectId);
    if (!project.ok) return project;
    const place: ChangePlace = { folder: project.value.path, turns, prompts, now };
    return changeIn(place, (repository) => work(repository, place.folder));
  }

  async function* run({ projectId }: ById, signal: AbortSignal | undefined, work: Work): Events {
    const project = trusted(projectId);
    if (!project.ok) return project;
    const folder = project.value.path;
    return yield* operate({ folder, turns, prompts, signal }, (tools) => work(tools, folder));
  }

  function runsOf(
    projectId: ProjectId,
    commits: readonly { commit: string; tree: string }[],
  ): Result<Map<string, CommitRun[]>, StoreFailure> {
    return store.read(({ commitRuns }) => commitRuns.of(projectId, commits, runsBeside));
  }

  return {
    graph: async ({ projectId, ...request }, signal) => {
      const project = trusted(projectId);
      if (!project.ok) return project;
      const page = await graphs.page(project.value.path, request, signal);
      if (!page.ok) return page;
      const { commits, next, refs } = page.value;
      const runs = runsOf(projectId, commits);
      if (!runs.ok) return runs;
      const rows = commits.map(({ body: _, ...commit }) => ({
        ...commit,
        parents: [...commit.parents],
        ...beside(commit.commit, refs, runs.value),
      }));
      return ok({ commits: rows, next });
    },
    commitDetail: (input) =>
      look(input, async (git, folder) => {
        const [commit, refs] = await Promise.all([readCommit(folder, git, input.revision), readRefs(git)]);
        if (!commit.ok) return commit;
        if (!refs.ok) return refs;
        const runs = runsOf(input.projectId, [commit.value]);
        return runs.ok ? ok({ ...commit.value, ...beside(commit.value.commit, refs.value, runs.value) }) : runs;
      }),
    branches: (input) => look(input, readBranches),
    createBranch: (input) => change(input, ({ writer }, folder) => createBranch(folder, writer, input)),
    renameBranch: (input) => change(input, ({ writer }) => renameBranch(writer, input.name, input.to)),
    deleteBranch: (input) => change(input, (repository) => deleteBranch(repository, input, now())),
    switchTo: (input, signal) => run(input, signal, (tools, folder) => switchTo(folder, tools, input)),
    merge: (input, signal) => run(input, signal, (tools, folder) => merge(folder, tools, input.revision, input.how)),
    rebase: (input, signal) => run(input, signal, (tools, folder) => rebase(folder, tools, input.onto)),
    cherryPick: (input, signal) => run(input, signal, (tools) => applyCommit(tools, "cherry-pick", input.commit)),
    revert: (input, signal) => run(input, signal, (tools) => applyCommit(tools, "revert", input.commit)),
    tags: (input) => look(input, readTags),
    createTag: (input) => change(input, ({ writer }, folder) => createTag(folder, writer, input)),
    deleteTag: (input) => change(input, (repository) => deleteTag(repository, input.name, now())),
    remotes: (input) => look(input, readRemotes),
    fetch: (input, signal) => run(input, signal, (tools) => fetchRemotes(tools, input)),
    pull: (input, signal) => run(input, signal, (tools) => pull(tools, input.how)),
    push: (input, signal) => run(input, signal, (tools, folder) => push(folder, tools, input)),
    answer: ({ promptId, text }) =>
      prompts?.answer(promptId, text)
        ? ok(undefined)
        : err(failure("not-found", "Nobody asks that any more.", "The operation has ended, or was answered.")),
    hooks: async ({ projectId }) => {
      const project = trusted(projectId);
      if (!project.ok) return project;
      const repository = await openRepository(project.value.path);
      return repository.ok ? ok(await readHooks(repository.value)) : repository;
    },
    setHook: async (input) => {
      const { hook, stages } = input;
      if (commandLine === undefined)
        return err(impossible("Hooks cannot be set from here.", "millrace code hooks in a terminal sets them."));
      const project = trusted(input.projectId);
      if (!project.ok) return project;
      const unknown = await unknownStage(project.value.path, stages);
      if (unknown !== null) return err(unknown);
      return change(input, (repository) => setHook(repository, { hook, stages, commandLine }));
    },
    close: graphs.close,
  };
}

type Work = (tools: OperationTools, folder: string) => ReturnType<Parameters<typeof operate>[1]>;

function beside(commit: string, refs: Refs, runs: ReadonlyMap<string, CommitRun[]>): Pick<CommitRow, "refs" | "runs"> {
  return { refs: [...(refs.byCommit.get(commit) ?? [])], runs: runs.get(commit) ?? [] };
}

async function unknownStage(folder: string, stages: readonly string[]): Promise<CodeFailure | null> {
  const known = (await loadPipeline(folder)).stages.map(({ name }) => name);
  const unknown = stages.find((stage) => !known.includes(stage));
  return unknown === undefined ? null : impossible(`There is no stage ${JSON.stringify(unknown)}.`, `There is ${known.join(", ")}.`);
}
