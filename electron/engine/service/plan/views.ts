import { createHash } from "node:crypto";
import type { ItemSource, PlanBoard, PlanItem, PlanItemDetail } from "../../../../shared/contract/plan.ts";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { type PlanFile, placeOfColumn, planPath, readItem, searchItems, type UnmergedFile } from "../../plan/plan.ts";
import { textOf } from "./change.ts";
import type { Desk, PlanFailure } from "./desks.ts";
import type { LinkService } from "./links.ts";
import { itemIn, itemsIn, type PlanLook } from "./look.ts";
import { repairsOf } from "./mend.ts";
import { openMerge } from "./merging.ts";

const mostCommits = 200;

/** The board. */
export async function boardOf(look: PlanLook, desk: Desk): Promise<Result<PlanBoard, PlanFailure>> {
  const { files } = look;
  const [git, me] = await Promise.all([desk.git(files.generation), desk.me()]);
  const all = itemsIn(look);
  const items = all.filter(({ isArchived }) => !isArchived);
  const names = namesIn(look);
  return ok({
    isThere: files.isThere,
    columns: [...files.columns],
    items: git.unmerged.size === 0 ? items : items.map((item) => withOpenConflicts(desk, item, git.unmerged.get(item.key))),
    archived: all.length - items.length,
    strays: straysOf(look),
    repairs: repairsOf(desk.project, files, git),
    problems: [...files.problems],
    labels: names.labels,
    milestones: names.milestones,
    people: [...new Set([...(me === null ? [] : [me]), ...git.people, ...names.assignees])],
    me,
    uncommitted: git.uncommitted.length,
  });
}

/** An empty one is the first column. */
function straysOf({ files: { files, columns } }: PlanLook): PlanBoard["strays"] {
  const counts = new Map<string, number>();
  for (const { item } of files.values()) {
    if (item === null || item.isRemoved || item.values.archivedAt !== null) continue;
    const { column } = item.values;
    if (column !== "" && placeOfColumn(columns, column) === -1) counts.set(column, (counts.get(column) ?? 0) + 1);
  }
  return [...counts].map(([column, items]) => ({ column, items }));
}

/** All of one item. */
export async function detailOf(look: PlanLook, desk: Desk, key: string, links: LinkService): Promise<Result<PlanItemDetail, PlanFailure>> {
  const file = look.files.files.get(key);
  const item = file === undefined ? null : itemIn(look, file);
  if (file === undefined || item === null) return err(missing(desk, key));
  const text = textOf(desk.project, key);
  if (!text.ok) return text;
  const read = readItem(text.value);
  if (!read.ok) return err(missing(desk, key));
  const { values, unknownFields } = read.value;
  const commits = look.linksOf(file).commits.slice(0, mostCommits);
  const [git, words] = await Promise.all([
    desk.git(look.files.generation),
    links.describe(
      desk.project,
      commits.map(({ commit }) => commit),
    ),
  ]);
  return ok({
    item: withOpenConflicts(desk, item, git.unmerged.get(key)),
    path: `${planPath}/${key}.md`,
    description: values.description,
    comments: [...values.comments],
    source: desk.sources.here(values.source),
    commits: commits.map(({ commit, committedAt, release, serving }) => ({
      ...{ commit, subject: words.get(commit)?.subject ?? "", author: words.get(commit)?.author ?? "", at: committedAt },
      ...{ release: release?.name ?? null, environments: [...new Set(serving.map(({ environment }) => environment))] },
    })),
    unknownFields: [...unknownFields],
    fingerprint: fingerprintOf(text.value),
  });
}

/** Items that hold all the words, the best first. */
export function foundIn(look: PlanLook, text: string, limit: number): PlanItem[] {
  const { files } = look.files;
  const found = searchItems(files.values(), text).slice(0, limit);
  return found.flatMap((key) => itemAt(look, files.get(key)));
}

/** All items, with what they were made from. */
export function itemsWithSources(look: PlanLook, { sources }: Desk): (PlanItem & { readonly source: ItemSource | null })[] {
  return itemsIn(look).map((item) => ({ ...item, source: sources.here(look.files.files.get(item.key)?.item?.values.source ?? null) }));
}

/** What was put into the archive, the newest change first. */
export function archiveOf(look: PlanLook): PlanItem[] {
  return itemsIn(look)
    .filter(({ isArchived }) => isArchived)
    .sort((a, b) => b.changedAt - a.changedAt);
}

/** Stands for the text of a file. */
export function fingerprintOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** There is no such item. */
export function missing({ project }: Desk, key: string) {
  return failure("not-found", `${project.name} has no item ${key}.`, "It may have been removed since.");
}

function itemAt(look: PlanLook, file: PlanFile | undefined): PlanItem[] {
  const item = file === undefined ? null : itemIn(look, file);
  return item === null ? [] : [item];
}

/** Git's three versions tell more than its marks do. */
function withOpenConflicts({ project }: Desk, item: PlanItem, unmerged: UnmergedFile | undefined): PlanItem {
  if (unmerged === undefined) return item;
  const merge = openMerge(project.path, item.key, unmerged);
  return merge.ok && merge.value !== null ? { ...item, conflicts: [...merge.value.merged.conflicts] } : item;
}

interface Names {
  readonly labels: string[];
  readonly milestones: string[];
  readonly assignees: string[];
}

const inUse = new WeakMap<PlanLook, Names>();

function namesIn(look: PlanLook): Names {
  const known = inUse.get(look);
  if (known !== undefined) return known;
  const all = itemsIn(look);
  const names = {
    labels: namesOf(all, ({ labels }) => labels),
    milestones: namesOf(all, ({ milestone }) => milestone),
    assignees: namesOf(all, ({ assignee }) => assignee),
  };
  inUse.set(look, names);
  return names;
}

function namesOf(items: readonly PlanItem[], read: (item: PlanItem) => readonly string[] | string | null): string[] {
  const names = new Set<string>();
  for (const item of items) {
    const value = read(item);
    if (typeof value === "string") names.add(value);
    else for (const name of value ?? []) names.add(name);
  }
  return [...names].sort((a, b) => a.localeCompare(b));
}
