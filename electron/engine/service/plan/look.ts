import type { PlanItem } from "../../../../shared/contract/plan.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import {
  automaticMove,
  cardOf,
  columnOf,
  compareRanks,
  evidenceOf,
  type ItemLinks,
  type ItemProgress,
  type PlanFile,
  type PlanFiles,
  progressOf,
} from "../../plan/plan.ts";
import type { StoredProject, StoreFailure } from "../../store/store.ts";
import type { LinkService, NamedItem, ProjectLinks } from "./links.ts";

/** A plan as it stands: its files, and what names its items. */
export interface PlanLook {
  readonly files: PlanFiles;
  readonly mainBranch: string;
  linksOf(file: PlanFile): ItemLinks;
}

/** Finds out what names the items of these files. The same answer as long as neither changed. */
export async function lookAt(project: StoredProject, files: PlanFiles, links: LinkService): Promise<Result<PlanLook, StoreFailure>> {
  const found = await links.read(project, namedItems(files));
  if (!found.ok) return found;
  const known = looks.get(files);
  if (known?.links === found.value) return ok(known.look);
  const look = makeLook(files, found.value);
  looks.set(files, { links: found.value, look });
  return ok(look);
}

const looks = new WeakMap<PlanFiles, { links: ProjectLinks; look: PlanLook }>();

function makeLook(files: PlanFiles, { mainBranch, of }: ProjectLinks): PlanLook {
  const items = new Map(namedItems(files).map((item) => [item.key, item]));
  return {
    files,
    mainBranch,
    linksOf: ({ key }) => {
      const item = items.get(key);
      return item === undefined ? { branches: [], commits: [] } : of(item);
    },
  };
}

const named = new WeakMap<ReadonlyMap<string, PlanFile>, NamedItem[]>();

function namedItems({ files }: PlanFiles): NamedItem[] {
  const known = named.get(files);
  if (known !== undefined) return known;
  const items = [...files.values()].flatMap(({ key, item }) => {
    if (item === null || item.isRemoved) return [];
    const { number, formerly, createdAt } = item.values;
    return [{ key, number, formerly, createdAt }];
  });
  named.set(files, items);
  return items;
}

/** An item as the board shows it; `null` for a file that is none. */
export function itemIn({ files, mainBranch, linksOf }: PlanLook, file: PlanFile): PlanItem | null {
  const card = cardOf(file);
  if (card === null || file.item === null) return null;
  const { column, movedAt, createdAt } = file.item.values;
  const standing = { column, movedAt, createdAt };
  const links = linksOf(file);
  const isNamed = links.branches.length > 0 || links.commits.length > 0;
  const moved = isNamed ? automaticMove(standing, files.columns, evidenceOf(links, mainBranch)) : null;
  return {
    ...card,
    column: columnOf(standing, files.columns, moved),
    moved,
    commits: links.commits.length,
    branches: isNamed ? links.branches.map(({ name }) => name) : [],
  };
}

/** All items of the plan, those of the archive as well, in the order of their columns. */
export function itemsIn(look: PlanLook): readonly PlanItem[] {
  const known = sorted.get(look);
  if (known !== undefined) return known;
  const items = sortItems(look);
  sorted.set(look, items);
  return items;
}

const sorted = new WeakMap<PlanLook, readonly PlanItem[]>();

function sortItems(look: PlanLook): PlanItem[] {
  const places = new Map(look.files.columns.map(({ name }, place) => [name, place]));
  const items = [...look.files.files.values()].flatMap((file) => itemIn(look, file) ?? []);
  return items.sort((a, b) => (places.get(a.column) ?? 0) - (places.get(b.column) ?? 0) || byPlace(a, b));
}

/** By rank; those without one by their age. */
function byPlace(left: PlanItem, right: PlanItem): number {
  if (left.rank === "" && right.rank === "" && left.createdAt !== right.createdAt) return left.createdAt - right.createdAt;
  return compareRanks(left, right);
}

/** How far work on each item has come; `null` without a plan. */
export function progressIn({ files, mainBranch, linksOf }: PlanLook): ItemProgress[] | null {
  if (!files.isThere) return null;
  return [...files.files.values()].flatMap((file) => {
    if (file.item === null || file.item.isRemoved) return [];
    const { column, movedAt, createdAt, archivedAt } = file.item.values;
    const progress = progressOf({ column, movedAt, createdAt }, files.columns, linksOf(file), mainBranch);
    // What was put away undone is not worked on.
    return [{ ...progress, isUnderWay: progress.isUnderWay && archivedAt === null }];
  });
}
