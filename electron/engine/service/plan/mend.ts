import type { PlanRepair } from "../../../../shared/contract/plan.ts";
import { err, ok, type Result } from "../../../../shared/result.ts";
import {
  findNumberRepairs,
  nextNumber,
  type PlanFault,
  type PlanFiles,
  type PlanGit,
  type PlanWrite,
  planPath,
  refused,
} from "../../plan/plan.ts";
import type { StoredProject } from "../../store/store.ts";
import type { NotFound } from "../not-there.ts";
import { numberedIn, writeAll, writeOf } from "./change.ts";
import type { Desk } from "./desks.ts";
import { type OpenMerge, openMerge } from "./merging.ts";

/** What is to be mended, in the order in which it is done. */
export function repairsOf(project: StoredProject, files: PlanFiles, git: PlanGit): PlanRepair[] {
  return [...mergesOf(project, files, git).keys()].map((key): PlanRepair => ({ kind: "merge", key })).concat(numberRepairsOf(files));
}

/** Merges that can be written or staged, by the keys of their items. */
export function mergesOf({ path }: StoredProject, { files }: PlanFiles, { unmerged }: PlanGit): Map<string, OpenMerge> {
  const merges = new Map<string, OpenMerge>();
  const marked = [...files.values()].flatMap(({ key, item }) => (item?.isMarked === true || unmerged.has(key) ? [key] : []));
  for (const key of marked) {
    const merge = openMerge(path, key, unmerged.get(key));
    if (merge.ok && merge.value !== null && !merge.value.isMended) merges.set(key, merge.value);
  }
  return merges;
}

type NumberRepair = Extract<PlanRepair, { kind: "number" }>;

const known = new WeakMap<PlanFiles, NumberRepair[]>();

function numberRepairsOf(files: PlanFiles): readonly NumberRepair[] {
  const repairs = known.get(files) ?? findRepairs(files);
  known.set(files, repairs);
  return repairs;
}

function findRepairs(files: PlanFiles): NumberRepair[] {
  const all = numberedIn(files);
  const living = all.filter(({ key }) => files.files.get(key)?.item?.isRemoved === false);
  // A number of an item that was removed is not given again.
  const shift = nextNumber(all) - nextNumber(living);
  return findNumberRepairs(living).map((repair) => ({ kind: "number", ...repair, becomes: repair.becomes + shift }));
}

/** What was mended. */
export interface Mended {
  readonly repairs: readonly PlanRepair[];
  readonly writes: readonly PlanWrite[];
}

/** Writes what git's merges come to; `stage` is told of files of which nothing is left to decide, and that git knows as unmerged. */
export async function mendMerges(
  desk: Desk,
  files: PlanFiles,
  git: PlanGit,
  stage: (paths: readonly string[]) => Promise<Result<undefined, PlanFault>>,
): Promise<Result<Mended, PlanFault>> {
  const { project } = desk;
  const merges = mergesOf(project, files, git);
  const staged = [...merges].filter(([key, { merged }]) => git.unmerged.has(key) && merged.conflicts.length === 0);
  if (staged.length > 0 && !project.trusted) {
    return err(refused("Git is told of a merge in a trusted project alone.", "Trust it on its board, or git add the files yourself."));
  }
  const writes = [...merges].flatMap(([key, { text, merged }]) =>
    merged.text === text ? [] : [{ name: `${key}.md`, before: text, after: merged.text }],
  );
  const written = writeAll(desk, writes);
  if (!written.ok) return written;
  const told = staged.length === 0 ? ok(undefined) : await stage(staged.map(([key]) => `${planPath}/${key}.md`));
  return told.ok ? ok({ repairs: [...merges.keys()].map((key) => ({ kind: "merge", key })), writes }) : told;
}

/** Gives each item a number of its own. Files whose two sides are to be chosen from are left for later. */
export function mendNumbers(desk: Desk, files: PlanFiles): Result<Mended, PlanFault | NotFound> {
  const repairs: PlanRepair[] = [];
  const writes: PlanWrite[] = [];
  for (const repair of numberRepairsOf(files)) {
    const item = files.files.get(repair.changes)?.item;
    if (item === undefined || item === null || item.isMarked) continue;
    const formerly = [...new Set([...item.values.formerly, repair.number])].sort((a, b) => a - b);
    const write = writeOf(desk.project, repair.changes, { number: repair.becomes, formerly });
    if (!write.ok) return write;
    writes.push(write.value);
    repairs.push(repair);
  }
  const written = writeAll(desk, writes);
  return written.ok ? ok({ repairs, writes }) : written;
}
