import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { outFolder } from "../../build/bootstrap/root.mjs";
import type { ServiceStart } from "../../shared/contract/services.ts";
import { KeptServices } from "../fixtures/kept-services.ts";
import { processesOf } from "../fixtures/leftovers.ts";
import type { Random } from "./random.ts";
import type { Scenario } from "./scenario.ts";

const serviceCount = 200;
const killsPerRound = 10;

/** What crashes waits so long before each restart, to the millisecond; and is not given up here. */
const backoff = { backoff: "500ms", most: "4s", attempts: 100_000, reset: "1h" };
const backoffMs = (restarts: number) => Math.min(4_000, 500 * 2 ** restarts);

/** Who needs whom: short chains, so that the order of starts counts. */
const needsOf = (place: number) => (place % 7 === 3 ? [`s${place - 1}`] : []);

/** Small programs that do what programs do: talk, sleep, start others that go their own way, and crash. */
function programOf(place: number): Record<string, unknown> {
  switch (place % 10) {
    case 0:
      return { run: `exec "${process.execPath}" -e 'setInterval(() => console.log("tick"), 1000)'` };
    case 1:
      return { run: "setsid sh -c 'sleep 100000 & sleep 100000' & exec sleep 100000" };
    case 5:
      return { run: "sleep 0.05; exit 3", restart: { policy: "always", ...backoff } };
    default:
      return { run: "echo up; while :; do echo tick; sleep 5; done", ready: { log: "^up$" } };
  }
}

const crashes = (name: string) => Number(name.slice(1)) % 10 === 5;

/** Keeps two hundred services running under a host that is killed at random moments, and ends them all. */
export const services: Scenario = {
  name: "services",
  usualRounds: 3,
  run: async ({ rounds, random, say }) => {
    const kept = new KeptServices(join(outFolder, "node", "service-host.js"));
    const violations: string[] = [];
    try {
      const places = Array.from({ length: serviceCount }, (_, place) => place);
      kept.describe(Object.fromEntries(places.map((place) => [`s${place}`, { needs: needsOf(place), ...programOf(place) }])));
      // The host that it starts may be killed before it answers.
      const starting = kept.start().catch((error: Error) => say(error.message));
      // While they are being started, too.
      await killHosts(kept, random, violations, say);
      await starting;
      await kept.start();
      await untilUp(kept);
      const pids = pidsOf(kept);
      for (let round = 0; round < rounds; round += 1) await killHosts(kept, random, violations, say);
      await untilUp(kept);
      for (const [name, pid] of pidsOf(kept))
        if (pids.get(name) !== pid) violations.push(`${name} runs anew: ${pids.get(name)} became ${pid}`);
      violations.push(...(await wrongWaits(kept)));
      await kept.stop();
      violations.push(...kept.running().map((command) => `left behind: ${command}`));
      await sleep(3_000);
      violations.push(...kept.hosts().map((id) => `a host without services goes on: ${id}`));
    } finally {
      await kept.close();
    }
    return { done: `${serviceCount} services, ${(rounds + 1) * killsPerRound} kills of their host`, violations };
  },
};

/** Kills the host again and again, at moments between its start and some time later, while several give it a new one. */
async function killHosts(kept: KeptServices, random: Random, violations: string[], say: (line: string) => void): Promise<void> {
  for (let kill = 0; kill < killsPerRound; kill += 1) {
    for (; kept.hosts().length === 0; await sleep(1)) await Promise.all([kept.recover(), kept.recover(), kept.recover()]);
    await sleep(random.below(800));
    if (kept.hosts().length > 2) violations.push(`hosts at once: ${kept.hosts()}`);
    kept.killHosts();
    violations.push(...doubled(kept));
    say(`kill ${kill + 1}: ${kept.running().length} processes`);
  }
  await kept.recover();
}

/** Services of which two starts have processes at once. */
function doubled(kept: KeptServices): string[] {
  const cookies = new Map<string, Set<string>>();
  for (const { id } of processesOf(kept.home)) {
    const [service, cookie] = /MILLRACE_SERVICE=(s\d+)@(\w+)/.exec(environmentOf(id))?.slice(1) ?? [];
    if (service !== undefined && cookie !== undefined) cookies.set(service, (cookies.get(service) ?? new Set()).add(cookie));
  }
  return [...cookies].flatMap(([service, starts]) => (starts.size > 1 ? [`${service} runs ${starts.size} times`] : []));
}

function environmentOf(id: number): string {
  try {
    return readFileSync(`/proc/${id}/environ`, "latin1");
  } catch {
    return "";
  }
}

const untilUp = (kept: KeptServices) =>
  kept.until(
    (all) =>
      all.length === serviceCount &&
      all.every(({ name, life, process }) => crashes(name) || (life.state === "ready" && process?.pid != null)),
  );

function pidsOf(kept: KeptServices): Map<string, number> {
  return new Map(kept.all().flatMap(({ name, process }) => (crashes(name) || process?.pid == null ? [] : [[name, process.pid] as const])));
}

/** Starts of what crashes that came sooner than they may. Who was not seen to end waits from when that was found. */
async function wrongWaits(kept: KeptServices): Promise<string[]> {
  const wrong: string[] = [];
  for (const { id, name } of kept.all().filter((one) => crashes(one.name))) {
    const page = await kept.services.get({ serviceId: id });
    const starts: readonly ServiceStart[] = page.ok ? page.value.starts.toReversed() : [];
    const first = starts.findLastIndex(({ cause }) => cause === "by a person");
    for (const [place, start] of starts.slice(first + 1).entries()) {
      const waited = start.startedAt - (starts[first + place]?.finishedAt ?? Number.NaN);
      if (!(waited >= backoffMs(place))) wrong.push(`${name} waited ${waited} ms before restart ${place + 1}`);
    }
    if (starts.length < 3) wrong.push(`${name} was started only ${starts.length} times`);
  }
  return wrong;
}
