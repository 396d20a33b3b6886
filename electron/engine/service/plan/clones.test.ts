import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openTestStore, temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openTeam, playRound } from "../../../../e2e/fixtures/plan-clones/round.ts";
import { seeded } from "../../../../e2e/soak/random.ts";

/*
 * People who edit one plan offline in clones of their own and bring it together with git, held against an exact model. The
 * soak `plan-clones` does the same for hours.
 */

test.each([
  [2, 4, 30, 7],
  [3, 2, 20, 11],
])(
  "%i clones edited apart and merged with git lose nothing: conflicts are what both changed, numbers are each item's own",
  async (people, rounds, actionsEach, seed) => {
    const { folder, remove } = temporaryFolder();
    const store = openTestStore(join(folder, "data"));
    onTestFinished(() => {
      store.close();
      remove();
    });
    const team = openTeam(store, folder, people);
    const random = seeded(seed);
    for (let round = 0; round < rounds; round += 1) await playRound(team, random, actionsEach);
    expect(team.done.actions).toBe(people * rounds * actionsEach);
    expect(team.done.conflicts).toBeGreaterThan(0);
    expect(team.done.renumbered).toBeGreaterThan(0);
  },
);
