import { type ProjectId, type RunId, rowOf, runId, type StageRunId, stageRunKeyOf } from "../../../shared/ids.ts";
import type { Database } from "./database.ts";
import { lateCrypto } from "./late-crypto.ts";

/** Sums of a file, or of many, by name of their columns. */
export interface CoverageSums {
  readonly lines: number;
  readonly linesCovered: number;
  readonly branches: number;
  readonly branchesCovered: number;
  readonly functions: number;
  readonly functionsCovered: number;
  readonly statements: number;
  readonly statementsCovered: number;
}

/** What is kept of one file. */
export interface CoverageFileRow extends CoverageSums {
  readonly path: string;
}

/** Where a page of files ended. */
export interface FileCursor {
  readonly missed: number;
  readonly path: string;
}

/** A file with its line map, to be kept. */
export interface NewCoverageFile extends CoverageFileRow {
  readonly map: Uint8Array;
}

/** The sums of a run. */
export interface CoverageRunRow extends CoverageSums {
  readonly runId: RunId;
  readonly files: number;
}

/** The coverage tables. */
export interface CoverageTable {
  /** Keeps what the reports of a stage run told, in place of what was kept for it before. */
  keepStage(stageRun: StageRunId, files: readonly NewCoverageFile[], notes: readonly string[]): void;
  /** Gives a stage run what the same stage and variant had in another run; whether there was anything. */
  restoreStage(stageRun: StageRunId, from: RunId): boolean;
  /** Every file that stages of the run tell of, with its line map: once for each stage. */
  mapsOfStages(run: RunId): { readonly path: string; readonly map: Uint8Array }[];
  /** How many stage runs of the run have coverage. */
  stageCount(run: RunId): number;
  /** Lets the run have what its only stage run with coverage has. */
  takeFromOnlyStage(run: RunId): void;
  /** Keeps what all stages of a run together come to. */
  keepRun(run: RunId, files: readonly NewCoverageFile[]): void;
  /** `null` for a run without coverage. */
  ofRun(run: RunId): CoverageRunRow | null;
  /** What could not be read or placed, of all stages. */
  notes(run: RunId): string[];
  /** The files whose path holds `text`, those with the most lines that were not reached first, then by path; behind `after`. */
  filesOf(run: RunId, text: string, after: FileCursor | null, limit: number): CoverageFileRow[];
  /** How many there are. */
  countFiles(run: RunId, text: string): number;
  /** A file's line map; `null` when nothing tells of it. */
  mapOf(run: RunId, path: string): Uint8Array | null;
  /** The newest runs with coverage of a project, the newest first; `null` for all branches. Searches for a culprit are left out. */
  trend(project: ProjectId, branch: string | null, limit: number): CoverageRunRow[];
}

const sums = `line_count as lines, lines_covered as linesCovered, branches, branches_covered as branchesCovered,
  functions, functions_covered as functionsCovered, statements, statements_covered as statementsCovered`;

const sumColumns = "line_count, lines_covered, branches, branches_covered, functions, functions_covered, statements, statements_covered";

const holdsText = "(? = '' or instr(lower(p.path), lower(?)) > 0)";

/** Gives access to the coverage tables. */
export function coverageTable(database: Database): CoverageTable {
  const ofRun = (run: RunId) =>
    database.one<Omit<CoverageRunRow, "runId">>(
      `select files, ${sums} from coverage_run r join coverage_set s on s.id = r.set_id where r.run_id = ?`,
      rowOf(run),
    );
  return {
    keepStage: (stageRun, files, notes) => {
      const { runRow, sequence } = stageRunKeyOf(stageRun);
      setStage(database, [runRow, sequence], keepSet(database, files), notes);
    },
    restoreStage: (stageRun, from) => restoreStage(database, stageRun, from),
    mapsOfStages: (run) =>
      database.all(
        `select p.path, m.lines as map from coverage_stage s join coverage_set_file f on f.set_id = s.set_id
          join coverage_path p on p.id = f.path_id join coverage_map m on m.id = f.map_id where s.run_id = ? order by s.sequence`,
        rowOf(run),
      ),
    stageCount: (run) =>
      database.one<{ count: number }>("select count(*) as count from coverage_stage where run_id = ?", rowOf(run))?.count ?? 0,
    takeFromOnlyStage: (run) => {
      const only = database.one<{ set_id: number }>("select set_id from coverage_stage where run_id = ?", rowOf(run));
      if (only !== undefined) setRun(database, rowOf(run), only.set_id);
    },
    keepRun: (run, files) => setRun(database, rowOf(run), keepSet(database, files)),
    ofRun: (run) => {
      const found = ofRun(run);
      return found === undefined ? null : { runId: run, ...found };
    },
    notes: (run) =>
      database
        .all<{ notes: string }>("select notes from coverage_stage where run_id = ? order by sequence", rowOf(run))
        .flatMap(({ notes }) => JSON.parse(notes) as string[]),
    filesOf: (run, text, after, limit) =>
      database.all<CoverageFileRow>(
        `select p.path, ${sums} from coverage_run r join coverage_set_file f on f.set_id = r.set_id
          join coverage_map m on m.id = f.map_id join coverage_path p on p.id = f.path_id
          where r.run_id = ? and ${holdsText} and (m.lines_covered - m.line_count, p.path) > (?, ?)
          order by m.line_count - m.lines_covered desc, p.path limit ?`,
        ...[rowOf(run), text, text, after === null ? Number.MIN_SAFE_INTEGER : -after.missed, after?.path ?? "", limit],
      ),
    countFiles: (run, text) =>
      database.one<{ count: number }>(
        `select count(*) as count from coverage_run r join coverage_set_file f on f.set_id = r.set_id
          join coverage_path p on p.id = f.path_id where r.run_id = ? and ${holdsText}`,
        ...[rowOf(run), text, text],
      )?.count ?? 0,
    mapOf: (run, path) =>
      database.one<{ map: Uint8Array }>(
        `select m.lines as map from coverage_path p join coverage_run r on r.run_id = ?
          join coverage_set_file f on f.set_id = r.set_id and f.path_id = p.id join coverage_map m on m.id = f.map_id where p.path = ?`,
        ...[rowOf(run), path],
      )?.map ?? null,
    trend: (project, branch, limit) =>
      database
        .all<Omit<CoverageRunRow, "runId"> & { run: number }>(
          `select r.run_id as run, files, ${sums} from coverage_run r indexed by ${branch === null ? "coverage_run_by_project" : "coverage_run_by_branch"}
            join coverage_set s on s.id = r.set_id
            where r.project_id = ? ${branch === null ? "" : "and r.branch = ?"}
              and not exists (select 1 from culprit_run c where c.run_id = r.run_id) order by r.run_id desc limit ?`,
          ...[rowOf(project), ...(branch === null ? [] : [branch]), limit],
        )
        .map(({ run, ...row }) => ({ runId: runId(run), ...row })),
  };
}

/** Takes a run's coverage away, and what no other run has. */
export function removeCoverage(database: Database, run: number): void {
  const going = database.all<{ set_id: number }>(
    "select set_id from coverage_stage where run_id = ? union select set_id from coverage_run where run_id = ?",
    run,
    run,
  );
  database.run("delete from coverage_stage where run_id = ?", run);
  database.run("delete from coverage_run where run_id = ?", run);
  for (const { set_id } of going) removeUnusedSet(database, set_id);
}

function setStage(database: Database, [run, sequence]: readonly [number, number], set: number, notes: readonly string[]): void {
  const before = database.one<{ set_id: number }>("select set_id from coverage_stage where run_id = ? and sequence = ?", run, sequence);
  database.run(
    "insert into coverage_stage (run_id, sequence, set_id, notes) values (?, ?, ?, ?) on conflict do update set set_id = excluded.set_id, notes = excluded.notes",
    ...[run, sequence, set, JSON.stringify(notes)],
  );
  if (before !== undefined) removeUnusedSet(database, before.set_id);
}

function setRun(database: Database, run: number, set: number): void {
  const before = database.one<{ set_id: number }>("select set_id from coverage_run where run_id = ?", run);
  database.run(
    `insert into coverage_run (run_id, project_id, branch, set_id) select id, project_id, coalesce(branch, ''), ? from run where id = ?
      on conflict do update set set_id = excluded.set_id`,
    ...[set, run],
  );
  if (before !== undefined) removeUnusedSet(database, before.set_id);
}

function restoreStage(database: Database, stageRun: StageRunId, from: RunId): boolean {
  const { runRow, sequence } = stageRunKeyOf(stageRun);
  const source = database.one<{ set_id: number; notes: string }>(
    `select c.set_id, c.notes from stage_run own join stage_run other on other.run_id = ? and other.stage_id = own.stage_id
        and other.variant is own.variant join coverage_stage c on c.run_id = other.run_id and c.sequence = other.sequence
      where own.run_id = ? and own.sequence = ? order by other.sequence desc limit 1`,
    ...[rowOf(from), runRow, sequence],
  );
  if (source === undefined) return false;
  setStage(database, [runRow, sequence], source.set_id, JSON.parse(source.notes) as string[]);
  return true;
}

/** The row of a set with these files; alike ones share it. */
function keepSet(database: Database, files: readonly NewCoverageFile[]): number {
  const pairs = files
    .map((file) => [pathRow(database, file.path), mapRow(database, file)] as const)
    .sort(([left], [right]) => left - right);
  const hash = digestOf(JSON.stringify(pairs));
  const known = database.one<{ id: number }>("select id from coverage_set where hash = ?", hash);
  if (known !== undefined) return known.id;
  const total = (name: keyof CoverageSums) => files.reduce((sum, file) => sum + file[name], 0);
  const set = database.run(
    `insert into coverage_set (hash, files, ${sumColumns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[hash, files.length, total("lines"), total("linesCovered"), total("branches"), total("branchesCovered")],
    ...[total("functions"), total("functionsCovered"), total("statements"), total("statementsCovered")],
  );
  for (const [path, map] of pairs) database.run("insert into coverage_set_file (set_id, path_id, map_id) values (?, ?, ?)", set, path, map);
  return set;
}

function pathRow(database: Database, path: string): number {
  const known = database.one<{ id: number }>("select id from coverage_path where path = ?", path);
  return known?.id ?? database.run("insert into coverage_path (path) values (?)", path);
}

function mapRow(database: Database, file: NewCoverageFile): number {
  const hash = digestOf(file.map);
  const known = database.one<{ id: number }>("select id from coverage_map where hash = ?", hash);
  if (known !== undefined) return known.id;
  return database.run(
    `insert into coverage_map (hash, lines, ${sumColumns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[hash, file.map, file.lines, file.linesCovered, file.branches, file.branchesCovered],
    ...[file.functions, file.functionsCovered, file.statements, file.statementsCovered],
  );
}

/** Its files' lines and paths go with it, unless another set has them. */
function removeUnusedSet(database: Database, set: number): void {
  const isUsed = database.one(
    "select 1 from coverage_stage where set_id = ? union all select 1 from coverage_run where set_id = ? limit 1",
    set,
    set,
  );
  if (isUsed !== undefined) return;
  const files = database.all<{ path_id: number; map_id: number }>("select path_id, map_id from coverage_set_file where set_id = ?", set);
  database.run("delete from coverage_set_file where set_id = ?", set);
  database.run("delete from coverage_set where id = ?", set);
  for (const { path_id, map_id } of files) {
    database.run("delete from coverage_map where id = ? and not exists (select 1 from coverage_set_file where map_id = ?)", map_id, map_id);
    database.run(
      "delete from coverage_path where id = ? and not exists (select 1 from coverage_set_file where path_id = ?)",
      path_id,
      path_id,
    );
  }
}

function digestOf(content: string | Uint8Array): Uint8Array {
  return lateCrypto().createHash("sha256").update(content).digest().subarray(0, 16);
}
