import type { CulpritStep } from "../contract/culprits.ts";
import { momentCell, tableColumns } from "../csv.ts";

/** The commits that a search judged, as a file. */
export const culpritStepColumns = tableColumns<CulpritStep>({
  position: ({ position }) => position,
  commit: ({ commit }) => commit.hash,
  subject: ({ commit }) => commit.subject,
  author: ({ commit }) => commit.author,
  committedAt: ({ commit }) => momentCell(commit.committedAt),
  role: ({ role }) => role,
  verdict: ({ verdict }) => verdict,
  isKnown: ({ isKnown }) => isKnown,
  why: ({ why }) => why,
  runs: ({ runs }) => runs.join(" "),
  startedAt: ({ startedAt }) => momentCell(startedAt),
  decidedAt: ({ decidedAt }) => momentCell(decidedAt),
  suspectsBefore: ({ suspectCount }) => suspectCount,
});
