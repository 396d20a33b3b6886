import { dirname } from "node:path";
import type { Project, WorkingTree } from "../../../../shared/contract/schemas.ts";
import { type ProjectId, runOf, type StageRunId } from "../../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { readGitState } from "../../git/git.ts";
import { nameForFolder } from "../../pipeline/pipeline.ts";
import { findProgram, launch } from "../../process/process.ts";
import { editorCall, fileInProject } from "../../project/editor.ts";
import { type FolderFailure, type FolderListing, findFolder, isFolder, listFolders } from "../../project/folders.ts";
import { copySample, type SampleFailure } from "../../project/sample.ts";
import type { Store, StoredProject, StoreFailure } from "../../store/store.ts";
import { found, type NotFound } from "../not-there.ts";
import { readSettings } from "./settings.ts";

type ById = { readonly projectId: ProjectId };

/** The `projects` area of the contract. */
export interface ProjectService {
  list(): Promise<Result<Project[], StoreFailure>>;
  open(input: { path: string }): Promise<Result<Project, FolderFailure | StoreFailure>>;
  openSample(): Promise<Result<Project, SampleFailure | StoreFailure>>;
  rename(input: ById & { name: string }): Promise<Result<Project, NotFound | StoreFailure>>;
  relocate(input: ById & { path: string }): Promise<Result<Project, NotFound | FolderFailure | StoreFailure>>;
  /** Takes it off the list and ends its services; its folder and its history stay. */
  remove(input: ById): Promise<Result<undefined, NotFound | RemovalFailure>>;
  trust(input: ById & { trusted: boolean }): Promise<Result<Project, NotFound | StoreFailure>>;
  workingTree(input: ById): Promise<Result<WorkingTree, NotFound | StoreFailure>>;
  browse(input: { path?: string | undefined }): Promise<Result<FolderListing, FolderFailure>>;
  openInEditor(input: EditorInput): Promise<Result<undefined, NotFound | StoreFailure | Failure<"editor-failed">>>;
  reveal(input: RevealInput): Promise<Result<undefined, NotFound | StoreFailure | Failure<"editor-failed">>>;
}

interface EditorInput extends ById {
  readonly path: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

interface RevealInput extends ById {
  readonly artifact?: { readonly stageRunId: StageRunId; readonly path: string } | undefined;
}

/** Why a project stays on the list: what it keeps running could not be told to end. */
export type RemovalFailure = StoreFailure | Failure<"host-failed">;

/** What the service needs to know of the rest. */
export interface ProjectParts {
  readonly store: Store;
  /** The sample that came with the app; it is copied, never run in place. */
  readonly sampleFolder: string;
  readonly now: Clock;
  /** Told when a project's folder is another one now; what becomes of it changes nothing. */
  readonly onMoved: (from: string, to: string) => Promise<unknown>;
  /** Ends what a project keeps running. */
  readonly endServices: (id: ProjectId) => Promise<Result<undefined, RemovalFailure>>;
}

/** Keeps the list of projects, and opens what belongs to them on the desktop. */
export function createProjectService({ store, sampleFolder, now, onMoved, endServices }: ProjectParts): ProjectService {
  const get = (id: ProjectId) => findProject(store, id);

  async function change(
    id: ProjectId,
    write: (id: ProjectId) => Result<unknown, StoreFailure>,
  ): Promise<Result<Project, NotFound | StoreFailure>> {
    const known = get(id);
    if (!known.ok) return known;
    const written = write(id);
    if (!written.ok) return written;
    const changed = get(id);
    return changed.ok ? describe(store, changed.value) : changed;
  }

  async function open(folder: string): Promise<Result<Project, StoreFailure>> {
    const name = await nameForFolder(folder);
    const opened = store.write(({ projects }) => projects.open(folder, name, now()));
    return opened.ok ? describe(store, opened.value) : opened;
  }

  return {
    list: async () => {
      const stored = store.read(({ projects }) => projects.list());
      if (!stored.ok) return stored;
      const described: Project[] = [];
      for (const result of await Promise.all(stored.value.map((project) => describe(store, project)))) {
        if (!result.ok) return result;
        described.push(result.value);
      }
      return ok(described);
    },
    open: async ({ path }) => {
      const folder = await findFolder(path);
      return folder.ok ? open(folder.value) : folder;
    },
    openSample: async () => {
      const folder = await copySample(sampleFolder);
      return folder.ok ? open(folder.value) : folder;
    },
    rename: ({ projectId, name }) => change(projectId, (id) => store.write(({ projects }) => projects.rename(id, name, now()))),
    relocate: async ({ projectId, path }) => {
      const folder = await findFolder(path);
      if (!folder.ok) return folder;
      const known = get(projectId);
      if (!known.ok) return known;
      const moved = store.write(({ projects }) => projects.relocate(projectId, folder.value, now()));
      if (!moved.ok) return moved;
      if (!moved.value)
        return err(
          failure(
            "not-found",
            `${folder.value} is another project of the list already.`,
            "Open that one, and remove this one from the list.",
          ),
        );
      // What could not follow stays with the old folder: Settings shows such secrets as not set.
      await onMoved(known.value.path, folder.value);
      return describe(store, { ...known.value, path: folder.value });
    },
    remove: async ({ projectId }) => {
      const known = get(projectId);
      if (!known.ok) return known;
      // Nobody would see them any more, nor could end them.
      const ended = await endServices(projectId);
      if (!ended.ok) return ended;
      const removed = store.write(({ projects }) => projects.remove(projectId, now()));
      return removed.ok ? ok(undefined) : removed;
    },
    trust: ({ projectId, trusted }) => change(projectId, (id) => store.write(({ projects }) => projects.trust(id, trusted, now()))),
    workingTree: async ({ projectId }) => {
      const known = get(projectId);
      return known.ok ? ok(await readWorkingTree(known.value)) : known;
    },
    browse: ({ path }) => listFolders(path),
    openInEditor: async ({ projectId, path, line, column }) => {
      const known = get(projectId);
      if (!known.ok) return known;
      const file = await fileInProject(known.value.path, path);
      if (!file.ok) return file;
      const settings = readSettings(store);
      if (!settings.ok) return settings;
      return openFile(settings.value.editorCommand, { file: file.value, line: line ?? 1, column: column ?? 1 }, known.value.path);
    },
    reveal: async ({ projectId, artifact }) => {
      const known = get(projectId);
      if (!known.ok) return known;
      const folder = artifact === undefined ? ok(known.value.path) : artifactFolder(store, artifact);
      if (!folder.ok) return folder;
      const program = process.platform === "darwin" ? "open" : process.platform === "win32" ? "explorer" : "xdg-open";
      const launched = await launch(program, [folder.value], folder.value);
      return launched.ok ? ok(undefined) : launched;
    },
  };
}

/** A project of the list by its id. */
export function findProject(store: Store, id: ProjectId): Result<StoredProject, NotFound | StoreFailure> {
  return found(
    store.read(({ projects }) => projects.get(id)),
    `Project ${id}`,
  );
}

async function describe(store: Store, project: StoredProject): Promise<Result<Project, StoreFailure>> {
  const lastRun = store.read(({ runs }) => runs.last(project.id));
  return lastRun.ok ? ok({ ...project, exists: await isFolder(project.path), lastRun: lastRun.value }) : lastRun;
}

async function readWorkingTree({ path, trusted }: StoredProject): Promise<WorkingTree> {
  const state = await readGitState(path, { isTrusted: trusted });
  if (state.ok) {
    const { branch, commit, subject, ahead, behind, changedFiles } = state.value;
    const slow = changedFiles === null ? "Git did not tell in time which files changed: a filter of the repository may hang." : null;
    const note = trusted ? slow : "Changed files are shown once you trust this project.";
    return { isRepository: true, note, branch, commit, subject, ahead, behind, changedFiles };
  }
  const note = state.failure.code === "not-a-repository" ? null : state.failure.message;
  return { isRepository: false, note, branch: null, commit: null, subject: null, ahead: null, behind: null, changedFiles: null };
}

async function openFile(
  commandLine: string,
  target: { file: string; line: number; column: number },
  cwd: string,
): Promise<Result<undefined, Failure<"editor-failed">>> {
  const call = editorCall(commandLine, target, await installedPrograms(), process.platform);
  if (!call.ok) return call;
  const launched = await launch(call.value.program, call.value.args, cwd);
  return launched.ok ? ok(undefined) : launched;
}

async function installedPrograms(): Promise<(program: string) => boolean> {
  const path = process.env.PATH ?? "";
  const names = ["code", "cursor", "codium", "zed", "subl", "idea", "webstorm", "kate", "gedit", "xdg-open", "open", "explorer"];
  const places = await Promise.all(names.map((name) => findProgram(name, path)));
  const installed = new Set(names.filter((_, index) => places[index] !== null));
  return (program) => installed.has(program);
}

function artifactFolder(
  store: Store,
  { stageRunId, path }: { stageRunId: StageRunId; path: string },
): Result<string, NotFound | StoreFailure> {
  const artifacts = store.read((tables) => tables.artifacts.ofRun(runOf(stageRunId)));
  if (!artifacts.ok) return artifacts;
  const kept = artifacts.value.find((artifact) => artifact.stageRunId === stageRunId && artifact.path === path);
  return kept === undefined ? err(failure("not-found", `${path} was not kept by this stage.`)) : ok(dirname(kept.storedPath));
}
