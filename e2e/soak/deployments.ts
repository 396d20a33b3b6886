import { spawn } from "node:child_process";
import { readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../../build/bootstrap/root.mjs";
import { carryOut, type DeployEnd, lookAt, type ReleaseFiles } from "../../electron/engine/deploy/deploy.ts";
import type { PlannedStrategy } from "../../shared/pipeline/planned-environment.ts";
import { type CuttableProxy, openProxy } from "../fixtures/cuttable-proxy.ts";
import { environmentOf, hastyLimits, listen, makeRelease, orderFor } from "../fixtures/deployment.ts";
import { setUpSsh, startSshServer, whyNoSsh } from "../fixtures/ssh-server.ts";
import type { Random } from "./random.ts";
import { type Scenario, withFolder } from "./scenario.ts";

/** Longer than a deployment takes, so that some come to their end. */
const longestMs = { directory: 500, ssh: 1_500 };

/** As much as goes over the wire in one, and a little more. */
const mostSentBytes = 400_000;

/**
 * Two processes deploy to one target at once, a folder here or on a host, and are killed or cut off at moments that are
 * chosen by chance, while somebody reads what is served. A round is one such pair.
 */
export const deployments: Scenario = {
  name: "deployments",
  usualRounds: 60,
  run: async ({ rounds, random, say }) => {
    const violations: string[] = [];
    const counts = { kills: 0, cuts: 0, ended: 0, looks: 0 };
    await withFolder(async (folder) => {
      const server = whyNoSsh() === null ? await startSshServer(join(folder, "server")) : null;
      const proxy = server === null ? null : await openProxy(server.port);
      const ssh = server === null || proxy === null ? null : setUpSsh(join(folder, "client"), server, proxy.port);
      const reader = readConstantly(join(folder, "site"));
      try {
        for (let round = 0; round < rounds; round += 1) {
          const kind = ssh === null ? "directory" : random.pick(["directory", "ssh"] as const);
          const site = { path: join(folder, "site"), keep: 3, unpack: null, after: null };
          const strategy: PlannedStrategy = kind === "ssh" ? { type: kind, host: "shop", port: null, ...site } : { type: kind, ...site };
          const environment = { PATH: process.env.PATH ?? "", ...(kind === "ssh" ? ssh?.environment : {}) };
          const context: Context = { folder, strategy, environment, random, proxy: kind === "ssh" ? proxy : null, counts };
          const found = await playRound(context, round);
          say(`${round} ${kind}: ${found.told}`);
          violations.push(...found.violations.map((what) => `round ${round}, ${kind}: ${what}`));
        }
      } finally {
        counts.looks = await reader.stop(violations);
        await proxy?.close();
        await server?.close();
      }
    });
    const { kills, cuts, ended, looks } = counts;
    const done = `${rounds} pairs of deployments, ${kills} kills, ${cuts} cuts, ${ended} came to an end, ${looks} requests meanwhile`;
    return { done: whyNoSsh() === null ? done : `${done}; without hosts: ${whyNoSsh()}`, violations };
  },
};

interface Context {
  readonly folder: string;
  readonly strategy: PlannedStrategy & { readonly path?: string };
  readonly environment: Record<string, string>;
  readonly random: Random;
  readonly proxy: CuttableProxy | null;
  readonly counts: { kills: number; cuts: number; ended: number };
}

async function playRound(context: Context, round: number): Promise<{ told: string; violations: string[] }> {
  const { folder, strategy, environment, random, proxy, counts } = context;
  const pair = ["a", "b"].map((letter) => releaseOf(folder, `v${round}${letter}`, random));
  const cutAfter = random.below(mostSentBytes);
  let sentBefore = -1;
  if (proxy !== null && random.below(2) === 0)
    proxy.onSent = (bytes) => {
      if (sentBefore === -1) sentBefore = bytes;
      if (bytes - sentBefore < cutAfter) return;
      counts.cuts += 1;
      proxy.onSent = () => {};
      proxy.cut();
    };
  const ends = await Promise.all(pair.map((release) => deployAndMaybeDie(context, release)));
  if (proxy !== null) proxy.onSent = () => {};
  const own = join(folder, "site/.millrace");
  // Nobody waits a minute here until the dead are known to be dead.
  for (const name of namesIn(own)) if (name.startsWith("beat-")) rmSync(join(own, name), { force: true });
  const violations: string[] = [];
  const look = async () => {
    const found = await lookAt(strategy, { projectPath: folder, environment, signal: new AbortController().signal });
    if (!found.ok) return found.failure.message;
    const served = textOf(join(folder, "site"));
    if (served !== null && found.value.serves?.version !== served)
      violations.push(`serves ${served}, and is told to serve ${found.value.serves?.version}`);
    if (found.value.drift.length > 0) violations.push(`drift: ${found.value.drift.join(", ")}`);
    return found.value.serves?.version ?? "nothing";
  };
  const told = await look();
  const ended = ends.filter((end) => end !== null);
  counts.ended += ended.length;
  const last = releaseOf(folder, `v${round}c`, random);
  const end = await carryOut(orderFor(folder, environmentOf(strategy), last), listen(environment).ports, hastyLimits);
  if (end.state !== "deployed" || (await look()) !== last.version) violations.push(`the next one ended as ${end.state}: ${end.detail}`);
  if (namesIn(join(folder, "site/releases")).length > 3) violations.push(`left ${namesIn(join(folder, "site/releases")).join(", ")}`);
  const left = namesIn(own).filter((name) => name.startsWith("lock") || name.startsWith("beat"));
  if (left.length > 0) violations.push(`left ${left.join(", ")}`);
  return { told: `${ends.map((one) => one?.state ?? "killed").join(" and ")}, then ${told}`, violations };
}

/** Two files that tell their version, and others. */
function releaseOf(folder: string, id: string, random: Random): ReleaseFiles {
  const version = `1.0.0-${id}`;
  const others = Array.from({ length: random.below(20) }, (_, index) => [`more/${index}`, "x".repeat(random.below(20_000))]);
  return makeRelease(folder, id, version, { "a.txt": version, "b.txt": version, ...Object.fromEntries(others) });
}

/** How it ended; `null` when it was killed. */
async function deployAndMaybeDie(
  { folder, strategy, environment, random, counts }: Context,
  release: ReleaseFiles,
): Promise<DeployEnd | null> {
  const order = orderFor(folder, environmentOf(strategy), release);
  const child = spawn(process.execPath, [join(root, "e2e/fixtures/deploy-child.ts"), JSON.stringify({ order, killIn: null })], {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const closed = new Promise((resolve) => child.once("close", resolve));
  if (random.below(3) > 0) {
    const afterMs = random.below(longestMs[strategy.type === "ssh" ? "ssh" : "directory"]);
    // From its first word on: a process takes its time to start.
    child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), afterMs));
  }
  await closed;
  const end = output.split("\n").find((line) => line.startsWith("{"));
  if (end === undefined) counts.kills += 1;
  return end === undefined ? null : (JSON.parse(end) as DeployEnd);
}

/** Reads as a web server does, which follows the link once for each request. */
function readConstantly(site: string): { stop(violations: string[]): Promise<number> } {
  let isOver = false;
  let looks = 0;
  const wrong = new Set<string>();
  const reading = (async () => {
    let hasServed = false;
    while (!isOver) {
      await sleep(1);
      try {
        const place = realpathSync(join(site, "current"));
        const texts = [readFileSync(join(place, "a.txt"), "utf8"), readFileSync(join(place, "b.txt"), "utf8")];
        hasServed = true;
        looks += 1;
        if (texts[0] !== texts[1]) wrong.add(`a request was answered with ${texts.join(" and ")}`);
      } catch (error) {
        if (hasServed) wrong.add(`a request failed: ${error instanceof Error ? error.message : error}`);
      }
    }
  })();
  return {
    stop: async (violations) => {
      isOver = true;
      await reading;
      violations.push(...wrong);
      return looks;
    },
  };
}

function textOf(site: string): string | null {
  try {
    return readFileSync(join(site, "current/a.txt"), "utf8");
  } catch {
    // Nothing was ever deployed.
    return null;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not there yet.
    return [];
  }
}
