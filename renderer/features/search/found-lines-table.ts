import type { FoundHit, FoundLog, SearchRequest } from "../../../shared/contract/search.ts";
import { momentCell, tableColumns } from "../../../shared/csv.ts";
import { err, failure, ok } from "../../../shared/result.ts";
import type { SavedTable } from "../../actions/save-table.ts";
import { call } from "../../link/call.ts";

// As many as the contract gives: beyond, lines are only counted.
const mostLines = 20_000;

interface FoundLine extends FoundHit {
  readonly log: FoundLog;
}

/** The lines that a search finds, as a file: those that the window does not keep as well, up to 20,000. */
export function foundLinesTable(request: SearchRequest): SavedTable<FoundLine> {
  return {
    name: "lines found in logs",
    pages: async function* (signal) {
      const search = { ...request, maxHits: mostLines, maxHitsPerLog: mostLines };
      const answer = await call((engine) => engine.search.logs(search, { signal }));
      if (!answer.ok) return yield answer;
      try {
        for await (const news of answer.value) {
          if (news.type === "found") yield ok(news.log.hits.map((hit) => ({ ...hit, log: news.log })));
          if (news.type === "done" && news.failure !== null) yield err(failure("STORE", news.failure.message, news.failure.hint));
        }
      } catch {
        yield err(failure("ENGINE_LOST", "The engine was lost while it searched.", "Save again when it is back."));
      }
    },
    columns: tableColumns<FoundLine>({
      projectId: ({ log }) => log.projectId,
      runId: ({ log }) => log.runId,
      run: ({ log }) => log.runNumber,
      runStatus: ({ log }) => log.runStatus,
      runCreatedAt: ({ log }) => momentCell(log.runCreatedAt),
      branch: ({ log }) => log.branch,
      stage: ({ log }) => log.stage,
      variant: ({ log }) => log.variant,
      attempt: ({ log }) => log.attempt,
      line: ({ line }) => line,
      at: ({ at }) => momentCell(at),
      text: ({ text }) => text,
      isCut: ({ isCut }) => isCut,
    }),
  };
}
