import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { KeptServices } from "../../../../e2e/fixtures/kept-services.ts";
import { systemClock } from "../../clock.ts";
import { createProjectService } from "../project/projects.ts";
import { createServiceService, type ServiceService } from "./services.ts";

/*
 * Real services under real hosts, which are processes of their own and may be killed.
 */

let kept: KeptServices;
beforeEach(() => {
  kept = new KeptServices();
});
afterEach(() => kept.close());

const list = async () => {
  const listed = await kept.services.list({ projectId: kept.projectId });
  if (!listed.ok) throw new Error(listed.failure.message);
  return listed.value.services;
};

const pidOf = (name: string) => kept.named(name).process?.pid ?? expect.fail(`${name} does not run`);

describe("services", () => {
  test("start with what they need first, are told as the file has them, and leave nothing behind when they are stopped", async () => {
    kept.describe({
      web: { run: "setsid sh -c 'sleep 1000 & sleep 1001' & echo up; exec sleep 1002", needs: ["db"], ready: { log: "^up$" } },
      db: { run: "echo far; sleep 0.2; echo up; exec sleep 1003", ready: { log: "^up$" } },
    });
    expect((await list()).map(({ name, state, isWanted, line }) => [name, state, isWanted, line])).toEqual([
      ["web", "stopped", false, 1],
      ["db", "stopped", false, 1],
    ]);
    await kept.start("web");
    await kept.untilState("web", "ready");
    const [web, db] = await list();
    expect([web?.isCurrent, web?.restarts, db?.state, web?.lastExit]).toEqual([true, 0, "ready", null]);
    expect(db?.since).toBeLessThanOrEqual(web?.startedAt ?? 0);
    while (kept.running().length < 4) await sleep(5);
    await kept.stop("db");
    expect([kept.running(), kept.all().map(({ life }) => life.state)]).toEqual([[], ["stopped", "stopped"]]);
  });

  test("are told as they were while the file has a fault, and can be stopped, but not started", async () => {
    kept.describe({ web: { run: "exec sleep 1000" }, gone: { run: "true" } });
    await kept.start("web");
    await kept.untilState("web", "ready");
    const told = async (services: ServiceService) => {
      const listed = await services.list({ projectId: kept.projectId });
      return listed.ok && [listed.value.problem, listed.value.services.map(({ name, line, isCurrent }) => [name, line, isCurrent])];
    };
    await told(kept.services);
    writeFileSync(join(kept.project, "millrace.yml"), "services: {");
    const problem = expect.stringContaining("millrace.yml:1:11");
    expect(await told(kept.services)).toEqual([
      problem,
      [
        ["web", 1, true],
        ["gone", 1, true],
      ],
    ]);
    // One that never saw the file whole knows what runs.
    const other = createServiceService({ store: kept.store, serviceHost: null, now: systemClock });
    expect(await told(other)).toEqual([problem, [["web", 1, true]]]);
    expect(await other.restart({ projectId: kept.projectId, names: ["web"] })).toMatchObject({ failure: { code: "pipeline-invalid" } });
    await kept.stop("web");
    expect(kept.running()).toEqual([]);
  });

  test("are started again after longer and longer waits, and are given up", async () => {
    kept.describe({ web: { run: "exit 3", restart: { policy: "on-failure", backoff: "20ms", attempts: 3 } } });
    await kept.start();
    await kept.untilState("web", "given-up");
    expect(kept.named("web").life).toMatchObject({ detail: "ended with exit code 3; given up after 3 restarts in a row", restarts: 3 });
    const page = await kept.services.get({ serviceId: kept.named("web").id });
    const starts = page.ok ? page.value.starts : [];
    expect(starts.map(({ cause, exitCode }) => [cause, exitCode])).toEqual([
      ...Array.from({ length: 3 }, () => ["ended with exit code 3", 3]),
      ["by a person", 3],
    ]);
    const waits = starts.slice(0, 3).map((start, place) => start.startedAt - (starts[place + 1]?.finishedAt ?? 0));
    for (const [place, wait] of waits.reverse().entries()) expect(wait).toBeGreaterThanOrEqual(20 * 2 ** place);
  });

  test("wait while a port of theirs is taken, and say who holds it", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    kept.describe({ web: { run: `exec node -e 'require("net").createServer().listen(process.env.PORT)'`, port } });
    await kept.start();
    await kept.until(([web]) => web?.life.detail.includes(String(port)) === true);
    expect(kept.named("web").life).toMatchObject({
      state: "waiting",
      detail: expect.stringMatching(new RegExp(`^port ${port} is held by .+ \\(${process.pid}\\)$`)),
    });
    await new Promise((resolve) => server.close(resolve));
    await kept.untilState("web", "ready");
  });

  test("that are not well, or not ready in time, are started again", async () => {
    kept.describe({
      ill: {
        run: "exec sleep 1000",
        live: { run: "exit 4", every: "20ms", failures: 2 },
        restart: { policy: "always", attempts: 1, backoff: "10ms" },
      },
      late: {
        run: "exec sleep 1000",
        ready: { log: "never", within: "100ms" },
        restart: { policy: "always", attempts: 1, backoff: "10ms" },
      },
    });
    await kept.start();
    await kept.untilState("ill", "given-up");
    await kept.untilState("late", "given-up");
    expect([kept.named("ill").life.detail, kept.named("late").life.detail]).toEqual([
      "not well 2 times in a row, at last: exit code 4; given up after 1 restart",
      "not ready within 100 ms; given up after 1 restart",
    ]);
    expect(kept.running()).toEqual([]);
  });

  test("end when their project is taken off the list, also when its folder has gone", async () => {
    kept.describe({ web: { run: "exec sleep 1000" } });
    await kept.start();
    await kept.untilState("web", "ready");
    rmSync(kept.project, { recursive: true });
    const projects = createProjectService({
      ...{ store: kept.store, sampleFolder: "", now: systemClock, onMoved: async () => {} },
      endServices: (projectId) => kept.services.stopAll(projectId),
    });
    expect(await projects.remove({ projectId: kept.projectId })).toEqual({ ok: true, value: undefined });
    await kept.untilState("web", "stopped");
    expect(kept.running()).toEqual([]);
    expect(await projects.list()).toEqual({ ok: true, value: [] });
  });

  test("run as the file said until they are restarted", async () => {
    kept.describe({ web: { run: "exec sleep 1000" } });
    await kept.start();
    await kept.untilState("web", "ready");
    kept.describe({ web: { run: "exec sleep 2000" } });
    expect((await list()).map(({ isCurrent, run }) => [isCurrent, run])).toEqual([[false, "exec sleep 2000"]]);
    await kept.restart();
    await kept.until(([web]) => web?.plan.run === "exec sleep 2000" && web.life.state === "ready");
    expect((await list()).map(({ isCurrent }) => isCurrent)).toEqual([true]);
  });

  test("that nobody can start say why, and names that are not there are refused", async () => {
    kept.describe({ web: { run: "true", cwd: "not/there" }, secret: { run: "true", secrets: ["TOKEN"] } });
    await kept.start();
    await kept.untilState("web", "given-up");
    await kept.untilState("secret", "given-up");
    expect([kept.named("web").life.detail, kept.named("secret").life.detail]).toEqual([
      expect.stringContaining("not/there is not there"),
      expect.stringContaining("TOKEN is not set"),
    ]);
    expect(await kept.services.start({ projectId: kept.projectId, names: ["wep"] })).toMatchObject({
      failure: { code: "unknown-name", hint: "Did you mean web?" },
    });
  });
});

describe("when their host is killed", () => {
  test("services go on, and the next host finds them, hears of their end, and ends them", async () => {
    kept.describe({ web: { run: "exec sleep 1000" }, short: { run: "exec sleep 1001", restart: { backoff: "10ms" } } });
    await kept.start();
    await kept.until((all) => all.length === 2 && all.every(({ process }) => process?.pid != null));
    const [web, short] = [pidOf("web"), pidOf("short")];
    kept.killHosts();
    process.kill(short, "SIGKILL");
    await kept.recover();
    await kept.until((all) => all.every(({ life, process }) => life.state === "ready" && process?.pid !== short && process?.pid !== null));
    expect(kept.named("web").process?.pid).toBe(web);
    expect(kept.named("short").life).toMatchObject({ cause: "ended while nobody looked after it", restarts: 1 });
    process.kill(web, "SIGKILL");
    await kept.until((all) => all.some(({ name, life }) => name === "web" && life.restarts === 1));
    await kept.stop();
    expect(kept.running()).toEqual([]);
  });

  test("again and again while it starts many, none is lost and none runs twice", async () => {
    const names = Array.from({ length: 12 }, (_, place) => `s${place}`);
    kept.describe(Object.fromEntries(names.map((name, place) => [name, { run: `exec sleep 10${place + 10}` }])));
    // The host that it starts may be killed before it answers.
    const starting = kept.start().catch(() => {});
    for (let round = 0; round < 12; round += 1) {
      for (; kept.hosts().length === 0; await sleep(1)) await kept.recover();
      await sleep(round * 7);
      kept.killHosts();
    }
    await starting;
    await kept.recover();
    await kept.until((all) => all.every(({ life, process }) => life.state === "ready" && process?.pid !== null));
    expect(kept.running().sort()).toEqual(names.map((_, place) => `sleep 10${place + 10}`));
    expect(kept.hosts()).toHaveLength(1);
  });
});

describe("logs", () => {
  const logFolder = () => join(kept.home, "services", kept.projectId, kept.named("web").id);
  const filesOf = () =>
    readdirSync(logFolder())
      .filter((name) => name.endsWith(".log"))
      .sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));

  test("go on in another file when one is full, without a byte that is lost or there twice, also when the host is killed", async () => {
    kept.describe({
      web: {
        run: `i=0; while [ $i -lt 60000 ]; do echo "line $i of the log"; i=$((i+1)); [ $((i % 3000)) -eq 0 ] && sleep 0.2; done; exec sleep 1000`,
        logs: { size: "64KiB", keep: 1000 },
      },
    });
    await kept.start();
    const isAllThere = () => filesOf().some((name) => readFileSync(join(logFolder(), name), "latin1").includes("line 59999 of"));
    await kept.untilState("web", "ready");
    for (let round = 0; !isAllThere(); round += 1) {
      await sleep(700);
      if (round % 2 === 0) kept.killHosts();
      await kept.recover();
    }
    const text = filesOf()
      .map((name) => readFileSync(join(logFolder(), name), "latin1"))
      .join("");
    expect(text).toBe(Array.from({ length: 60_000 }, (_, line) => `line ${line} of the log\n`).join(""));
    expect(filesOf().length).toBeGreaterThan(1);
  });

  test("of services are read as those of stages are, and old files go", async () => {
    kept.describe({ web: { run: 'for i in 1 2 3; do echo "line $i"; done; exec sleep 1000', logs: { keep: 1 } } });
    for (let round = 0; round < 3; round += 1) {
      await kept.restart();
      await kept.until(([web]) => web?.startNumber === round + 1 && web.life.state === "ready");
    }
    expect(filesOf()).toEqual(["2.log", "3.log"]);
    const page = await kept.services.get({ serviceId: kept.named("web").id });
    expect(page.ok && page.value.logs.map(({ id, finishedAt }) => [id, finishedAt === null])).toEqual([
      [`${kept.named("web").id}.3`, true],
      [`${kept.named("web").id}.2`, false],
    ]);
  });
});
