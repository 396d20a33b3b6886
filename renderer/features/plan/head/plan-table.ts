import type { CodeComment, PlanBoard, PlanItem } from "../../../../shared/contract/plan.ts";
import { momentCell, tableColumns } from "../../../../shared/csv.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { ok } from "../../../../shared/result.ts";
import { onePage, type SavedTable } from "../../../actions/save-table.ts";
import { call } from "../../../link/call.ts";
import { columnsOf } from "../../../state/plan-board.ts";
import { filterColumns, type PlanFilter } from "../board/board-filter.ts";
import { askForItems } from "./use-found-items.ts";

/** The items of the board that pass its filter, as a file. */
export function boardTable(projectId: ProjectId, board: PlanBoard, filter: PlanFilter): SavedTable<PlanItem> {
  return {
    name: "plan",
    pages: async function* () {
      const text = filter.text.trim();
      const found = text === "" ? null : await askForItems(projectId, text);
      if (found?.ok === false) return yield found;
      const keys = found === null ? null : new Set(found.value.items.map(({ key }) => key));
      yield* onePage(filterColumns(columnsOf(board), filter, keys).flatMap(({ items }) => items));
    },
    columns: itemColumns,
  };
}

/** The items of the archive, as a file. */
export function archiveTable(projectId: ProjectId): SavedTable<PlanItem> {
  return {
    name: "plan archive",
    pages: async function* (signal) {
      const read = await call((engine) => engine.plan.archive({ projectId }, { signal }));
      yield read.ok ? ok(read.value.items) : read;
    },
    columns: itemColumns,
  };
}

/** The TODO and FIXME of the code, as a file. */
export function commentsTable(projectId: ProjectId): SavedTable<CodeComment> {
  return {
    name: "comments in the code",
    pages: async function* (signal) {
      const read = await call((engine) => engine.plan.codeComments({ projectId }, { signal }));
      yield read.ok ? ok(read.value.comments) : read;
    },
    columns: tableColumns<CodeComment>({
      kind: ({ kind }) => kind,
      path: ({ path }) => path,
      line: ({ line }) => line,
      text: ({ text }) => text,
      item: ({ item }) => item,
    }),
  };
}

const itemColumns = tableColumns<PlanItem>({
  key: ({ key }) => key,
  number: ({ number }) => number,
  title: ({ title }) => title,
  column: ({ column }) => column,
  movedBecause: ({ moved }) => moved?.text ?? null,
  labels: ({ labels }) => labels.join(", "),
  estimate: ({ estimate }) => estimate,
  milestone: ({ milestone }) => milestone,
  assignee: ({ assignee }) => assignee,
  createdAt: ({ createdAt }) => momentCell(createdAt),
  changedAt: ({ changedAt }) => momentCell(changedAt),
  comments: ({ comments }) => comments,
  commits: ({ commits }) => commits,
  branches: ({ branches }) => branches.join(" "),
  tasksDone: ({ tasks }) => tasks.done,
  tasks: ({ tasks }) => tasks.all,
  isArchived: ({ isArchived }) => isArchived,
});
