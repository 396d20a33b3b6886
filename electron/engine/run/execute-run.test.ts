import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { processesLeft } from "../../../e2e/fixtures/leftovers.ts";
import { openWorkshop, scriptStage, scriptStep, type Workshop } from "../../../e2e/fixtures/runs.ts";
import { smallDisk } from "../../../e2e/fixtures/small-disk.ts";
import type { Run, StageRun } from "../../../shared/contract/schemas.ts";
import type { RunId } from "../../../shared/ids.ts";
import { systemClock } from "../clock.ts";
import { logFile, runFolder } from "../data-folder.ts";
import { cancelRun, type RunEvent } from "./run.ts";

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop();
});
afterEach(() => workshop.close());

function stagesOf(run: RunId): StageRun[] {
  const stages = workshop.store.read(({ stageRuns }) => stageRuns.ofRun(run));
  if (!stages.ok) throw new Error(stages.failure.message);
  return stages.value;
}

function endings(run: RunId): unknown[] {
  return stagesOf(run).map(({ name, status, reason, detail, exitCode, signal }) => ({ name, status, reason, detail, exitCode, signal }));
}

function log(run: RunId, sequence: number): string {
  return readFileSync(logFile(workshop.dataFolder, run, sequence), "utf8");
}

/** Cancels when the named stage has started: its script must run for a while. */
function cancelOnStart(name: string, stageToo: boolean): (event: RunEvent) => void {
  return (event) => {
    if (event.type !== "stage.started" || event.name !== name) return;
    void cancelRun(workshop.store, event.runId, stageToo ? event.stageRunId : null, systemClock);
  };
}

describe("a run", () => {
  test("executes stages after their needs and records what became of them", async () => {
    const stages = [
      scriptStage("test", "cat made; echo tested", { needs: ["build"] }),
      scriptStage("build", "echo one; echo two >&2; echo ok > made"),
    ];
    const { run, events } = await workshop.run(workshop.request(stages));
    expect(events.map((event) => ("name" in event ? `${event.type} ${event.name}` : event.type))).toEqual([
      ...["run.queued", "run.started", "stage.started build", "stage.finished build"],
      ...["stage.started test", "stage.finished test", "run.finished"],
    ]);
    expect([run.status, run.reason, log(run.id, 1), log(run.id, 2)]).toEqual(["passed", null, "ok\ntested\n", "one\ntwo\n"]);
    expect(stagesOf(run.id).map(({ status, exitCode, logBytes, logLines }) => ({ status, exitCode, logBytes, logLines }))).toEqual([
      { status: "passed", exitCode: 0, logBytes: 10, logLines: 2 },
      { status: "passed", exitCode: 0, logBytes: 8, logLines: 2 },
    ]);
    expect(workshop.store.read(({ runs }) => runs.socket(run.id))).toEqual({ ok: true, value: null });
  });

  test("fails with its stage, skips what needs it and runs the rest", async () => {
    const stages = [
      scriptStage("build", "exit 3"),
      scriptStage("test", "true", { needs: ["build"] }),
      scriptStage("pack", "true", { needs: ["test"] }),
      scriptStage("lint", "true"),
    ];
    const { run } = await workshop.run(workshop.request(stages));
    expect([run.status, run.reason]).toEqual(["failed", "stage-failed"]);
    const never = { status: "skipped", reason: "needs-failed", exitCode: null, signal: null };
    expect(endings(run.id)).toEqual([
      { name: "build", status: "failed", reason: "exit-code", detail: null, exitCode: 3, signal: null },
      { name: "test", ...never, detail: "Needs build, which failed." },
      { name: "pack", ...never, detail: "Needs test, which was skipped." },
      { name: "lint", status: "passed", reason: null, detail: null, exitCode: 0, signal: null },
    ]);
  });

  test("tells signals, unknown commands, missing shells and missing folders apart", async () => {
    const stages = [
      scriptStage("signal", "kill -KILL $$"),
      scriptStage("command", "no-such-command-here"),
      { ...scriptStage("shell", "true"), steps: [scriptStep("true", { shell: "no-such-shell -c" })] },
      { ...scriptStage("folder", "true"), steps: [scriptStep("true", { cwd: "nowhere" })] },
    ];
    const { run } = await workshop.run(workshop.request(stages));
    expect(stagesOf(run.id).map(({ name, status, reason, exitCode, signal }) => [name, status, reason, exitCode, signal])).toEqual([
      ["signal", "failed", "signal", null, "SIGKILL"],
      ["command", "failed", "command-not-found", 127, null],
      ["shell", "errored", "shell-missing", null, null],
      ["folder", "errored", "folder-missing", null, null],
    ]);
    expect([run.status, run.reason]).toEqual(["errored", "stage-errored"]);
  });

  test("leaves no log file of a stage that wrote nothing", async () => {
    const { run } = await workshop.run(workshop.request([scriptStage("quiet", "true")]));
    expect(existsSync(logFile(workshop.dataFolder, run.id, 1))).toBe(false);
  });

  test("keeps broken bytes as they were written", async () => {
    const { run } = await workshop.run(workshop.request([scriptStage("noise", "printf 'a\\377\\000b'; printf '\\303'")]));
    expect(readFileSync(logFile(workshop.dataFolder, run.id, 1))).toEqual(Buffer.from([0x61, 0xff, 0x00, 0x62, 0xc3]));
  });

  test("gives stages their marks, their variables and no colour against the person's will", async () => {
    const stage = {
      ...scriptStage("show", ""),
      steps: [
        scriptStep("echo $MILLRACE_STAGE $MILLRACE_RUN $MILLRACE_STAGE_RUN $MILLRACE_PROJECT $OWN $FORCE_COLOR", {
          env: { OWN: "mine; $HOME" },
        }),
      ],
    };
    const { run } = await workshop.run(workshop.request([stage]));
    const mark = /^show (r\d+@[0-9a-f]+) \1\.1 (\S+) mine; \$HOME (\S+)\n$/.exec(log(run.id, 1));
    expect(mark?.slice(2)).toEqual([workshop.projectPath, process.env.FORCE_COLOR ?? "1"]);
  });

  test("counts all runs of a project and rolls them up when they end", async () => {
    for (const script of ["true", "false", "true"]) await workshop.run(workshop.request([scriptStage("s", script)]));
    const days = workshop.store.read(({ rollups }) => rollups.runDays(workshop.projectId, 0, 1e6));
    expect(days.ok && days.value.map(({ passed, failed }) => [passed, failed])).toEqual([[2, 1]]);
  });

  test("kills what a stage left in the background, in sessions of its own too", async () => {
    const { run } = await workshop.run(workshop.request([scriptStage("forks", "sleep 60 & setsid sleep 60 & (setsid sleep 60 &) ; true")]));
    expect([run.status, await processesLeft(workshop.projectPath, 0)]).toEqual(["passed", []]);
  });
});

describe("steps", () => {
  test("run one after another into one log, each with its place in it", async () => {
    const steps = [scriptStep("echo a; printf b", { name: "first" }), scriptStep("echo c; exit 4"), scriptStep("echo never")];
    const { run } = await workshop.run(workshop.request([{ ...scriptStage("s", ""), steps }]));
    const kept = workshop.store.read(({ stageRuns }) => Object.values(stageRuns.stepsOfRun(run.id))[0]);
    expect(log(run.id, 1)).toBe("a\nbc\n");
    expect(
      kept.ok &&
        kept.value?.map(({ name, exitCode, logOffset, logLine, startedAt }) => [name, exitCode, logOffset, logLine, startedAt !== null]),
    ).toEqual([
      ["first", 0, 0, 1, true],
      ["", 4, 3, 2, true],
      ["", null, null, null, false],
    ]);
  });
});

describe("time", () => {
  test("ends a stage that takes too long, with all it started", async () => {
    const stage = scriptStage("slow", "trap '' TERM; setsid sleep 60 & sleep 60", { timeoutMs: 100 });
    const { run, events } = await workshop.run(workshop.request([stage]));
    expect(endings(run.id)).toMatchObject([{ status: "failed", reason: "timeout", detail: "The stage was still running after 100 ms." }]);
    expect(events.map(({ type }) => type)).toContain("stage.canceling");
    expect(await processesLeft(workshop.projectPath, 0)).toEqual([]);
  });

  test("ends a step that takes too long; the next one is not begun", async () => {
    const steps = [scriptStep("sleep 60", { timeoutMs: 100 }), scriptStep("echo never")];
    const { run } = await workshop.run(workshop.request([{ ...scriptStage("s", ""), steps }]));
    expect(endings(run.id)).toMatchObject([{ status: "failed", reason: "timeout", detail: "A step was still running after 100 ms." }]);
  });
});

describe("canceling", () => {
  test("a run ends what runs politely and never starts the rest", async () => {
    const stages = [
      scriptStage("polite", "trap 'echo bye; exit 0' TERM; sleep 60 & wait"),
      scriptStage("deaf", "trap '' TERM; sleep 60; sleep 60"),
      scriptStage("later", "true", { needs: ["polite"] }),
    ];
    const { run, events } = await workshop.run(workshop.request(stages), (event) => {
      // Both must run, so that the traps are set.
      if (event.type === "stage.started" && event.name === "deaf") setTimeout(() => cancelOnStart("deaf", false)(event), 100);
    });
    expect([run.status, run.reason, log(run.id, 1)]).toEqual(["canceled", "canceled-by-user", "bye\n"]);
    expect(stagesOf(run.id).map(({ name, status, startedAt }) => [name, status, startedAt !== null])).toEqual([
      ["polite", "canceled", true],
      ["deaf", "canceled", true],
      ["later", "canceled", false],
    ]);
    expect(events.filter(({ type }) => type.endsWith("canceling")).length).toBe(3);
    expect(await processesLeft(workshop.projectPath, 0)).toEqual([]);
  });

  test("one stage skips what needs it and leaves the rest alone", async () => {
    const stages = [scriptStage("long", "sleep 60"), scriptStage("after", "true", { needs: ["long"] }), scriptStage("other", "true")];
    const { run } = await workshop.run(workshop.request(stages), cancelOnStart("long", true));
    expect(stagesOf(run.id).map(({ status, detail }) => [status, detail])).toEqual([
      ["canceled", null],
      ["skipped", "Needs long, which was canceled."],
      ["passed", null],
    ]);
    expect(run.status).toBe("canceled");
  });

  test("a run that still waits for another ends it before it starts", async () => {
    const first = workshop.run(workshop.request([scriptStage("s", "sleep 60")]), (event) => {
      if (event.type === "stage.started") started.resolve(event.runId);
    });
    const started = Promise.withResolvers<RunId>();
    const firstId = await started.promise;
    const { run } = await workshop.run(workshop.request([scriptStage("s", "true")]), (event) => {
      if (event.type === "run.queued") void cancelRun(workshop.store, event.runId, null, systemClock);
    });
    expect([run.status, run.startedAt, run.durationMs]).toEqual(["canceled", null, null]);
    await cancelRun(workshop.store, firstId, null, systemClock);
    expect((await first).run.status).toBe("canceled");
  });

  test("what has ended, or never was, is refused", async () => {
    const { run } = await workshop.run(workshop.request([scriptStage("s", "true")]));
    const refusals = [
      await cancelRun(workshop.store, run.id, null, systemClock),
      await cancelRun(workshop.store, "r999" as RunId, null, systemClock),
    ];
    expect(refusals.map((refusal) => !refusal.ok && refusal.failure.code)).toEqual(["not-running", "not-found"]);
  });
});

describe("artifacts", () => {
  async function keep(artifacts: readonly string[], script = "true"): Promise<Run> {
    return (await workshop.run(workshop.request([scriptStage("pack", script, { artifacts })]))).run;
  }
  function kept(run: Run): { path: string; bytes: number; sha256: string; storedPath: string }[] {
    const found = workshop.store.read((tables) => tables.artifacts.ofRun(run.id));
    return found.ok ? found.value : [];
  }

  test("of a folder with links in circles, or back to the project, come to an end and are only what lies in it", async () => {
    const script =
      "mkdir -p d/sub; echo 1 > d/sub/a; ln -sfn .. d/up; ln -sfn ../sub d/sub/self; ln -sfn sub d/again; ln -sfn nowhere d/gone; echo 2 > other";
    for (const pattern of ["d", "d/**"]) {
      const run = await keep([pattern], script);
      expect([run.status, kept(run).map(({ path }) => path)]).toEqual(["passed", ["d/sub/a"]]);
    }
  });

  test("are copied with their checksums, folders with all they hold, each file once", async () => {
    const run = await keep(
      ["*.tgz", "dist", "dist/**"],
      "mkdir -p dist/sub; echo one > a.tgz; echo two > dist/sub/b; ln -s a.tgz latest.tgz",
    );
    expect(kept(run).map(({ path, bytes }) => [path, bytes])).toEqual([
      ["a.tgz", 4],
      ["dist/sub/b", 4],
    ]);
    for (const file of kept(run)) {
      expect(createHash("sha256").update(readFileSync(file.storedPath)).digest("hex")).toBe(file.sha256);
    }
  });

  test("never come from outside the project, wherever links lead", async () => {
    mkdirSync(join(workshop.dataFolder, "outside"));
    writeFileSync(join(workshop.dataFolder, "outside", "secret"), "secret");
    symlinkSync(join(workshop.dataFolder, "outside"), join(workshop.projectPath, "link"));
    symlinkSync(join(workshop.dataFolder, "outside", "secret"), join(workshop.projectPath, "file"));
    for (const pattern of ["link/*", "link", "file"]) {
      const run = await keep([pattern]);
      expect([run.status, kept(run)]).toEqual(["failed", []]);
      expect(endings(run.id)).toMatchObject([{ reason: "artifact-missing" }]);
    }
  });

  test("that do not exist fail the stage by name", async () => {
    const run = await keep(["*.txt", "nothing/*.zip"], "echo x > a.txt");
    expect(endings(run.id)).toMatchObject([
      { status: "failed", reason: "artifact-missing", detail: "No file matches nothing/*.zip.", exitCode: null },
    ]);
    expect(kept(run).map(({ path }) => path)).toEqual(["a.txt"]);
  });

  test("are not waited for when they are pipes", async () => {
    const run = await keep(["pipe"], "rm -f pipe; mkfifo pipe");
    expect(endings(run.id)).toMatchObject([{ status: "failed", reason: "artifact-missing" }]);
  });
});

describe("admission", () => {
  test("never runs one stage of a project twice at once", async () => {
    const script = "mkdir lock; sleep 0.1; rmdir lock";
    const runs = await Promise.all([1, 2, 3].map(() => workshop.run(workshop.request([scriptStage("s", script)]))));
    expect(runs.map(({ run }) => run.status)).toEqual(["passed", "passed", "passed"]);
  });

  test("keeps to the run's own limit and to the machine's", async () => {
    const busy = join(workshop.projectPath, "busy");
    mkdirSync(busy);
    const stages = (prefix: string) =>
      [1, 2, 3, 4, 5].map((number) => scriptStage(`${prefix}${number}`, `touch busy/$$; ls busy | wc -l; sleep 0.1; rm busy/$$`));
    const most = (run: Run, count: number) => Math.max(...[...Array(count).keys()].map((index) => Number(log(run.id, index + 1))));
    const { run } = await workshop.run(workshop.request(stages("a"), { parallel: 2 }));
    expect(most(run, 5)).toBe(2);
    workshop.store.write(({ settings }) => settings.change({ stagesAtOnce: 3, runsAtOnce: 2 }, 1));
    const both = await Promise.all([
      workshop.run(workshop.request(stages("b"), { parallel: 3 })),
      workshop.run(workshop.request(stages("c"), { parallel: 3 })),
    ]);
    expect(Math.max(...both.map(({ run: one }) => most(one, 5)))).toBeLessThanOrEqual(3);
  });

  test("lets only so many runs run at once", async () => {
    workshop.store.write(({ settings }) => settings.change({ runsAtOnce: 1 }, 1));
    const script = "mkdir lock; sleep 0.1; rmdir lock";
    const runs = await Promise.all(["a", "b", "c"].map((name) => workshop.run(workshop.request([scriptStage(name, script)]))));
    expect(runs.map(({ run }) => run.status)).toEqual(["passed", "passed", "passed"]);
  });
});

test("a disk that a stage fills ends the run as what it is, and leaves nothing running", async (context) => {
  const disk = smallDisk(4 * 1024 * 1024);
  if (disk === null) return context.skip("this user may not mount a small disk");
  const small = openWorkshop(100, disk.folder);
  try {
    const stages = [
      scriptStage("flood", "cat /dev/zero"),
      scriptStage("long", "sleep 60"),
      scriptStage("after", "true", { needs: ["flood"] }),
    ];
    const { run, events } = await small.run(small.request(stages));
    const ends = events.flatMap((event) => (event.type === "stage.finished" ? [[event.name, event.status, event.reason]] : []));
    expect([run.status, run.reason]).toEqual(["errored", "disk-full"]);
    expect(ends).toEqual(
      expect.arrayContaining([
        ["flood", "errored", "disk-full"],
        ["long", "errored", "disk-full"],
        ["after", "skipped", "needs-failed"],
      ]),
    );
    expect(await processesLeft(small.projectPath, 0)).toEqual([]);
  } finally {
    small.close();
    disk.remove();
  }
});

test("two hundred stages pass, and each is in the history", async () => {
  const stages = Array.from({ length: 200 }, (_, place) =>
    scriptStage(`s${place}`, "exec true", { needs: place < 100 ? [] : [1, 7, 31].map((step) => `s${place - 69 - step}`) }),
  );
  const { run } = await workshop.run(workshop.request(stages, { parallel: 8 }));
  expect([run.status, stagesOf(run.id).filter(({ status }) => status === "passed").length]).toEqual(["passed", 200]);
  expect(existsSync(runFolder(workshop.dataFolder, run.id))).toBe(true);
});
