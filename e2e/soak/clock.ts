import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../../electron/engine/clock.ts";
import { executeRun, secretsFrom } from "../../electron/engine/run/run.ts";
import type { PlannedStage } from "../../shared/pipeline/plan.ts";
import { dayMs, hourMs, secondMs } from "../../shared/time.ts";
import { write } from "../fixtures/history.ts";
import { openWorkshop, scriptStage, type Workshop } from "../fixtures/runs.ts";
import { liesOfEvents, readEvents, readRun } from "../fixtures/truth.ts";
import type { Random } from "./random.ts";
import type { Scenario } from "./scenario.ts";

/** A run of a few seconds that takes longer than this waits for a clock. */
const patienceMs = 60 * secondMs;

/** By how much the clock is put, forwards and backwards. */
const jumpsMs = [-400 * dayMs, -hourMs, -1_500, -1, 1, 1_500, hourMs, 400 * dayMs];

/**
 * Puts the clock forwards and backwards while runs go on. A round is one run with limits of time, waits and clean-up,
 * and one that waits for a run whose host is gone.
 */
export const clock: Scenario = {
  name: "clock",
  usualRounds: 5,
  run: async ({ rounds, random }) => {
    const violations: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      violations.push(...(await withJumps(random.fork(), runStages)), ...(await withJumps(random.fork(), runBehindTheDead)));
    }
    return { done: `${2 * rounds} runs under clocks that jumped`, violations };
  },
};

type Work = (workshop: Workshop, execute: (stages: readonly PlannedStage[]) => ReturnType<typeof executeRun>) => Promise<string[]>;

async function withJumps(random: Random, work: Work): Promise<string[]> {
  const workshop = openWorkshop();
  let offsetMs = 0;
  const jumping = setInterval(() => {
    offsetMs += random.pick(jumpsMs);
  }, 30);
  const now = () => systemClock() + offsetMs;
  const parts = { store: workshop.store, environment: process.env, version: "soak", secrets: secretsFrom(workshop.store, workshop.vault) };
  try {
    const startedAt = performance.now();
    const lies = await work(workshop, (stages) => executeRun(workshop.request(stages), { ...parts, now, onEvent: () => {} }));
    if (performance.now() - startedAt > patienceMs) lies.push(`it took ${Math.round(performance.now() - startedAt)} ms`);
    const ids = readEvents(workshop.store).map(({ id }) => id);
    if (ids.some((id, at) => id <= (ids[at - 1] ?? 0))) lies.push("the events are out of order");
    return lies;
  } finally {
    clearInterval(jumping);
    workshop.close();
  }
}

const again = { attempts: 3, backoffMs: 200, factor: 2, maxBackoffMs: null, onExitCodes: null };

const runStages: Work = async ({ store }, execute) => {
  const ended = await Promise.race([
    execute([
      scriptStage("quick", "sleep 0.3", { timeoutMs: 30 * secondMs }),
      scriptStage("slow", "sleep 600", { timeoutMs: 500 }),
      scriptStage("flaky", 'sleep 0.1; test "$MILLRACE_ATTEMPT" = 3', { retry: again }),
      scriptStage("next", "seq 1 50000", { needs: ["quick", "flaky"] }),
      scriptStage("tidy", "true", { needs: ["slow"], condition: "always()" }),
    ]),
    sleep(patienceMs, null, { ref: false }),
  ]);
  if (ended === null) return ["a run never ended"];
  if (!ended.ok) return [ended.failure.message];
  const recorded = readRun(store, ended.value.id);
  const told = recorded.stages.map(({ name, attempt, status, reason }) => `${name}#${attempt} ${status} ${reason}`).join(", ");
  const expected =
    "quick#1 passed null, slow#1 failed timeout, flaky#1 failed exit-code, next#1 passed null, tidy#1 passed null, flaky#2 failed exit-code, flaky#3 passed null";
  const lies = told === expected ? [] : [`the stages are ${told}`];
  for (const { durationMs, startedAt, finishedAt } of [recorded.run, ...recorded.stages]) {
    if ((durationMs ?? 0) < 0 || (startedAt ?? 0) > (finishedAt ?? 0)) lies.push(`something took ${durationMs} ms`);
  }
  return [...lies, ...liesOfEvents(store, recorded)];
};

/** A run must wait for an older one of the same stages, and nobody but itself can find out that nobody executes that. */
const runBehindTheDead: Work = async ({ store, request, dataFolder }, execute) => {
  const stages = [scriptStage("same", "true")];
  const socket = join(dataFolder, "s");
  const host = createServer().listen(socket);
  await once(host, "listening");
  setTimeout(() => host.close(), 300);
  const dead = write(store, ({ runs, stageRuns }) => {
    const inserted = runs.insert({ ...request(stages), socket }, systemClock());
    stageRuns.insert(request(stages).projectId, inserted.id, stages);
    return inserted.id;
  });
  const ended = await Promise.race([execute(stages), sleep(patienceMs, null, { ref: false })]);
  if (ended === null) return ["a run waits for ever for one that nobody executes"];
  const { status } = readRun(store, dead).run;
  return [...(status === "interrupted" ? [] : [`the dead run is ${status}`]), ...liesOfEvents(store, readRun(store, dead))];
};
