import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { processesLeft } from "../../../e2e/fixtures/leftovers.ts";
import { openWorkshop, scriptStage, scriptStep, type Workshop } from "../../../e2e/fixtures/runs.ts";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import type { RunId } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { logFile, summaryFile } from "../data-folder.ts";

const token = "s3cr3t/Tok+en&47'x";
const key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSjAgEAAoIB\n-----END KEY-----\n";

let workshop: Workshop;
beforeEach(async () => {
  workshop = openWorkshop();
  await keep("TOKEN", token);
  await keep("KEY", key);
});
afterEach(() => workshop.close());

async function keep(name: string, value: string): Promise<void> {
  expect(await workshop.vault.set({ project: workshop.projectPath, environment: "", name, value })).toEqual({ ok: true, value: null });
}

function secretStage(name: string, run: string, changes: Partial<PlannedStage> = {}): PlannedStage {
  return scriptStage(name, run, { secrets: ["TOKEN", "KEY"], ...changes });
}

function stagesOf(run: RunId): StageRun[] {
  const stages = workshop.store.read(({ stageRuns }) => stageRuns.ofRun(run));
  if (!stages.ok) throw new Error(stages.failure.message);
  return stages.value;
}

function log(run: RunId, sequence = 1): string {
  return readFileSync(logFile(workshop.dataFolder, run, sequence), "utf8");
}

/** Every file of the data folder whose path or content holds one of the traces. */
function filesWith(traces: readonly string[]): string[] {
  const files = readdirSync(workshop.dataFolder, { recursive: true, encoding: "utf8" });
  return files.filter((file) => {
    const path = join(workshop.dataFolder, file);
    const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
    const content = isFile ? readFileSync(path) : Buffer.alloc(0);
    return traces.some((trace) => file.includes(trace) || content.includes(trace));
  });
}

/** What of the secrets must be nowhere: themselves, their lines, and what only they decide of their encoded forms. */
function tracesOf(value: string): string[] {
  const bytes = Buffer.from(value.trim());
  const cores = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  const lines = value.split("\n").filter((line) => line.length >= 8);
  return [...lines, ...cores, bytes.toString("hex"), encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];
}

const traces = [...tracesOf(token), ...tracesOf(key)];

/** The arguments of every process that can be seen. */
function commandLines(): string {
  const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return ids
    .map((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, "latin1");
      } catch {
        // It has ended meanwhile.
        return "";
      }
    })
    .join("\n");
}

const encode = (how: string) => `node -e 'process.stdout.write(${how})'`;

test("a stage that says its secrets in every disguise leaves no trace of them in any file, nor in a list of processes", async () => {
  const script = [
    'printf "%s\\n" "$TOKEN"; printf "%s" "$KEY" >&2; env; set -x; : "$TOKEN"; set +x',
    `half=$(printf %s "$TOKEN" | cut -c1-9); rest=$(printf %s "$TOKEN" | cut -c10-); printf "%s" "$half"; sleep 0.3; printf "%s\\n" "$rest"`,
    'printf "user:%s@host and a longer text around it, so that lines are broken" "$TOKEN" | base64',
    'printf "x%s" "$KEY" | base64 -w 20; printf %s "$TOKEN" | od -An -v -tx1 | tr -d " \\n"; echo',
    encode("encodeURIComponent(process.env.TOKEN) + JSON.stringify({ key: process.env.KEY })"),
    encode('Buffer.from("ab" + process.env.TOKEN).toString("base64url")'),
    encode('Buffer.concat([Buffer.alloc(4e7, "x"), Buffer.from(process.env.TOKEN), Buffer.alloc(27_108_864, "y")])'),
    'echo said > "made-$half$rest.txt" 2>/dev/null || true; sleep 0.5',
  ].join("\n");
  const observed: string[] = [];
  const watching = setInterval(() => observed.push(commandLines()), 50);
  const { run } = await workshop.run(workshop.request([secretStage("say", script)]));
  clearInterval(watching);
  expect([run.status, stagesOf(run.id).map(({ detail }) => detail)]).toEqual(["passed", [null]]);
  expect(log(run.id).length).toBeGreaterThan(67_000_000);
  expect(filesWith(traces)).toEqual([]);
  expect(observed.length).toBeGreaterThan(3);
  // `cut` and its kin got the value on their standard input; only the shell's own commands had it as an argument.
  for (const lines of observed) for (const trace of traces) expect(lines.includes(trace)).toBe(false);
}, 60_000);

test("both streams stay in the order in which they were written, and nothing else is changed", async () => {
  const script =
    'for i in 1 2 3 4 5 6 7 8 9; do printf "o$i "; printf "e$i " >&2; done; echo said > /dev/stderr; printf \'\\377\\000\\303\'';
  const { run } = await workshop.run(workshop.request([secretStage("say", script)]));
  const bytes = readFileSync(logFile(workshop.dataFolder, run.id, 1));
  expect(bytes.toString("latin1")).toBe("o1 e1 o2 e2 o3 e3 o4 e4 o5 e5 o6 e6 o7 e7 o8 e8 o9 e9 said\n\xff\0\xc3");
  expect(stagesOf(run.id)[0]).toMatchObject({ status: "passed", logBytes: bytes.length, logLines: 2 });
});

test("the log is whole when a stage's end is told, however much was written last", async () => {
  const { run } = await workshop.run(workshop.request([secretStage("say", "head -c 3000000 /dev/zero | tr '\\0' x; echo $TOKEN")]));
  expect(log(run.id)).toBe(`${"x".repeat(3_000_000)}***\n`);
});

test("steps of a stage know where their output begins, also without a line's end before it", async () => {
  const steps = [scriptStep("printf '%s s3cr' $TOKEN"), scriptStep("echo $TOKEN"), scriptStep("exit 3")];
  const { run } = await workshop.run(workshop.request([secretStage("say", "", { steps })]));
  const kept = workshop.store.read(({ stageRuns }) => Object.values(stageRuns.stepsOfRun(run.id))[0]);
  expect(log(run.id)).toBe("*** ******\n");
  expect(kept.ok && kept.value?.map(({ logOffset, logLine, exitCode }) => [logOffset, logLine, exitCode])).toEqual([
    [0, 1, 0],
    [7, 1, 0],
    [11, 2, 3],
  ]);
});

test("who keeps the pipe open after the stage neither holds the run up nor is stopped by it before its end", async () => {
  const background = "(setsid sh -c 'sleep 1; echo $TOKEN; echo late > late' &) ; sleep 0.3; echo first";
  const stages = [secretStage("leave", background), scriptStage("wait", "while [ ! -e late ]; do sleep 0.05; done", { needs: ["leave"] })];
  const { run } = await workshop.run(workshop.request(stages));
  expect([run.status, log(run.id)]).toEqual(["passed", "first\n"]);
  expect(await processesLeft(workshop.projectPath, 0)).toEqual([]);
  expect(filesWith(traces)).toEqual([]);
});

test("a canceled stage keeps what it said last", async () => {
  const stages = [secretStage("say", "trap 'echo bye $TOKEN; exit 1' TERM; echo up; while :; do sleep 0.05; done", { timeoutMs: 600 })];
  const { run } = await workshop.run(workshop.request(stages));
  // The shell may say that the signal ended its `sleep`.
  expect([stagesOf(run.id)[0]?.reason, log(run.id).replace("Terminated\n", "")]).toEqual(["timeout", "up\nbye ***\n"]);
});

test("a secret is in the environment of the stages that were given it, and of nothing else", async () => {
  const count = "cut -d= -f1 | grep -cx -e TOKEN -e KEY || true";
  const look = `env | ${count}; tr '\\0' '\\n' < /proc/$PPID/environ | ${count}`;
  const stages = [
    scriptStage("none", look),
    scriptStage("one", look, { secrets: ["TOKEN"] }),
    secretStage("over", 'test "$TOKEN" = "$(cat expected)"', {
      steps: [scriptStep('test "$TOKEN" = "$(cat expected)"', { env: { TOKEN: "from the file" } })],
    }),
  ];
  writeFileSync(join(workshop.projectPath, "expected"), token);
  const { run } = await workshop.run(workshop.request(stages));
  expect(run.status).toBe("passed");
  expect([log(run.id, 1), log(run.id, 2)]).toEqual(["0\n0\n", "1\n0\n"]);
});

test("a secret that is not set ends the stage before it starts, and says which and how to set it", async () => {
  const stages = [secretStage("say", "echo never", { secrets: ["TOKEN", "OTHER"] }), scriptStage("after", "true", { needs: ["say"] })];
  const { run } = await workshop.run(workshop.request(stages));
  const [stage] = stagesOf(run.id);
  expect([run.status, stage?.status, stage?.reason, stage?.detail]).toEqual([
    "errored",
    "errored",
    "secret-missing",
    "The secret OTHER is not set. Set it in Settings, or with: millrace secrets set OTHER.",
  ]);
  expect(existsSync(logFile(workshop.dataFolder, run.id, 1))).toBe(false);
});

test("a damaged secret ends the stage with its file's name", async () => {
  const folder = join(workshop.dataFolder, "secrets");
  const files = readdirSync(folder).map((name) => join(folder, name));
  for (const file of files) writeFileSync(file, readFileSync(file, "utf8").replace(/.{4}"}/, 'AAAA"}'));
  const { run } = await workshop.run(workshop.request([secretStage("say", "echo never")]));
  const [stage] = stagesOf(run.id);
  expect([stage?.status, stage?.reason]).toEqual(["errored", "secrets-unreadable"]);
  expect(files.some((file) => stage?.detail?.includes(file))).toBe(true);
});

test("a file that shows a secret, in its path or in it, is not kept", async () => {
  const named = secretStage("named", 'mkdir -p out; echo 1 > "out/$PLAIN.txt"', { secrets: ["PLAIN"], artifacts: ["out"] });
  const held = secretStage("held", "printf '//registry/:_authToken=%s' $TOKEN | base64 > .npmrc", { artifacts: [".npmrc"] });
  const clean = secretStage("clean", "echo fine > fine.txt", { artifacts: ["fine.txt"] });
  await keep("PLAIN", "plain-secret-0815");
  const { run } = await workshop.run(workshop.request([named, held, clean]));
  expect(stagesOf(run.id).map(({ status, reason, detail }) => [status, reason, detail])).toEqual([
    ["failed", "artifact-secret", "The path out/***.txt shows the secret PLAIN, so the file was not kept."],
    ["failed", "artifact-secret", ".npmrc holds the secret TOKEN, so it was not kept."],
    ["passed", null, null],
  ]);
  const kept = workshop.store.read(({ artifacts }) => artifacts.ofRun(run.id));
  expect(kept.ok && kept.value.map(({ path }) => path)).toEqual(["fine.txt"]);
  expect(filesWith([...traces, "plain-secret-0815"])).toEqual([]);
});

test("outputs and the summary are kept without secrets, and what they named is gone", async () => {
  const script = [
    'printf "plain=%s\\nencoded=%s\\nother=fine\\n" "$TOKEN" "$(printf %s "$TOKEN" | base64)" > "$MILLRACE_OUTPUT"',
    'printf "# Done with %s\\n" "$TOKEN" > "$MILLRACE_SUMMARY"; echo "$MILLRACE_OUTPUT" > place',
  ].join("\n");
  const stages = [
    secretStage("tell", script),
    scriptStage("hear", 'echo "$NEEDS_TELL_PLAIN $NEEDS_TELL_ENCODED $NEEDS_TELL_OTHER"', { needs: ["tell"] }),
  ];
  const { run } = await workshop.run(workshop.request(stages));
  expect([run.status, log(run.id, 2)]).toEqual(["passed", "*** *** fine\n"]);
  expect(readFileSync(summaryFile(workshop.dataFolder, run.id, 1), "utf8")).toBe("# Done with ***\n");
  const place = readFileSync(join(workshop.projectPath, "place"), "utf8").trimEnd();
  expect([place.startsWith(workshop.dataFolder), existsSync(place), existsSync(dirname(place))]).toEqual([false, false, false]);
  expect(filesWith(traces)).toEqual([]);
});

test("what is said of a stage's end holds no secret", async () => {
  const { run } = await workshop.run(workshop.request([secretStage("tell", 'printf "no output: %s\\n" "$TOKEN" > "$MILLRACE_OUTPUT"')]));
  const [stage] = stagesOf(run.id);
  expect([stage?.reason, stage?.detail?.includes("***")]).toEqual(["outputs-invalid", true]);
  expect(filesWith(traces)).toEqual([]);
});

test("the pipe has no name when the stage runs, and none is left", async () => {
  const { run } = await workshop.run(workshop.request([secretStage("look", "readlink /proc/$$/fd/1 /proc/$$/fd/2; test -p /dev/stdout")]));
  const [out, error] = log(run.id).trimEnd().split("\n");
  expect([run.status, out === error, out?.endsWith("(deleted)"), existsSync(out?.replace(" (deleted)", "") ?? "")]).toEqual([
    "passed",
    true,
    true,
    false,
  ]);
});
