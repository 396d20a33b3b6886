import { join } from "node:path";
import { openTestStore } from "../fixtures/history.ts";
import { openTeam, playRound } from "../fixtures/plan-clones/round.ts";
import { type Scenario, type SoakReport, withFolder } from "./scenario.ts";

const actionsEach = 100;

/**
 * Two or three people change one plan offline in clones of their own, and bring it together with git: nothing is lost, no
 * number is given twice, and conflicts are what both changed. A round is a hundred changes by each, and their merges.
 */
export const planClones: Scenario = {
  name: "plan-clones",
  usualRounds: 20,
  run: ({ rounds, random, say }): Promise<SoakReport> =>
    withFolder(async (folder) => {
      const store = openTestStore(join(folder, "data"));
      const team = openTeam(store, folder, 2 + random.below(2));
      const violations: string[] = [];
      for (let round = 1; round <= rounds && violations.length === 0; round += 1) {
        await playRound(team, random.fork(), actionsEach).catch((cause: unknown) => {
          violations.push(`round ${round}: ${cause instanceof Error ? cause.message : cause}`);
        });
        say(`round ${round} of ${rounds}: ${JSON.stringify(team.done)}`);
      }
      store.close();
      const { actions, merges, gitConflicts, conflicts, renumbered } = team.done;
      return {
        done: `${actions} changes by ${team.clones.length} people, ${merges} merges (${gitConflicts} of them too much for git), ${conflicts} conflicts decided, ${renumbered} numbers mended`,
        violations,
      };
    }),
};
