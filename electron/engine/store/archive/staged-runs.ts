import type { LineOf } from "../../../../shared/history-file/lines.ts";
import { coverageColumns, inserter, runColumns, stageColumns } from "./columns.ts";
import type { Ground } from "./ground.ts";

/** What a run leads to, as rows. */
export interface RunReferences {
  readonly plan: number;
  readonly fingerprint: number | null;
  readonly retryOf: number | null;
}

/** A place of a stage run in a staged run. */
export interface StagedKey {
  readonly run: number;
  readonly place: number;
}

/** Runs with what belongs to them. */
export interface StagedRuns {
  /** When the newest run of the project was made that is there already; `null` without. */
  readonly newestRunAt: number | null;
  /** Adds a run, behind those before. Its files are not here: they count as taken away `now`. */
  addRun(line: LineOf<"run">, to: RunReferences, now: number): number;
  addStage(line: LineOf<"stage">, key: StagedKey, stageRow: number, keptFrom: number | null): void;
  addArtifact(line: LineOf<"artifact">, key: StagedKey): void;
  addCoverage(line: LineOf<"coverage">, run: number): void;
  addFailed(key: StagedKey, failure: number): void;
  /** Says that a stage run's results are those of another one. */
  addResultsOf(line: LineOf<"results">, key: StagedKey, of: StagedKey): void;
  /** How much a stage run's log came to. */
  setLog(key: StagedKey, bytes: number): void;
  /** Notes that logs of a run did not come with it. */
  noteLogsMissing(run: number, now: number): void;
}

/** Adds to a staging. */
export function stagedRuns({ database, project, bases, numbers, nextId }: Ground): StagedRuns {
  const insertRun = inserter(database, "main.run", runColumns, [
    ...["id", "project_id", "plan_id", "fingerprint_id", "retry_of", "checkout", "cancels_group"],
    ...[
      "logs_removed_at",
      "logs_removed_rule",
      "logs_removed_limit",
      "artifacts_removed_at",
      "artifacts_removed_rule",
      "artifacts_removed_limit",
    ],
  ]);
  const insertStage = inserter(database, "main.stage_run", stageColumns, ["run_id", "stage_id", "run_created_at", "kept_from"]);
  const insertCoverage = inserter(database, "main.coverage_set", coverageColumns, ["id", "hash"]);
  const newest = database.one<{ at: number | null }>("select max(created_at) as at from live.run where project_id = ?", project);
  return {
    newestRunAt: newest?.at ?? null,
    addRun: (line, to, now) => {
      const row = nextId("run");
      const number = numbers.numberOf("run", line.number);
      const { logsRemoved: logs, artifactsRemoved: artifacts } = line;
      insertRun({ ...line, number }, [
        ...[row, project, to.plan, to.fingerprint, to.retryOf, line.isCheckout ? "imported" : null, 0],
        ...[logs?.at ?? null, logs?.rule ?? null, logs?.limit ?? null],
        ...[artifacts?.at ?? now, artifacts?.rule ?? "import", artifacts?.limit ?? 0],
      ]);
      return row;
    },
    addStage: (line, { run }, stageRow, keptFrom) => {
      insertStage(line, [run, stageRow, createdAt(run), keptFrom]);
      const { approval } = line;
      if (approval !== null)
        database.run(
          "insert into main.approval (run_id, sequence, question, decision, comment, person, decided_at) values (?, ?, ?, ?, ?, ?, ?)",
          ...[run, line.place, approval.question, approval.decision, approval.comment, approval.person, approval.decidedAt],
        );
    },
    addArtifact: ({ path, bytes, sha256 }, { run, place }) => {
      database.run(
        "insert into main.artifact (run_id, sequence, path, bytes, sha256) values (?, ?, ?, ?, ?)",
        run,
        place,
        path,
        bytes,
        sha256,
      );
    },
    addCoverage: (line, run) => {
      const set = nextId("coverage_set");
      // Files are not in it: no run of this computer may take it for a set of its own.
      insertCoverage(line, [set, hashOf(`imported ${run} ${set}`)]);
      database.run(
        "insert into main.coverage_run (run_id, project_id, branch, set_id) select id, project_id, coalesce(branch, ''), ? from main.run where id = ?",
        ...[set, run],
      );
    },
    addFailed: ({ run, place }, failure) => {
      database.run("insert into main.stage_failure (run_id, sequence, failure_id) values (?, ?, ?)", run, place, failure);
      database.run("update main.failure set last_run_id = max(last_run_id, ?) where id = ?", run, failure);
    },
    addResultsOf: ({ totals }, { run, place }, of) => {
      const { tests, passed, failed, errored, skipped, durationMs } = totals;
      database.run(
        `insert into main.test_run select s.run_id, s.sequence, r.project_id, s.stage_id, coalesce(r.branch, ''), r.tree_hash, s.variant,
            ?, ?, ?, ?, ?, ?, x'', ?, ? from main.stage_run s join main.run r on r.id = s.run_id where s.run_id = ? and s.sequence = ?`,
        ...[tests, passed, failed, errored, skipped, durationMs, of.run, of.place, run, place],
      );
    },
    setLog: ({ run, place }, bytes) =>
      void database.run("update main.stage_run set log_bytes = ? where run_id = ? and sequence = ?", bytes, run, place),
    noteLogsMissing: (run, now) =>
      void database.run(
        "update main.run set logs_removed_at = ?, logs_removed_rule = 'import', logs_removed_limit = 0 where id = ? and logs_removed_at is null",
        ...[now, run],
      ),
  };

  function createdAt(run: number): number {
    return (
      database.one<{ created_at: number }>("select created_at from main.run where id = ? and id >= ?", run, bases.run)?.created_at ?? 0
    );
  }
}

function hashOf(text: string): Uint8Array {
  return process.getBuiltinModule("node:crypto").createHash("sha256").update(text).digest().subarray(0, 16);
}
