import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { LineOf } from "../../../shared/history-file/lines.ts";
import { runId } from "../../../shared/ids.ts";
import { logFile } from "../data-folder.ts";

/** Logs on their way into the folder of an import, under the names that they will have. */
export interface LogIntake {
  /** Adds a piece to the log of a stage run; those of one log come one after the other. */
  add(row: number, place: number, piece: LineOf<"log">): void;
  /** Whatever follows belongs to another log. Answers how long the last one became; `null` when there was none. */
  end(): { readonly row: number; readonly place: number; readonly bytes: number } | null;
}

/** Takes logs in; `folder`: the import's own. */
export function createLogIntake(folder: string): LogIntake {
  let open: { readonly row: number; readonly place: number; readonly descriptor: number; bytes: number } | null = null;
  return {
    add: (row, place, piece) => {
      if (open === null) {
        const path = logFile(folder, runId(row), place);
        mkdirSync(dirname(path), { recursive: true });
        open = { row, place, descriptor: openSync(path, "wx", 0o600), bytes: 0 };
      }
      const bytes = "text" in piece ? Buffer.from(piece.text) : Buffer.from(piece.base64, "base64");
      for (let at = 0; at < bytes.length; ) at += writeSync(open.descriptor, bytes, at);
      open.bytes += bytes.length;
    },
    end: () => {
      if (open === null) return null;
      const { row, place, descriptor, bytes } = open;
      closeSync(descriptor);
      open = null;
      return { row, place, bytes };
    },
  };
}
