import type { Fingerprint } from "../../../shared/contract/fingerprint.ts";
import { type RunId, rowOf } from "../../../shared/ids.ts";
import type { Database } from "./database.ts";
import { lateCrypto } from "./late-crypto.ts";

/** A program's file at one moment. */
export interface ToolFile {
  readonly name: string;
  /** Links followed. */
  readonly path: string;
  /** Another one means that the file is not the same any more. */
  readonly stamp: string;
}

/** The `fingerprint` and `tool_version` tables. */
export interface FingerprintTable {
  /** What a run ran on; `null` when that was not taken. */
  ofRun(run: RunId): Fingerprint | null;
  /** Notes what a run ran on; alike ones share a row. */
  keep(run: RunId, fingerprint: Fingerprint): void;
  /** What the program said; `undefined` when this file was never asked. */
  version(file: ToolFile): string | null | undefined;
  /** Notes it, in place of what an older file said. */
  keepVersion(file: ToolFile, version: string | null): void;
}

/** Gives access to the tables. */
export function fingerprintTable(database: Database): FingerprintTable {
  return {
    ofRun: (run) => {
      const row = database.one<{ json: string }>(
        "select f.json from run join fingerprint f on f.id = run.fingerprint_id where run.id = ?",
        rowOf(run),
      );
      return row === undefined ? null : (JSON.parse(row.json) as Fingerprint);
    },
    keep: (run, fingerprint) => {
      const json = JSON.stringify(fingerprint);
      const hash = digestOf(json);
      const found = database.one<{ id: number }>("select id from fingerprint where hash = ?", hash);
      const id = found?.id ?? database.run("insert into fingerprint (hash, json) values (?, ?)", hash, json);
      database.run("update run set fingerprint_id = ? where id = ?", id, rowOf(run));
    },
    version: ({ name, path, stamp }) =>
      database.one<{ version: string | null }>(
        "select version from tool_version where name = ? and path = ? and stamp = ?",
        name,
        path,
        stamp,
      )?.version,
    keepVersion: ({ name, path, stamp }, version) => {
      database.run(
        "insert into tool_version (name, path, stamp, version) values (?, ?, ?, ?) on conflict do update set stamp = excluded.stamp, version = excluded.version",
        ...[name, path, stamp, version],
      );
    },
  };
}

function digestOf(text: string): string {
  return lateCrypto().hash("sha256", text);
}
