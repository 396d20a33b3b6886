import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import {
  editItem,
  findPlan,
  type ItemEdit,
  type PlanFault,
  type PlanFiles,
  type PlanWrite,
  planPath,
  readItem,
  readPlanFile,
  refused,
  writePlanFile,
} from "../../plan/plan.ts";
import type { StoredProject } from "../../store/store.ts";
import type { NotFound } from "../not-there.ts";
import type { Desk } from "./desks.ts";

/** The text of an item's file as it lies there. */
export function textOf({ path, name }: StoredProject, key: string): Result<string, PlanFault | NotFound> {
  const place = findPlan(path);
  const read = place.kind === "there" ? readPlanFile(place.folder, `${key}.md`) : ok(null);
  if (!read.ok) return err(refused(`${planPath}/${key}.md: ${read.failure.message}.`, "Put it right by hand."));
  if (read.value !== null) return ok(read.value.text);
  return err(failure("not-found", `${name} has no item ${key}.`, "It may have been removed since."));
}

/** How to write changes of an item's fields. Refused while two sides of it are to be chosen from. */
export function writeOf(project: StoredProject, key: string, edit: ItemEdit): Result<PlanWrite, PlanFault | NotFound> {
  const before = textOf(project, key);
  if (!before.ok) return before;
  const path = `${planPath}/${key}.md`;
  const item = readItem(before.value);
  const fault = !item.ok ? item.failure : null;
  if (fault !== null)
    return err(refused(`${path}:${fault.line}: ${fault.message}.`, "Put the file right by hand; nothing of it was changed."));
  if (item.ok && item.value.isRemoved) return err(failure("not-found", `The item ${key} was removed.`, "Undo that, or make a new one."));
  if (item.ok && item.value.isMarked)
    return err(refused(`${path} has two sides that git could not merge.`, "Choose one first, or have it mended."));
  const after = editItem(before.value, edit);
  if (!after.ok) return err(refused(`${path}:${after.failure.line}: ${after.failure.message}.`, "Put that line right by hand first."));
  return ok({ name: `${key}.md`, before: before.value, after: after.value });
}

/** Writes all of these files, or none: what was written is taken back when another one cannot be. */
export function writeAll({ project: { path }, folder }: Desk, writes: readonly PlanWrite[]): Result<undefined, PlanFault> {
  folder.touch(writes.map(({ name }) => name));
  const done: PlanWrite[] = [];
  for (const write of writes) {
    const written = writePlanFile(path, write);
    if (!written.ok) {
      for (const { name, before, after } of done.toReversed()) writePlanFile(path, { name, before: after, after: before });
      return written;
    }
    done.push(write);
  }
  return ok(undefined);
}

/** Everything that has, or had, a number: removed items, too. */
export function numberedIn({ files }: PlanFiles) {
  return [...files.values()].flatMap(({ key, item }) =>
    item === null ? [] : [{ key, number: item.values.number, formerly: item.values.formerly, createdAt: item.values.createdAt }],
  );
}
