import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { endOf, exporting, importing, linesOf, taken, writeLines } from "../../../e2e/fixtures/history-files.ts";
import { lookAtHistory } from "../../../e2e/fixtures/history-look.ts";
import { addRichHistory } from "../../../e2e/fixtures/rich-history.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { databaseFile } from "../data-folder.ts";
import { openDatabase } from "../store/database.ts";
import type { Store } from "../store/store.ts";
import { checkHistory } from "./archive.ts";

let folder: string;
let remove: () => void;
let store: Store;
let project: ProjectId;
let lines: string[];
let whole: Buffer;
let file: string;
beforeAll(async () => {
  ({ folder, remove } = temporaryFolder());
  const source = openTestStore(join(folder, "from"));
  const from = write(source, ({ projects }) => projects.open("/work/from", "shop", 1).id);
  addRichHistory(source, from, { runs: 6, fromMs: Date.UTC(2026, 2, 1) });
  file = join(folder, "file");
  taken(await exporting(source, from, file));
  source.close();
  lines = linesOf(file);
  whole = readFileSync(file);
  store = openTestStore(join(folder, "to"));
  project = write(store, ({ projects }) => projects.open("/work/to", "shop", 1).id);
});
afterAll(() => {
  store.close();
  remove();
});

/** How many rows each table has, and what is in the data folder. */
function traces(): unknown {
  const opened = openDatabase(databaseFile(store.folder), { cacheMiB: 1, mapMiB: 0, maxCheckedBytes: 0, lockWaitMs: 5_000 });
  if (!opened.ok) throw new Error(opened.failure.message);
  const tables = opened.value.all<{ name: string }>("select name from sqlite_schema where type = 'table'");
  const counts = tables.map(({ name }) => [name, opened.value.one(`select count(*) as count from ${name}`)]);
  opened.value.close();
  return { counts, files: readdirSync(store.folder, { recursive: true }).filter((name) => name !== "imports") };
}

/** Tries to take the file in, and answers the sentence that refuses it; nothing may have changed. */
async function refusalOf(): Promise<string> {
  const before = traces();
  const answer = await importing(store, project, file);
  expect(traces()).toEqual(before);
  if (answer.ok) throw new Error("It was taken.");
  expect(answer.failure.code).toBe("history-file-refused");
  expect(answer.failure.message).toMatch(/^[^\p{Cc}]{10,400}\.$/u);
  return answer.failure.message;
}

const placeOf = (kind: string) => lines.findIndex((line) => line.startsWith(`{"${kind}":`));

/** The file with one line of a kind changed. */
function changed(kind: string, change: (line: string) => string): string[] {
  const place = placeOf(kind);
  return lines.map((line, index) => (index === place ? change(line) : line));
}

const replaced = (kind: string, pattern: RegExp | string, by: string) => () => {
  const made = changed(kind, (line) => line.replace(pattern, () => by));
  expect(made).not.toEqual(lines);
  return made;
};
const repeated = (kind: string) => () => lines.toSpliced(placeOf(kind), 0, lines[placeOf(kind)] ?? "");
const added = (line: string) => () => [...lines, line];

/** Each is signed anew, as somebody would who wants it to be believed. */
const lies: readonly (readonly [name: string, make: () => string[], sentence: RegExp])[] = [
  ["more runs than numbers can count", replaced("format", /"runs":\d+/, '"runs":9007199254740992'), /counts\.runs/],
  ["more runs than any project has", replaced("format", /"runs":\d+/, '"runs":9007199254740991'), /more than any project has/],
  ["fewer runs than there are", replaced("format", /"runs":\d+/, '"runs":2'), /more lines of the kind run/],
  ["more runs than there are", replaced("format", /"runs":\d+/, '"runs":70'), /other runs than there are/],
  ["longer logs than it says", replaced("format", /"logBytes":\d+/, '"logBytes":3'), /logs are longer/],
  ["a time before time", replaced("run", /"createdAt":\d+/, '"createdAt":-5'), /createdAt/],
  ["a time that never ends", replaced("run", /"finishedAt":\d+/, '"finishedAt":1e999'), /finishedAt/],
  ["half a millisecond", replaced("run", /"createdAt":\d+/, '"createdAt":1.5'), /createdAt/],
  ["a run that still goes on", replaced("run", '"status":"passed"', '"status":"running"'), /status/],
  ["a run of a search", replaced("run", '"trigger":"cli"', '"trigger":"culprit"'), /trigger/],
  ["a plan that is not there", replaced("run", /"plan":\d+/, '"plan":77'), /Nothing is known of plan 77/],
  ["a run that names itself", replaced("run", '"retryOf":null', '"retryOf":1'), /Nothing is known of run 1/],
  ["a run that names a later one", replaced("run", '"retryOf":null', '"retryOf":3'), /Nothing is known of run 3/],
  ["a stage of another run", replaced("stage", /"run":\d+/, '"run":5'), /belongs to run 5 and stands behind run 1/],
  ["an id of another kind", replaced("deployment", /"release":\d+/, '"release":"r1"'), /release/],
  ["a release that is not there", replaced("deployment", /"release":\d+/, '"release":44'), /release 44/],
  ["a deployment that is not there", replaced("environment", /"current":\d+/, '"current":44'), /deployment 44/],
  ["a run twice", repeated("run"), /Run 1 comes twice|more lines of the kind run/],
  ["a plan twice", repeated("plan"), /plan 1 comes twice/],
  ["results twice", repeated("results"), /come twice/],
  ["outcomes twice", repeated("outcomes"), /comes twice/],
  [
    "two runs that deploy the same",
    () => [...lines.slice(0, placeOf("incident")), (lines[placeOf("deployment")] ?? "").replace(/"id":1/, '"id":2')],
    /more lines|stand beside/,
  ],
  ["an unknown kind", added('{"service":{"id":1}}'), /Nothing is known of the kind service/],
  ["a kind that a terminal would obey", added('{"a\u007f\u009b31m":{}}'), /Nothing is known of the kind "a␡�31m"/],
  [
    "a newer version that a terminal would obey",
    replaced("format", /"version":1,"millrace":"[^"]*"/, '"version":9,"millrace":"\u007f9"'),
    /by Millrace ␡9;/,
  ],
  ["an unknown field", replaced("run", '{"id":1', '{"command":"rm -rf ~","id":1'), /Nothing is known of command of run/],
  [
    "a field of a later step",
    replaced(
      "stage",
      '"steps":null',
      '"steps":[{"name":"a","run":"b","startedAt":null,"finishedAt":null,"exitCode":null,"signal":null,"logOffset":null,"logLine":null,"x":1}]',
    ),
    /Nothing is known of x of stage/,
  ],
  ["a prototype", replaced("run", '{"id":1', '{"__proto__":{"isAdmin":true},"id":1'), /"__proto__"/],
  ["a kind from the prototype", added('{"constructor":{"id":1}}'), /the kind constructor/],
  ["a kind that is the prototype", added('{"__proto__":{"id":1}}'), /the kind "__proto__"/],
  ["two kinds in one line", replaced("plan", /^\{/, '{"run":{},'), /one key/],
  ["a list instead of a line", added("[1,2]"), /no JSON object/],
  ["no JSON", added("{run}"), /no JSON object/],
  ["a deep nest", added(`${"[".repeat(200_000)}${"]".repeat(200_000)}`), /no JSON object/],
  ["an empty line", added(""), /is empty/],
  ["a path that leads out", replaced("artifact", "out/app.tgz", "../../../.ssh/authorized_keys"), /leads out of the project/],
  ["an absolute path", replaced("artifact", "out/app.tgz", "/etc/passwd"), /leads out of the project/],
  ["a path of Windows", replaced("artifact", "out/app.tgz", "C:\\\\Windows\\\\x"), /leads out of the project/],
  ["a release's path that leads out", replaced("release", "out/app.tgz", "a/../../b"), /leads out of the project/],
  ["a test's path that leads out", replaced("test", "cart.test.js", "/etc/shadow"), /leads out of the project/],
  ["a NUL in a name", replaced("stage", '"name":"lint"', '"name":"li\\u0000nt"'), /NUL/],
  ["half a character", replaced("run", '"author":"Mara"', '"author":"\\ud800"'), /half a character/],
  ["a hash that is none", replaced("run", /"commit":"[0-9a-f]+"/, '"commit":"$(reboot)"'), /no hash/],
  ["a place that no run has", replaced("stage", '"place":1', '"place":0'), /place/],
  ["a log of a stage that is not there", replaced("log", /"place":\d/, '"place":9'), /no stage 9/],
  ["no base64", replaced("log", /"text":"[^"]*"/, '"base64":"%%%"'), /base64/],
  ["a title of a million characters", replaced("incident", "Shop is slow", "x".repeat(1_000_001)), /title/],
];

describe("a file that was made to do harm is refused with a sentence and changes nothing", () => {
  test.each(lies)("%s", async (_, make, sentence) => {
    writeLines(file, make());
    expect(await refusalOf()).toMatch(sentence);
  });

  test("a line that never ends", async () => {
    writeFileSync(file, gzipSync(Buffer.concat([Buffer.from(`${lines[0]}\n{"run":"`), Buffer.alloc(100 * 1024 * 1024, "a")])));
    expect(await refusalOf()).toMatch(/longer than any line/);
  });

  test("bombs: one of zeros, one of line feeds, one in another", async () => {
    for (const fill of ["\0", "\n"]) {
      writeFileSync(file, gzipSync(Buffer.alloc(200 * 1024 * 1024, fill)));
      expect(await refusalOf()).toMatch(/no file of a history|longer than any line|is empty/);
    }
    writeFileSync(file, gzipSync(gzipSync(Buffer.alloc(200 * 1024 * 1024, "\n"))));
    expect(await refusalOf()).toMatch(/no file of a history|no text/);
  });

  test("something behind the end: another history, a line, or bytes", async () => {
    for (const more of [whole, gzipSync('{"run":{}}\n'), Buffer.from("#!/bin/sh\n")]) {
      writeFileSync(file, Buffer.concat([whole, more]));
      expect(await refusalOf()).toMatch(/stand behind the end|stands behind the history|damaged behind/);
    }
  });

  test("lines in another order, with the end that it had", async () => {
    const text = gunzipSync(whole).toString().trimEnd().split("\n");
    for (const place of [1, 4, 9, 20, text.length - 3]) {
      const [one = "", other = ""] = text.slice(place, place + 2);
      writeFileSync(file, gzipSync(`${text.toSpliced(place, 2, other, one).join("\n")}\n`));
      await refusalOf();
    }
  });
});

test("whatever is flipped, cut off or doubled in a file, it is refused or says what it said", async () => {
  const text = gunzipSync(whole);
  const change = fc.oneof(
    fc.record({ kind: fc.constant("flip" as const), at: fc.nat(whole.length * 8 - 1) }),
    fc.record({ kind: fc.constant("cut" as const), at: fc.nat(whole.length - 1) }),
    fc.record({ kind: fc.constant("double" as const), at: fc.nat(whole.length - 1) }),
    fc.record({ kind: fc.constant("text" as const), at: fc.nat(text.length * 8 - 1) }),
  );
  const { signal } = new AbortController();
  await fc.assert(
    fc.asyncProperty(change, async ({ kind, at }) => {
      writeFileSync(file, spoiled(kind, at, text));
      const answer = await endOf(checkHistory(file, signal));
      if (answer.ok) expect(gunzipSync(readFileSync(file)).equals(text)).toBe(true);
      else expect(answer.failure.message).toMatch(/^[^\p{Cc}]{10,400}\.$/u);
    }),
    { numRuns: 400 },
  );
});

function spoiled(kind: "flip" | "cut" | "double" | "text", at: number, text: Buffer): Buffer {
  if (kind === "cut") return whole.subarray(0, at);
  if (kind === "double") return Buffer.concat([whole.subarray(0, at), whole.subarray(Math.floor(at / 2))]);
  const bytes = Buffer.from(kind === "flip" ? whole : text);
  bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
  return kind === "flip" ? bytes : gzipSync(bytes);
}

test("scripts and control characters come in as the text that they are, and keys of a prototype as nothing", async () => {
  const nasty = '<script>alert(1)</script>\\u001b]0;owned\\u0007\\u202e"'.replaceAll('"', '\\"');
  writeLines(
    file,
    lines
      .map((line) =>
        line
          .replaceAll('"author":"Mara"', `"author":"${nasty}"`)
          .replace('"outputs":{"size":"0"}', '"outputs":{"__proto__":"x","constructor":"y","size":"0"}')
          .replaceAll('"text":"lint', `"text":"${nasty}`),
      )
      .map((line, index) => (index === 0 ? line.replace(/"logBytes":\d+/, '"logBytes":100000') : line)),
  );
  const other = openTestStore(join(folder, "other"));
  const place = write(other, ({ projects }) => projects.open("/work/other", "shop", 1).id);
  taken(await importing(other, place, file));
  const runs = taken(other.read((tables) => tables.runs.page({ projectId: place }, null, 100))).runs;
  expect(runs.map(({ author }) => author)).toContain(JSON.parse(`"${nasty}"`));
  expect(({} as { x?: string }).x).toBeUndefined();
  expect(() => lookAtHistory(other, place)).not.toThrow();
  other.close();
  rmSync(join(folder, "other"), { recursive: true });
});
