import fc from "fast-check";
import { expect, test } from "vitest";
import { ancestorsOf, branchedHistory } from "../../../e2e/fixtures/branched-history.ts";
import { claimCommits, type KnownCommit } from "./claim.ts";

test("each commit comes once, with the first deployment that holds it, however the history branches", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 200, maxLength: 200 }),
      fc.array(fc.nat(), { maxLength: 30 }),
      (dice, picks) => {
        let turn = 0;
        const history = branchedHistory(() => dice[turn++ % dice.length] ?? 0, 60);
        const commits = history.map(
          ({ parents }, place): KnownCommit => ({
            ...{ hash: `c${place}`, parents: parents.map((parent) => `c${parent}`), author: "Mara", subject: "more" },
            ...{ authoredAt: 0, committedAt: 0, paths: "" },
          }),
        );
        const delivered = picks.map((pick) => pick % history.length);
        const places = new Map(commits.map(({ hash }, place) => [hash, place]));
        const claims = claimCommits(
          commits,
          places,
          delivered.map((place) => ({ commit: `c${place}` })),
        );
        const held = delivered.map((place) => ancestorsOf(history, place));
        expect([...claims]).toEqual(commits.map((_, place) => held.findIndex((all) => all.has(place))));
      },
    ),
  );
});
