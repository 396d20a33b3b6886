import type { CodeStatus, Conflict, FileDiff, LineSelection, Stash, Undoable } from "../../../../shared/contract/code/changes.ts";
import type { OperationEvent } from "../../../../shared/contract/code/shared.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import {
  applyStash,
  type ChangePlace,
  type CodeFailure,
  type CommitWish,
  changeIn,
  commit,
  continuePending,
  type DiffQuestion,
  discardLines,
  discardPaths,
  dropStash,
  largeBytes,
  listStashes,
  listUndoables,
  type Operation,
  openRepository,
  type PromptDesk,
  pushStash,
  type Repository,
  type Resolution,
  readConflict,
  readDiff,
  readStatus,
  removeIndexLock,
  resolveConflict,
  type StashWish,
  stageLines,
  stagePaths,
  type Turns,
  undo,
  unstageLines,
  unstagePaths,
} from "../../code/code.ts";
import type { Store, StoreFailure } from "../../store/store.ts";
import type { NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";

type ById = { readonly projectId: ProjectId };
type ByPaths = ById & { readonly paths: readonly string[] };
type BySelection = ById & { readonly selection: LineSelection };
type Failures = NotFound | CodeFailure | StoreFailure;
type Answer<Value> = Promise<Result<Value, Failures>>;
type DiffInput = ById & Omit<DiffQuestion, "maxBytes"> & { readonly isLargeWanted: boolean };

/** Something long that git does, as events; what it returns last says whether it was done. */
export type CodeOperation = AsyncGenerator<OperationEvent, Result<undefined, Failures>, void>;

/** The part of the `code` area of the contract that is about the working folder. */
export interface CodeChangesService {
  status(input: ById): Answer<CodeStatus>;
  diff(input: DiffInput): Answer<FileDiff>;
  stage(input: ByPaths): Answer<undefined>;
  unstage(input: ByPaths): Answer<undefined>;
  stageLines(input: BySelection): Answer<undefined>;
  unstageLines(input: BySelection): Answer<undefined>;
  discard(input: ByPaths): Answer<{ undoId: string }>;
  discardLines(input: BySelection): Answer<{ undoId: string }>;
  undo(input: ById & { undoId: string }): Answer<undefined>;
  undoables(input: ById): Answer<Undoable[]>;
  commit(input: ById & CommitWish, signal?: AbortSignal): CodeOperation;
  conflict(input: ById & { path: string }): Answer<Conflict>;
  resolve(input: ById & { path: string; how: Resolution }): Answer<undefined>;
  pending(input: ById & { what: "continue" | "skip" | "abort" }, signal?: AbortSignal): CodeOperation;
  unlock(input: ById): Answer<undefined>;
  stashes(input: ById): Answer<Stash[]>;
  stash(input: ById & StashWish): Answer<undefined>;
  unstash(input: ById & { commit: string; what: "apply" | "pop" }): Answer<undefined>;
  dropStash(input: ById & { commit: string }): Answer<{ undoId: string }>;
}

/** What the service works with. */
export interface CodeChangesParts {
  readonly turns: Turns;
  readonly prompts: PromptDesk | null;
  readonly now: Clock;
  /** Called when a project's status is asked for: whoever shows it wants to know when it is another one. */
  readonly onShown?: (projectId: ProjectId, folder: string) => void;
}

/** For trusted projects alone: what a repository's settings start is the person's own there. */
export function createCodeChangesService(store: Store, { turns, prompts, now, onShown }: CodeChangesParts): CodeChangesService {
  function placeOf(projectId: ProjectId): Result<ChangePlace, Failures> {
    const project = findProject(store, projectId);
    if (!project.ok) return project;
    if (project.value.trusted) return ok({ folder: project.value.path, turns, prompts, now });
    const hint = "Trust it on its board; until then nothing of its repository is shown or changed.";
    return err(failure("not-trusted", `${project.value.name} has not been trusted yet.`, hint));
  }

  async function look<Value>({ projectId }: ById, read: (repository: Repository) => Promise<Result<Value, CodeFailure>>): Answer<Value> {
    const place = placeOf(projectId);
    if (!place.ok) return place;
    const repository = await openRepository(place.value.folder);
    return repository.ok ? read(repository.value) : repository;
  }

  async function change<Value>({ projectId }: ById, work: (repository: Repository) => Promise<Result<Value, CodeFailure>>): Answer<Value> {
    const place = placeOf(projectId);
    return place.ok ? changeIn(place.value, work) : place;
  }

  async function* operation({ projectId }: ById, begin: (place: ChangePlace) => Operation): CodeOperation {
    const place = placeOf(projectId);
    return place.ok ? yield* begin(place.value) : place;
  }

  return {
    status: async (input) => {
      const status = await look(input, (repository) => readStatus(repository, now()));
      const place = placeOf(input.projectId);
      if (status.ok && place.ok) onShown?.(input.projectId, place.value.folder);
      return status;
    },
    diff: ({ isLargeWanted, ...input }) =>
      look(input, (repository) => readDiff(repository, { ...input, maxBytes: isLargeWanted ? Number.POSITIVE_INFINITY : largeBytes })),
    stage: (input) => change(input, (repository) => stagePaths(repository, input.paths)),
    unstage: (input) => change(input, (repository) => unstagePaths(repository, input.paths)),
    stageLines: (input) => change(input, (repository) => stageLines(repository, input.selection)),
    unstageLines: (input) => change(input, (repository) => unstageLines(repository, input.selection)),
    discard: (input) => change(input, (repository) => discardPaths(repository, input.paths, now())),
    discardLines: (input) => change(input, (repository) => discardLines(repository, input.selection, now())),
    undo: (input) => change(input, (repository) => undo(repository, input.undoId, now())),
    undoables: (input) => look(input, async (repository) => ok(await listUndoables(repository))),
    commit: (input, signal) => operation(input, (place) => commit(place, input, signal)),
    conflict: (input) => look(input, (repository) => readConflict(repository, input.path)),
    resolve: (input) => change(input, (repository) => resolveConflict(repository, input.path, input.how)),
    pending: (input, signal) => operation(input, (place) => continuePending(place, input.what, signal)),
    // Not behind the lock that it is to remove.
    unlock: (input) => look(input, (repository) => turns.take(repository.gitFolder, () => removeIndexLock(repository, now))),
    stashes: (input) => look(input, async (repository) => ok(await listStashes(repository))),
    stash: (input) => change(input, (repository) => pushStash(repository, input)),
    unstash: (input) => change(input, (repository) => applyStash(repository, input.commit, input.what)),
    dropStash: (input) => change(input, (repository) => dropStash(repository, input.commit, now())),
  };
}
