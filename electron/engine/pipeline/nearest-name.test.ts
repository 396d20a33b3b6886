import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearestName } from "./nearest-name.ts";

describe("nearestName", () => {
  it.each([
    ["need", ["name", "needs", "run"], "needs"],
    ["Test", ["test", "text"], "test"],
    ["tset", ["code", "test"], "test"],
    ["artefacts", ["artifacts"], "artifacts"],
    ["timout", ["timeout", "run"], "timeout"],
    ["x", ["run", "env"], null],
    ["completely-different", ["run", "env"], null],
    ["", ["run"], null],
    ["y".repeat(41), ["y".repeat(40)], null],
  ])("takes %j for the one of %j that is meant", (word, candidates, nearest) => {
    expect(nearestName(word, candidates)).toBe(nearest);
  });

  it("finds any word again after one slip", () => {
    const word = fc.stringMatching(/^[a-z]{3,12}$/);
    fc.assert(
      fc.property(word, fc.nat(11), (name, place) => {
        const slip = `${name.slice(0, place % name.length)}${name.slice((place % name.length) + 1)}`;
        expect(nearestName(slip, ["0000000", name])).toBe(name);
      }),
    );
  });
});
