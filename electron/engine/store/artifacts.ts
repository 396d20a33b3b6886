import type { Artifact } from "../../../shared/contract/schemas.ts";
import { type RunId, rowOf, type StageRunId, stageRunId, stageRunKeyOf } from "../../../shared/ids.ts";
import { artifactFile } from "../data-folder.ts";
import type { Database } from "./database.ts";

/** A file that a stage kept, as recorded. */
export type KeptFile = Pick<Artifact, "path" | "bytes" | "sha256">;

/** The `artifact` table. */
export interface ArtifactTable {
  /** Of all stages of a run, in the stages' order, then by path. */
  ofRun(run: RunId): Artifact[];
  insert(stageRun: StageRunId, file: KeptFile): void;
}

/** Gives access to the `artifact` table. `folder` is the data folder, in which the copies are. */
export function artifactTable(database: Database, folder: string): ArtifactTable {
  return {
    ofRun: (run) =>
      database
        .all<KeptFile & { sequence: number; stage: string }>(
          `select a.sequence, a.path, a.bytes, a.sha256, stage.name as stage
            from artifact a join stage_run s on s.run_id = a.run_id and s.sequence = a.sequence join stage on stage.id = s.stage_id
            where a.run_id = ? order by a.sequence, a.path`,
          rowOf(run),
        )
        .map(({ sequence, stage, path, bytes, sha256 }) => ({
          stageRunId: stageRunId(rowOf(run), sequence),
          stage,
          path,
          bytes,
          sha256,
          storedPath: artifactFile(folder, run, sequence, path),
        })),
    insert: (stageRun, file) => {
      const { runRow, sequence } = stageRunKeyOf(stageRun);
      database.run(
        "insert into artifact (run_id, sequence, path, bytes, sha256) values (?, ?, ?, ?, ?)",
        ...[runRow, sequence, file.path, file.bytes, file.sha256],
      );
    },
  };
}
