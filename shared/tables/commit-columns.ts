import type { CommitRow } from "../contract/code/history.ts";
import { momentCell, tableColumns } from "../csv.ts";

/** Commits as a file, each with the newest of its runs. */
export const commitColumns = tableColumns<CommitRow>({
  commit: ({ commit }) => commit,
  parents: ({ parents }) => parents.join(" "),
  tree: ({ tree }) => tree,
  subject: ({ subject }) => subject,
  author: ({ author }) => author,
  email: ({ email }) => email,
  authoredAt: ({ at }) => momentCell(at),
  refs: ({ refs }) => refs.map(({ name }) => name).join(" "),
  run: ({ runs }) => runs[0]?.number ?? null,
  runStatus: ({ runs }) => runs[0]?.status ?? null,
});
