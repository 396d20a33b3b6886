import { KillSession } from "./kill-session.ts";
import type { Scenario } from "./scenario.ts";
import { withFolder } from "./scenario.ts";

/** Rounds after which a session is given up for a fresh history: so that small histories are met, too. */
const roundsPerSession = 25;

/** How many sessions go on side by side. */
const sessionsAtOnce = 2;

/**
 * Kills whoever has to do with a busy mixed workload: the engine, run hosts, commands, and what stages run, at moments
 * that are chosen by chance. A round is a workload with up to three kills.
 */
export const kill: Scenario = {
  name: "kill",
  usualRounds: 20,
  run: async ({ rounds, random, say }) => {
    const violations: string[] = [];
    const kills: Record<string, number> = {};
    let left = rounds;
    const work = async (lane: number) => {
      while (left > 0) {
        const count = Math.min(left, roundsPerSession, Math.ceil(rounds / sessionsAtOnce));
        left -= count;
        const session = random.fork();
        await withFolder(async (folder) => {
          const found = await new KillSession(folder, session, (line) => say(`${lane}: ${line}`)).play(count);
          violations.push(...found.violations);
          for (const victim of found.victims) kills[victim] = (kills[victim] ?? 0) + 1;
        });
      }
    };
    await Promise.all(Array.from({ length: sessionsAtOnce }, (_, lane) => work(lane + 1)));
    const parts = Object.entries(kills).map(([victim, count]) => `${count} × ${victim}`);
    const total = Object.values(kills).reduce((sum, count) => sum + count, 0);
    return { done: `${total} kills (${parts.join(", ")}) in ${rounds} rounds`, violations };
  },
};
