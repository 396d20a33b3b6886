import type { LineOf } from "../../../../shared/history-file/lines.ts";
import { deploymentColumns, incidentColumns, inserter, releaseColumns } from "./columns.ts";
import type { Ground } from "./ground.ts";
import { adoptRelease } from "./staged-shared.ts";

/** What belongs to the project rather than to one of its runs. */
export interface StagedProject {
  /** When the newest of these was made that is there already; `null` without. */
  newestAt(kind: "release" | "deployment" | "incident"): number | null;
  /** The release of this version and commit that is there already; `null` without. */
  sameRelease(version: string, commit: string): number | null;
  addRelease(line: LineOf<"release">, run: number | null): number;
  /** `null`, and nothing is added, when there is no run to tell it by. */
  addDeployment(
    line: LineOf<"deployment">,
    to: { readonly release: number; readonly previous: number | null; readonly run: number | null },
  ): number | null;
  /** Nothing of an environment that something is known of already. */
  addEnvironment(line: LineOf<"environment">, current: number | null): void;
  addIncident(line: LineOf<"incident">): number;
}

/** Adds to a staging. */
export function stagedProject({ database, project, bases, numbers, nextId, goneRun }: Ground): StagedProject {
  const insertRelease = inserter(database, "main.release", releaseColumns, ["id", "project_id", "run_id", "intent"]);
  const insertDeployment = inserter(database, "main.deployment", deploymentColumns, [
    ...["id", "project_id", "release_id", "previous_release_id", "run_id", "environment_json", "in_good_health"],
  ]);
  const insertIncident = inserter(database, "main.incident", incidentColumns, ["id", "project_id"]);
  return {
    newestAt: (kind) =>
      database.one<{ at: number | null }>(
        `select max(${kind === "incident" ? "opened_at" : "created_at"}) as at from live.${kind} where project_id = ?`,
        project,
      )?.at ?? null,
    sameRelease: (version, commit) => {
      const found = database.one<{ id: number }>(
        "select id from live.release where project_id = ? and version = ? and commit_hash = ? and state = 'released' order by id desc limit 1",
        ...[project, version, commit],
      );
      if (found !== undefined) database.run(adoptRelease, found.id);
      return found?.id ?? null;
    },
    addRelease: (line, run) => {
      const row = nextId("release");
      // A run has one snapshot at most.
      insertRelease(line, [row, project, run !== null && (run >= bases.run || line.kind !== "snapshot") ? run : null, "{}"]);
      for (const [index, { name, text, doneAt }] of line.steps.entries())
        database.run(
          "insert into main.release_step (release_id, place, name, text, done_at) values (?, ?, ?, ?, ?)",
          row,
          index + 1,
          name,
          text,
          doneAt,
        );
      for (const { path, bytes, sha256 } of line.files)
        database.run("insert into main.release_artifact (release_id, path, bytes, sha256) values (?, ?, ?, ?)", row, path, bytes, sha256);
      return row;
    },
    addDeployment: (line, { release, previous, run }) => {
      // Each has a run of its own. One that was here before has its deployment already.
      const runRow = run !== null && run >= bases.run ? run : goneRun();
      if (runRow === null) return null;
      const row = nextId("deployment");
      const number = numbers.numberOf("deployment", line.number, line.environment);
      insertDeployment({ ...line, number }, [row, project, release, previous, runRow, environmentOf(line), 0]);
      for (const [index, { name, state, detail, startedAt, finishedAt }] of line.steps.entries())
        database.run(
          "insert into main.deployment_step values (?, ?, ?, ?, ?, ?, ?)",
          row,
          index + 1,
          name,
          state,
          detail,
          startedAt,
          finishedAt,
        );
      for (const { at, isGood, durationMs, detail } of line.health)
        database.run(
          "insert into main.health_sample (deployment_id, at, is_good, duration_ms, detail) values (?, ?, ?, ?, ?)",
          ...[row, at, isGood ? 1 : 0, durationMs, detail],
        );
      return row;
    },
    addEnvironment: ({ name, freeze }, current) => {
      database.run(
        "insert into main.environment_state (project_id, name, current_id, freeze_reason, freeze_until, freeze_person, frozen_at) values (?, ?, ?, ?, ?, ?, ?)",
        ...[project, name, current, freeze?.reason ?? null, freeze?.until ?? null, freeze?.person ?? null, freeze?.at ?? null],
      );
    },
    addIncident: (line) => {
      const row = nextId("incident");
      insertIncident({ ...line, number: numbers.numberOf("incident", line.number) }, [row, project]);
      for (const { at, kind, text, person } of line.entries)
        database.run(
          "insert into main.incident_entry (incident_id, at, kind, text, person) values (?, ?, ?, ?, ?)",
          row,
          at,
          kind,
          text,
          person,
        );
      return row;
    },
  };
}

/** What no file may bring: a target, a command, a variable. Nothing is ever done with it; lists ask it for its needs. */
function environmentOf({ environment: name, needs }: LineOf<"deployment">): string {
  return JSON.stringify({
    ...{ name, needs, strategy: { type: "directory", path: "", keep: 1, unpack: null, after: null }, auto: "never", approval: null },
    ...{ windows: [], freezes: [], health: null, url: null, env: {}, secrets: [], timeoutMs: 0 },
  });
}
