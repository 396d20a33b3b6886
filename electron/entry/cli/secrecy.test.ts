import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { type ProgramEnd, programFile, startProgram } from "../../../e2e/fixtures/millrace-programs.ts";
import { makeRepository, writeFiles } from "../../../e2e/fixtures/repository.ts";

/*
 * A secret on all ways through the whole program, with everything that it writes searched byte for byte: while it runs and
 * afterwards, also in what is packed.
 */

const plainName = "Zq8plain";
const secrets = {
  TOKEN: "pa55/W0rd+&?'é \"x",
  NAME: plainName,
  PEM: "-----BEGIN-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSjAgEA\n-----END-----",
};

/** Only what decides nothing of a secret is left out: letters of base64 at its ends that its neighbours have a part in. */
function tracesOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  return [
    ...value.split("\n").filter((line) => line.length >= 8),
    ...base64,
    ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
  ];
}

const traces = Object.values(secrets)
  .flatMap(tracesOf)
  .map((trace) => Buffer.from(trace));

function holdsTrace(bytes: Buffer): boolean {
  return traces.some((trace) => bytes.includes(trace));
}

let folder: string;
let project: string;
let environment: Record<string, string>;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  folder = realpathSync(folder);
  project = join(folder, "project");
  for (const name of ["home", "scratch", "runtime"]) mkdirSync(join(folder, name), { mode: 0o700 });
  environment = { XDG_CONFIG_HOME: join(folder, "config"), TMPDIR: join(folder, "scratch"), XDG_RUNTIME_DIR: join(folder, "runtime") };
});
afterEach(() => remove());

const place = () => ({ home: join(folder, "home"), cwd: project, environment });

function ask(...words: string[]): Promise<ProgramEnd> {
  return startProgram("command line", place(), ...words).ended;
}

async function keep(name: string, value: string): Promise<void> {
  const child = spawn(process.execPath, [programFile("command line"), "secrets", "set", name], {
    cwd: project,
    env: { ...process.env, ...environment, MILLRACE_HOME: join(folder, "home") },
    stdio: ["pipe", "ignore", "inherit"],
  });
  child.stdin.end(value);
  expect(await new Promise((resolve) => child.on("exit", resolve))).toBe(0);
}

/** Files of the data folder with a trace in their name or content, unpacked where they are packed. */
function filesWithTraces(of = "home"): string[] {
  const top = join(folder, of);
  return readdirSync(top, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    if (holdsTrace(Buffer.from(path))) return [path];
    if (!entry.isFile()) return [];
    let bytes: Buffer;
    try {
      bytes = readFileSync(path);
    } catch {
      // It went away meanwhile.
      return [];
    }
    return [bytes, ...unpacked(bytes)].some(holdsTrace) ? [path] : [];
  });
}

function unpacked(bytes: Buffer): Buffer[] {
  try {
    if (bytes.readUInt32LE(0) === 0xfd2fb528) return [zstdDecompressSync(bytes)];
    if (bytes.readUInt16BE(0) === 0x1f8b) return [gunzipSync(bytes)];
  } catch {
    // Too short, or not what it looked like.
  }
  return [];
}

/** The arguments of every process that can be seen. */
function commandLines(): Buffer {
  const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return Buffer.concat(
    ids.map((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`);
      } catch {
        // It has ended meanwhile.
        return Buffer.alloc(0);
      }
    }),
  );
}

const node = (script: string) => `node -e '${script}'`;

const pipeline = `version: 1
secrets: [TOKEN, NAME, PEM]
stages:
  say:
    phase: build
    steps:
      - run: |
          printf '%s\\n' "$TOKEN"; printf '%s\\n' "$PEM" >&2; env; set -x; : "$TOKEN" "$NAME"; set +x
          half=$(printf %s "$TOKEN" | cut -c1-7); rest=$(printf %s "$TOKEN" | cut -c8-)
          printf %s "$half"; sleep 0.3; printf '%s\\n' "$rest"
          for before in '' x xx; do printf '%s%s and more' "$before" "$TOKEN" | base64; printf '%s%s' "$before" "$PEM" | base64 -w 20; done
          printf %s "$NAME" | od -An -v -tx1 | tr -d ' \\n'; echo
          seq 200000
      - run: |
          ${node("const { TOKEN, PEM } = process.env; console.log(encodeURIComponent(TOKEN), JSON.stringify({ PEM, TOKEN }), Buffer.from(TOKEN).toString(`base64url`), Buffer.from(PEM).toString(`hex`).toUpperCase())")}
          printf 'a=%s\\nb=%s\\n' "$TOKEN" "$(printf %s "$TOKEN" | base64 -w 0)" >> "$MILLRACE_OUTPUT"
          printf '# %s\\n%s\\n' "$TOKEN" "$PEM" >> "$MILLRACE_SUMMARY"
          sleep 0.3
  hear: { phase: test, needs: [say], run: 'echo "$NEEDS_SAY_A $NEEDS_SAY_B"' }
  named: { phase: release, run: 'mkdir -p out; echo 1 > "out/$NAME.txt"', artifacts: [out], allow-failure: true }
  held: { phase: release, run: 'printf "//registry/:_auth=%s" "$TOKEN" | base64 > held.npmrc', artifacts: [held.npmrc], allow-failure: true }
  cached-name: { phase: build, run: 'mkdir -p made; echo 1 > "made/$NAME.js"', cache: { inputs: [input], outputs: [made] } }
  cached-file: { phase: build, run: 'mkdir -p dist; printf %s "$TOKEN" > dist/a.js', cache: { inputs: [input], outputs: [dist] } }
  cached-log: { phase: build, run: 'echo "with $TOKEN"; mkdir -p fine; echo 1 > fine/a', cache: { inputs: [input], outputs: [fine] } }
  wrong: { phase: test, run: 'printf "no output %s\\n" "$TOKEN" >> "$MILLRACE_OUTPUT"' }
  leave: { phase: deploy, if: always(), needs: [held], run: 'printf %s "$PEM" > left.pem; echo 1 > "$NAME.md"; seq 20000 > tracked.txt; echo "TOKEN=$TOKEN" >> tracked.txt' }
  docs: { phase: deploy, if: changed("**/*.md"), run: echo docs }
  ask: { phase: deploy, needs: [leave], if: always(), approval: 'Go on?', run: 'echo "$TOKEN"' }
`;

test.skipIf(process.platform !== "linux")(
  "nothing that is written, shown or listed has a trace of a secret (Linux: it looks into /proc)",
  async () => {
    makeRepository(project, { "millrace.yml": pipeline, "tracked.txt": "a\n", input: "1\n", ".gitignore": "out\nmade\ndist\nfine\n" });
    for (const [name, value] of Object.entries(secrets)) await keep(name, value);
    const seen = new Set<string>();
    const watching = setInterval(() => {
      for (const file of filesWithTraces()) seen.add(file.replace(/pending\/.*/, "pending"));
      if (holdsTrace(commandLines())) seen.add("a list of processes");
    }, 100);
    const told: ProgramEnd[] = [];
    const run = async (number: number, decision: "approve" | "deny") => {
      const running = startProgram("command line", place(), "run", "--json");
      while (!running.lines().some((line) => line.includes('"run.waiting"'))) await sleep(50);
      told.push(await ask("runs", decision, String(number), "--comment", "Yes"));
      told.push(await running.ended);
    };
    await run(1, "approve");
    // What the first one left in the project is what the second one runs on.
    await run(2, "deny");
    const kept = JSON.parse(readFileSync(join(folder, "home/runs/r2/changed-files.json"), "utf8"));
    expect([kept.diff, kept.note, kept.files.map(({ path }: { path: string }) => path)]).toEqual([
      null,
      expect.stringMatching(/^The diff holds the secret (TOKEN|PEM|NAME), so it was not kept\.$/),
      ["held.npmrc", "left.pem", "tracked.txt"],
    ]);
    told.push(await ask("runs", "retry", "2", "say", "--only"));
    for (const words of [["list"], ["show", "1"]]) told.push(await ask("runs", ...words), await ask("runs", ...words, "--json"));
    for (const stage of ["say", "named"]) told.push(await ask("logs", "1", stage));
    told.push(await ask("secrets", "list"), await ask("doctor"), await ask("cache", "list"), await ask("storage", "--clean-up"));
    clearInterval(watching);

    const shown = JSON.parse((await ask("runs", "show", "1", "--json")).output).stages;
    const ends = Object.fromEntries(
      shown.map(({ name, status, reason }: Record<string, string>) => [name, [status, reason].join(" ").trim()]),
    );
    expect(ends).toEqual({
      ...{ say: "passed", hear: "passed", named: "failed artifact-secret", held: "failed artifact-secret", leave: "passed" },
      ...{ "cached-name": "passed", "cached-file": "passed", "cached-log": "passed", wrong: "errored outputs-invalid" },
      ...{ docs: "skipped condition-false", ask: "passed" },
    });
    expect(told.flatMap(({ output, complaint }) => (holdsTrace(Buffer.from(output + complaint)) ? [output + complaint] : []))).toEqual([]);
    // While a run is planned nobody has asked for its secrets yet; what is kept of changed files is looked through before it begins.
    seen.delete(join(folder, "home", "pending"));
    expect([[...seen], filesWithTraces(), filesWithTraces("scratch"), filesWithTraces("runtime")]).toEqual([[], [], [], []]);
    // The search finds what is there: the project has them.
    expect(filesWithTraces("project").map((path) => path.slice(project.length + 1))).toEqual(
      expect.arrayContaining(["left.pem", "tracked.txt", "dist/a.js"]),
    );
    expect(readdirSync(join(folder, "home", "runs", "r1"))).toContain("1.log.zst");
    // What held none is brought back.
    writeFiles(project, { other: "1" });
    const again = startProgram("command line", place(), "run", "cached-name", "cached-file", "cached-log", "--json");
    const { output } = await again.ended;
    const events = output
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const ways = events.filter(({ type }) => type === "stage.finished").map(({ name, reason }) => [name, reason]);
    expect(ways.sort()).toEqual([
      ["cached-file", null],
      ["cached-log", "cache-hit"],
      ["cached-name", null],
    ]);
  },
  120_000,
);
