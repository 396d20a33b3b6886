import { userInfo } from "node:os";
import type { ItemChange, ItemSource, PlanColumn, PlanItem, PlanRepair } from "../../../../shared/contract/plan.ts";
import { err, ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import {
  boardFileName,
  composeItem,
  composeRemoved,
  evidenceOf,
  type FileSource,
  type ItemEdit,
  movedNow,
  newCommentId,
  newItemKey,
  nextNumber,
  noValues,
  type PlanFault,
  type PlanFile,
  type PlanWrite,
  placeInColumn,
  planPath,
  refused,
  stale,
  writeColumns,
} from "../../plan/plan.ts";
import type { StoredProject } from "../../store/store.ts";
import { numberedIn, textOf, writeAll, writeOf } from "./change.ts";
import type { Desk, PlanFailure } from "./desks.ts";
import { itemIn, itemsIn, type PlanLook } from "./look.ts";
import { type Mended, mendMerges, mendNumbers } from "./mend.ts";
import { chooseSide } from "./merging.ts";
import { fingerprintOf, missing } from "./views.ts";

/** What a change came to. */
export interface Changed {
  readonly key: string;
  readonly number: number;
  readonly undoId: string;
}

/** What changes are made with. */
export interface ChangeParts {
  readonly now: Clock;
  /** Tells git that nothing is left to merge in these files. */
  stage(project: StoredProject, paths: readonly string[]): Promise<Result<undefined, PlanFault>>;
}

type Answer<Value = Changed> = Promise<Result<Value, PlanFailure>>;

/** Every change of a plan: each writes its files at once, or nothing, and can be taken back. */
export interface Changes {
  add(look: PlanLook, desk: Desk, wish: ItemChange & { title: string; source?: ItemSource | undefined }): Answer;
  change(look: PlanLook, desk: Desk, wish: { key: string; fields: ItemChange; fingerprint?: string | undefined }): Answer;
  move(look: PlanLook, desk: Desk, wish: { key: string; column: string; before: string | null }): Answer;
  undoMove(look: PlanLook, desk: Desk, wish: { key: string }): Answer;
  comment(look: PlanLook, desk: Desk, wish: { key: string; text: string }): Answer;
  setArchived(look: PlanLook, desk: Desk, wish: { key: string; isArchived: boolean }): Answer;
  remove(look: PlanLook, desk: Desk, wish: { key: string }): Answer<{ undoId: string }>;
  undo(desk: Desk, undoId: string): Answer<{ key: string; undoId: string }>;
  resolve(look: PlanLook, desk: Desk, wish: { key: string; field: string; take: "ours" | "theirs" }): Answer;
  mend(look: PlanLook, desk: Desk): Answer<{ repairs: PlanRepair[] }>;
  setColumns(look: PlanLook, desk: Desk, columns: readonly PlanColumn[]): Answer<undefined>;
}

/** Makes them. */
export function createChanges({ now, stage }: ChangeParts): Changes {
  const movedAt = (look: PlanLook, file: PlanFile) => movedNow(now(), evidenceOf(look.linksOf(file), look.mainBranch));
  return {
    add: async (look, desk, { source, ...fields }) => {
      const origin = source === undefined ? ok(null) : desk.sources.forFile(source);
      if (!origin.ok) return origin;
      const twin = origin.value === null ? undefined : madeFrom(look, origin.value);
      if (twin !== undefined) return err(refused(`${nameOf(twin)} was made of it already.`, "Open that one."));
      const columns = columnsFor(look, fields.column);
      if (!columns.ok) return columns;
      if (!look.files.isWhole) return err(refused("The plan has more files than are read.", "Take items out of its folder first."));
      const key = newItemKey(fields.title);
      const number = nextNumber(numberedIn(look.files));
      const ranks = ranksFor(look, columns.value, null, key);
      const me = await desk.me();
      const values = { ...noValues, ...withoutUndefined(fields), column: columns.value, rank: ranks.get(key) ?? "", number };
      const text = composeItem({ ...values, createdAt: now(), createdBy: me, source: origin.value });
      return write(desk, key, number, [{ name: `${key}.md`, before: null, after: text }, ...othersOf(ranks, key)]);
    },
    change: async (look, desk, { key, fields, fingerprint }) => {
      const found = fileOf(look, desk, key);
      if (!found.ok) return found;
      const { file } = found.value;
      if (fingerprint !== undefined) {
        const text = textOf(desk.project, key);
        if (!text.ok) return text;
        if (fingerprintOf(text.value) !== fingerprint) return err(stale(`${planPath}/${key}.md`));
      }
      const isMoved = fields.column !== undefined && fields.column !== found.value.item.column;
      if (isMoved) {
        const columns = columnsFor(look, fields.column);
        if (!columns.ok) return columns;
      }
      const { column, ...others } = withoutUndefined(fields);
      const edit: ItemEdit = isMoved ? { ...others, column: column ?? "", movedAt: movedAt(look, file) } : others;
      return edited(look, desk, key, edit);
    },
    move: async (look, desk, { key, column, before }) => {
      const found = fileOf(look, desk, key);
      if (!found.ok) return found;
      const columns = columnsFor(look, column);
      if (!columns.ok) return columns;
      if (before !== null && before !== key && !inColumn(look, column, key).some((item) => item.key === before)) {
        return err(refused(`The item before which it should stand is not in ${column} any more.`, "Look at the board again."));
      }
      const ranks = ranksFor(look, column, before, key);
      const isSameColumn = found.value.item.column === column;
      // Within its column nothing is said about how far it has come.
      const own = isSameColumn ? {} : { column, movedAt: movedAt(look, found.value.file) };
      return edited(look, desk, key, { ...own, rank: ranks.get(key) ?? found.value.item.rank }, othersOf(ranks, key));
    },
    undoMove: async (look, desk, { key }) => {
      const found = fileOf(look, desk, key);
      if (!found.ok) return found;
      if (found.value.item.moved === null) return err(refused("Nothing has moved this item by itself.", "It stands where its file says."));
      return edited(look, desk, key, { movedAt: movedAt(look, found.value.file) });
    },
    comment: async (look, desk, { key, text }) => {
      const found = fileOf(look, desk, key);
      if (!found.ok) return found;
      const me = await desk.me();
      const comment = { id: newCommentId(), author: me ?? userInfo().username, at: now(), text };
      return edited(look, desk, key, { comment });
    },
    setArchived: async (look, desk, { key, isArchived }) => {
      const found = fileOf(look, desk, key);
      if (!found.ok) return found;
      return edited(look, desk, key, found.value.item.isArchived === isArchived ? {} : { archivedAt: isArchived ? now() : null });
    },
    remove: async (look, desk, { key }) => {
      const found = fileOf(look, desk, key);
      if (!found.ok) return found;
      const before = textOf(desk.project, key);
      if (!before.ok) return before;
      const { untracked } = await desk.git(look.files.generation);
      // What nobody else can have seen leaves nothing behind.
      const after = untracked.has(`${key}.md`) ? null : composeRemoved({ number: found.value.item.number }, now());
      const writes = [{ name: `${key}.md`, before: before.value, after }];
      const written = writeAll(desk, writes);
      return written.ok ? ok({ undoId: desk.undo.keep({ key, writes }) }) : written;
    },
    undo: async (desk, undoId) => {
      const change = desk.undo.find(undoId);
      if (change === null)
        return err(refused("This cannot be undone any more.", "The last hundred changes can, as long as Millrace runs."));
      const back = change.writes.map(({ name, before, after }) => ({ name, before: after, after: before }));
      const writes = back.toReversed();
      const written = writeAll(desk, writes);
      if (!written.ok) return written;
      desk.undo.drop(undoId);
      return ok({ key: change.key, undoId: desk.undo.keep({ key: change.key, writes }) });
    },
    resolve: async (look, desk, { key, field, take }) => {
      const { unmerged } = await desk.git(look.files.generation);
      const chosen = chooseSide(desk.project.path, key, unmerged.get(key), { field, take });
      if (!chosen.ok) return chosen;
      const { text, merged } = chosen.value;
      const isOver = merged.conflicts.length === 0 && unmerged.has(key);
      if (isOver && !desk.project.trusted) {
        return err(refused("Git is told of a merge in a trusted project alone.", "Trust it on its board, or put the file right by hand."));
      }
      const writes = [{ name: `${key}.md`, before: text, after: merged.text }];
      const written = writeAll(desk, writes);
      if (!written.ok) return written;
      const staged = isOver ? await stage(desk.project, [`${planPath}/${key}.md`]) : ok(undefined);
      const number = look.files.files.get(key)?.item?.values.number ?? 0;
      return staged.ok ? ok({ key, number, undoId: desk.undo.keep({ key, writes }) }) : staged;
    },
    mend: async (look, desk) => {
      const { project, folder } = desk;
      const git = await desk.git(look.files.generation);
      const merged = await mendMerges(desk, look.files, git, (paths) => stage(project, paths));
      if (!merged.ok) return merged;
      // What was merged may have brought numbers that others have.
      const numbered = mendNumbers(desk, await folder.read());
      // What was staged as a whole stays so: the merge that brought it would be committed without its new number.
      const restaged = numbered.ok
        ? numbered.value.writes.flatMap(({ name }) => (git.staged.has(name) ? [`${planPath}/${name}`] : []))
        : [];
      const told = restaged.length === 0 ? ok(undefined) : await stage(project, restaged);
      if (!told.ok) return told;
      const all: Mended[] = numbered.ok ? [merged.value, numbered.value] : [merged.value];
      const writes = all.flatMap((part) => part.writes);
      if (writes[0] !== undefined) desk.undo.keep({ key: writes[0].name.slice(0, -".md".length), writes });
      return numbered.ok ? ok({ repairs: all.flatMap(({ repairs }) => repairs) }) : numbered;
    },
    setColumns: async ({ files }, desk, columns) => {
      const names = new Set(columns.map(({ name }) => name.trim()));
      if (names.size < columns.length) return err(refused("Two columns have the same name.", "Give each one of its own."));
      const fault = files.problems.find(({ path }) => path === `${planPath}/${boardFileName}`);
      if (fault !== undefined) return err(refused(`${fault.path}:${fault.line}: ${fault.message}.`, "Put the file right by hand first."));
      const text = writeColumns(files.boardText, columns);
      if (!text.ok) return err(refused(`${boardFileName}: ${text.failure.message}.`));
      return writeAll(desk, [{ name: boardFileName, before: files.boardText, after: text.value }]);
    },
  };

  /** Changes one item, which gets a number if it has none yet. */
  function edited(look: PlanLook, desk: Desk, key: string, edit: ItemEdit, others: readonly Rerank[] = []): Answer {
    const known = look.files.files.get(key)?.item?.values.number ?? null;
    const number = known ?? nextNumber(numberedIn(look.files));
    return write(desk, key, number, [{ key, edit: known === null ? { ...edit, number } : edit }, ...others]);
  }
}

interface Rerank {
  readonly key: string;
  readonly edit: ItemEdit;
}

async function write(desk: Desk, key: string, number: number, wishes: readonly (PlanWrite | Rerank)[]): Answer {
  const writes: PlanWrite[] = [];
  for (const wish of wishes) {
    const made = "edit" in wish ? writeOf(desk.project, wish.key, wish.edit) : ok(wish);
    if (!made.ok) return made;
    if (made.value.before !== made.value.after) writes.push(made.value);
  }
  const written = writeAll(desk, writes);
  return written.ok ? ok({ key, number, undoId: desk.undo.keep({ key, writes }) }) : written;
}

function fileOf(look: PlanLook, desk: Desk, key: string): Result<{ file: PlanFile; item: PlanItem }, PlanFailure> {
  const file = look.files.files.get(key);
  if (file === undefined) return err(missing(desk, key));
  const [problem] = file.item === null ? file.problems : [];
  if (problem !== undefined) return err(refused(`${problem.path}:${problem.line}: ${problem.message}.`, "Put the file right by hand."));
  const item = itemIn(look, file);
  return item === null ? err(missing(desk, key)) : ok({ file, item });
}

/** The column to put an item into: the first one when none is named. */
function columnsFor({ files }: PlanLook, column: string | undefined): Result<string, PlanFault> {
  const name = column ?? files.columns[0]?.name ?? "";
  if (files.columns.some((one) => one.name === name)) return ok(name);
  return err(refused(`There is no column ${name}.`, `There are ${files.columns.map((one) => one.name).join(", ")}.`));
}

function inColumn(look: PlanLook, column: string, without: string): PlanItem[] {
  return itemsIn(look).filter((item) => item.column === column && !item.isArchived && item.key !== without);
}

function ranksFor(look: PlanLook, column: string, before: string | null, key: string): Map<string, string> {
  const items = inColumn(look, column, key);
  const place = before === null ? -1 : items.findIndex((item) => item.key === before);
  return placeInColumn(items, place === -1 ? items.length : place, key);
}

function othersOf(ranks: ReadonlyMap<string, string>, key: string): Rerank[] {
  return [...ranks].flatMap(([other, rank]) => (other === key ? [] : [{ key: other, edit: { rank } }]));
}

/** What is living and was made from the same. */
export function madeFrom({ files }: PlanLook, source: FileSource): PlanFile | undefined {
  const sought = identityOf(source);
  return [...files.files.values()].find(({ item }) => {
    const known = item?.values.source;
    return known !== undefined && known !== null && item?.isRemoved === false && identityOf(known) === sought;
  });
}

/** A comment in the code stays the same one when its line moves. */
function identityOf(source: FileSource): string {
  return source.kind === "comment" ? JSON.stringify([source.kind, source.path, source.sum]) : JSON.stringify(source);
}

/** What people call an item. */
export function nameOf({ key, item }: PlanFile): string {
  const number = item?.values.number ?? null;
  return number === null ? `The item ${key}` : `Item #${number}`;
}

function withoutUndefined(fields: ItemChange): Pick<ItemEdit, keyof ItemChange> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
