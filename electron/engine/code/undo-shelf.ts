import { randomBytes } from "node:crypto";
import { err, type Failure, failure, type Result } from "../../../shared/result.ts";
import type { CodeFailure } from "./code-failure.ts";

/** How something is brought back. */
export type Undo = () => Promise<Result<undefined, CodeFailure>>;

/** Keeps ways back, each for one use, as long as this lives. */
export interface UndoShelf {
  /** Answers the id under which it can be asked for. */
  keep(folder: string, undo: Undo): string;
  /** Brings it back. One that fails can be tried again. */
  undo(folder: string, undoId: string): Promise<Result<undefined, CodeFailure | Failure<"not-found">>>;
}

/** Nobody goes back further. */
const maxKept = 200;

/** Makes an empty shelf. */
export function createUndoShelf(): UndoShelf {
  const kept = new Map<string, { readonly folder: string; readonly undo: Undo }>();
  return {
    keep: (folder, undo) => {
      const id = randomBytes(9).toString("base64url");
      kept.set(id, { folder, undo });
      const [oldest] = kept.keys();
      if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
      return id;
    },
    undo: async (folder, undoId) => {
      const found = kept.get(undoId);
      if (found?.folder !== folder) {
        return err(
          failure("not-found", "What was to be brought back is not kept any more.", "Git's reflog may still have it: git reflog."),
        );
      }
      kept.delete(undoId);
      const undone = await found.undo();
      if (!undone.ok) kept.set(undoId, found);
      return undone;
    },
  };
}
