import type { PlanBoard, PlanItem, PlanItemDetail, PlanRepair } from "../../../shared/contract/plan.ts";
import { countOf } from "../../../shared/counts.ts";
import { formatAge } from "../../../shared/time.ts";

/** An item as one line for people. */
export function planItemLine({ number, title, labels, estimate, milestone, assignee, moved, conflicts }: PlanItem): string {
  const facts = [
    ...labels.map((label) => `[${label}]`),
    ...(estimate === null ? [] : [`${estimate}p`]),
    ...(milestone === null ? [] : [milestone]),
    ...(assignee === null ? [] : [`@${assignee.replace(/ <.*$/, "")}`]),
    ...(moved === null ? [] : [`(${moved.text})`]),
    ...(conflicts.length === 0 ? [] : [`! two sides: ${conflicts.map(({ field }) => field).join(", ")}`]),
  ];
  return `${(number === null ? "-" : `#${number}`).padStart(6)}  ${[title, ...facts].join("  ")}`;
}

/** The board, column by column, as lines for people. */
export function planBoardLines({ columns, items, strays, repairs, problems, archived }: PlanBoard, shown: readonly PlanItem[]): string[] {
  const isWhole = shown.length === items.length;
  return [
    ...columns.flatMap(({ name, limit }) => {
      const own = shown.filter(({ column }) => column === name);
      if (own.length === 0 && !isWhole) return [];
      return [`${name} (${own.length}${limit === null ? "" : ` of ${limit}`})`, ...own.map(planItemLine), ""];
    }),
    ...(archived > 0 && isWhole ? [`${archived} in the archive.`] : []),
    ...strays.map(
      ({ column, items: count }) => `${countOf(count, "item")} of the column ${column}, which is not there: in ${columns[0]?.name ?? ""}`,
    ),
    ...repairs.map(repairLine),
    ...problems.map(({ path, line, message }) => `${path}${line === 0 ? "" : `:${line}`}: ${message}`),
    ...(repairs.length > 0 ? ["millrace plan mend mends what can be mended."] : []),
  ];
}

/** What is to be mended, as one line for people. */
export function repairLine(repair: PlanRepair): string {
  if (repair.kind === "merge") return `${repair.key}: git could not merge it`;
  return `#${repair.number} is given twice: ${repair.keeps} keeps it, ${repair.changes} becomes #${repair.becomes}`;
}

/** What was mended, as one line for people. */
export function mendedLine(repair: PlanRepair): string {
  if (repair.kind === "merge") return `${repair.key}: merged`;
  return `${repair.changes}: #${repair.becomes} now; ${repair.keeps} keeps #${repair.number}`;
}

/** All of an item as lines for people. */
export function planItemLines({ item, path, description, comments, commits, unknownFields }: PlanItemDetail, now: number): string[] {
  return [
    planItemLine(item),
    `        in ${item.column}${item.isArchived ? ", in the archive" : ""}, written ${formatAge(now - item.createdAt)}; ${path}`,
    ...(item.branches.length === 0 ? [] : [`        branches: ${item.branches.join(", ")}`]),
    ...(unknownFields.length === 0 ? [] : [`        other fields: ${unknownFields.join(", ")}`]),
    ...(description === "" ? [] : ["", ...description.split("\n")]),
    ...comments.flatMap(({ author, at, text }) => ["", `-- ${author}, ${formatAge(now - at)}`, ...text.split("\n")]),
    ...(commits.length === 0 ? [] : ["", "Commits:"]),
    ...commits.map(({ commit, subject, author, release, environments }) => {
      const where = [...(release === null ? [] : [release]), ...environments].join(", ");
      return `  ${commit.slice(0, 7)}  ${subject} (${author})${where === "" ? "" : `  ${where}`}`;
    }),
    ...item.conflicts.flatMap(({ field, base, ours, theirs }) => [
      ...["", `Two sides of ${field}${base === null ? "" : `, which was ${JSON.stringify(base)}`}:`],
      ...[`  ours    ${JSON.stringify(ours)}`, `  theirs  ${JSON.stringify(theirs)}`],
    ]),
  ];
}
