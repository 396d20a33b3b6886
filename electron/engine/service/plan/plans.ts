import type {
  ItemChange,
  ItemSource,
  PlanBoard,
  PlanColumn,
  PlanItem,
  PlanItemDetail,
  PlanRepair,
} from "../../../../shared/contract/plan.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { type CodeFailure, changeIn, commit, impossible, type PromptDesk, stagePaths, type Turns } from "../../code/code.ts";
import { type ItemProgress, type PlanFault, refused } from "../../plan/plan.ts";
import type { Store, StoredProject } from "../../store/store.ts";
import { type Changed, createChanges, madeFrom, nameOf } from "./changes.ts";
import { messageOf, patternsOf } from "./commit-words.ts";
import { createDesks, type Desk, type PlanFailure } from "./desks.ts";
import type { LinkService } from "./links.ts";
import { itemIn, lookAt, type PlanLook, progressIn } from "./look.ts";
import { archiveOf, boardOf, detailOf, foundIn, itemsWithSources } from "./views.ts";

type ById = { readonly projectId: ProjectId };
type ByKey = ById & { readonly key: string };
type Answer<Value> = Promise<Result<Value, PlanFailure>>;
/** The `plan` area of the contract, as far as it is about files. */
export interface PlanService {
  board(input: ById): Answer<PlanBoard>;
  get(input: ByKey): Answer<PlanItemDetail>;
  ofSource(input: ById & { source: ItemSource }): Answer<{ item: PlanItem | null }>;
  search(input: ById & { text: string; limit: number }): Answer<{ items: PlanItem[] }>;
  archive(input: ById): Answer<{ items: PlanItem[] }>;
  add(input: ById & ItemChange & { title: string; source?: ItemSource | undefined }): Answer<Changed>;
  change(input: ByKey & { fields: ItemChange; fingerprint?: string | undefined }): Answer<Changed>;
  move(input: ByKey & { column: string; before: string | null }): Answer<Changed>;
  undoMove(input: ByKey): Answer<Changed>;
  comment(input: ByKey & { text: string }): Answer<Changed>;
  setArchived(input: ByKey & { isArchived: boolean }): Answer<Changed>;
  remove(input: ByKey): Answer<{ undoId: string }>;
  undo(input: ById & { undoId: string }): Answer<{ key: string; undoId: string }>;
  resolve(input: ByKey & { field: string; take: "ours" | "theirs" }): Answer<Changed>;
  mend(input: ById): Answer<{ repairs: PlanRepair[] }>;
  setColumns(input: ById & { columns: PlanColumn[] }): Answer<undefined>;
  /** All items, those of the archive as well, with what they were made from; none where they cannot be read. */
  items(projectId: ProjectId): Promise<(PlanItem & { readonly source: ItemSource | null })[]>;
  /** How far work on each item has come, on those of the archive as well; `null` without a plan, or when it cannot be read. */
  progress(projectId: ProjectId): Promise<ItemProgress[] | null>;
  commit(input: ById): Promise<Result<{ commit: string }, PlanFailure | CodeFailure>>;
  close(): void;
}

/** What the service works with. */
export interface PlanParts {
  readonly store: Store;
  readonly links: LinkService;
  readonly turns: Turns;
  readonly prompts: PromptDesk | null;
  readonly now: Clock;
  /** Told when a plan changed. With it the plans that are asked for are watched. */
  readonly onChange: ((projectId: ProjectId) => void) | null;
}

/** Items may be read and changed in projects that are not trusted: they are files, and nothing is started. */
export function createPlanService({ store, links, turns, prompts, now, onChange }: PlanParts): PlanService {
  const desks = createDesks(store, now, onChange);

  async function look<Value>(
    { projectId }: ById,
    view: (look: PlanLook, desk: Desk) => Promise<Result<Value, PlanFailure>>,
  ): Answer<Value> {
    const desk = desks.of(projectId);
    if (!desk.ok) return desk;
    const seen = await lookAt(desk.value.project, await desk.value.folder.read(), links);
    return seen.ok ? view(seen.value, desk.value) : seen;
  }

  function change<Value>(input: ById, work: (look: PlanLook, desk: Desk) => Promise<Result<Value, PlanFailure>>): Answer<Value> {
    const desk = desks.of(input.projectId);
    return desk.ok ? desk.value.inTurn(() => look(input, work)) : Promise.resolve(desk);
  }

  /** What hooks and filters of a trusted project do with it is the person's own wish. */
  async function stage({ path }: StoredProject, paths: readonly string[]): Promise<Result<undefined, PlanFault>> {
    const staged = await changeIn({ folder: path, turns, prompts, now }, (repository) => stagePaths(repository, paths));
    return staged.ok ? staged : err(refused(`Git was not told of it: ${staged.failure.message}`, staged.failure.hint));
  }

  const changes = createChanges({ now, stage });
  return {
    board: (input) => look(input, boardOf),
    get: (input) => look(input, (seen, desk) => detailOf(seen, desk, input.key, links)),
    ofSource: (input) =>
      look(input, async (seen, desk) => {
        const source = desk.sources.forFile(input.source);
        const file = source.ok ? madeFrom(seen, source.value) : undefined;
        return ok({ item: file === undefined ? null : itemIn(seen, file) });
      }),
    search: (input) => look(input, async (seen) => ok({ items: foundIn(seen, input.text, input.limit) })),
    archive: (input) => look(input, async (seen) => ok({ items: archiveOf(seen) })),
    add: (input) => change(input, (seen, desk) => changes.add(seen, desk, input)),
    change: (input) => change(input, (seen, desk) => changes.change(seen, desk, input)),
    move: (input) => change(input, (seen, desk) => changes.move(seen, desk, input)),
    undoMove: (input) => change(input, (seen, desk) => changes.undoMove(seen, desk, input)),
    comment: (input) => change(input, (seen, desk) => changes.comment(seen, desk, input)),
    setArchived: (input) => change(input, (seen, desk) => changes.setArchived(seen, desk, input)),
    remove: (input) => change(input, (seen, desk) => changes.remove(seen, desk, input)),
    undo: (input) => change(input, (_, desk) => changes.undo(desk, input.undoId)),
    resolve: (input) => change(input, (seen, desk) => changes.resolve(seen, desk, input)),
    mend: (input) => change(input, (seen, desk) => changes.mend(seen, desk)),
    setColumns: (input) => change(input, (seen, desk) => changes.setColumns(seen, desk, input.columns)),
    items: async (projectId) => {
      const read = await look({ projectId }, async (seen, desk) => ok(itemsWithSources(seen, desk)));
      return read.ok ? read.value : [];
    },
    progress: async (projectId) => {
      const read = await look({ projectId }, async (seen) => ok(progressIn(seen)));
      return read.ok ? read.value : null;
    },
    commit: async ({ projectId }) => {
      const desk = desks.of(projectId);
      if (!desk.ok) return desk;
      const { project, folder } = desk.value;
      if (!project.trusted) return err(failure("not-trusted", `${project.name} has not been trusted yet.`, "Trust it on its board first."));
      const files = await folder.read();
      const { uncommitted } = await desk.value.git(files.generation);
      if (uncommitted.length === 0) return err(impossible("Nothing of the plan has changed since the last commit.", ""));
      const undecided = [...files.files.values()].find(({ key, item }) => item?.isMarked === true && uncommitted.includes(`${key}.md`));
      if (undecided !== undefined) {
        return err(impossible(`${nameOf(undecided)} has two sides that git could not merge.`, "Choose one first, and commit then."));
      }
      const wish = { message: messageOf(uncommitted, files), isAmend: false, isSignedOff: false, isHookless: false, isAll: true };
      const operation = commit({ folder: project.path, turns, prompts, now }, { ...wish, only: patternsOf(uncommitted) });
      for (let hash = ""; ; ) {
        const next = await operation.next();
        if (next.done === true) return next.value.ok ? ok({ commit: hash }) : next.value;
        if (next.value.type === "done") hash = next.value.commit ?? "";
      }
    },
    close: desks.close,
  };
}
