import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { type Database, openDatabase } from "./database.ts";
import { type Migration, migrations } from "./migrations/migrations.ts";

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
});
afterEach(() => remove());

function open(steps: readonly Migration[]): Database {
  const opened = openDatabase(join(folder, "test.sqlite"), {
    cacheMiB: 1,
    mapMiB: 0,
    maxCheckedBytes: 0,
    lockWaitMs: 100,
    migrations: steps,
  });
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

const animals: Migration = { version: 10, sql: "create table animal (name text) strict; insert into animal values ('dog')" };
const legs: Migration = { version: 20, sql: "alter table animal add column legs integer not null default 4" };
const broken: Migration = { version: 30, sql: "create table plant (name text) strict; insert into stone values (1)" };

describe("migrations", () => {
  test("go up in tens", () => {
    const versions = migrations.map(({ version }) => version);
    // The room between two tens is for what is made beside others: 130 and 140 were taken when 125 was needed.
    expect(versions.filter((version) => version % 10 !== 0)).toEqual([125]);
    expect(versions).toEqual([...new Set(versions)].toSorted((left, right) => left - right));
  });

  test("keep rows from step to step", () => {
    open([animals]).close();
    const database = open([animals, legs]);
    expect(database.all("select * from animal")).toEqual([{ name: "dog", legs: 4 }]);
    database.close();
  });

  test("are all taken back when one of them fails", () => {
    open([animals]).close();
    expect(() => open([animals, legs, broken])).toThrow("stone");
    const database = new Sqlite(join(folder, "test.sqlite"), { readonly: true });
    expect([database.pragma("user_version", { simple: true }), database.prepare("select * from animal").all()]).toEqual([
      10,
      [{ name: "dog" }],
    ]);
    database.close();
  });

  test("make the same schema on an empty file, however many steps at a time", () => {
    open([animals]).close();
    const stepwise = open([animals, legs]);
    const schema = stepwise.all("select name, sql from sqlite_schema");
    stepwise.close();
    remove();
    const atOnce = open([animals, legs]);
    expect(atOnce.all("select name, sql from sqlite_schema")).toEqual(schema);
    atOnce.close();
  });
});

describe("transactions", () => {
  test("keep nothing of what an exception interrupted", () => {
    const database = open([animals]);
    expect(() =>
      database.write(() => {
        database.run("insert into animal values ('cat')");
        throw new Error("interrupted");
      }),
    ).toThrow("interrupted");
    expect(database.all("select name from animal")).toEqual([{ name: "dog" }]);
    database.close();
  });

  test("see one state of the file, whatever others write", () => {
    const database = open([animals]);
    const other = open([animals]);
    const seen = database.read(() => {
      const before = database.all("select name from animal").length;
      other.run("insert into animal values ('cat')");
      return [before, database.all("select name from animal").length];
    });
    expect(seen).toEqual([1, 1]);
    other.close();
    database.close();
  });
});
