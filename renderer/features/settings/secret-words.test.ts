import { expect, test } from "vitest";
import { hasOwnValue, isMissing, lostBy, secretsFor, stateOf, usesOf } from "./secret-words.ts";

const common = { name: "TOKEN", isSet: true, setFor: ["staging"], stages: ["publish"], environments: ["staging", "production"] };
const ofProduction = { name: "KEY", isSet: false, setFor: [], stages: [], environments: ["production"] };
const leftOver = { name: "OLD", isSet: false, setFor: ["staging"], stages: [], environments: [] };

test("an environment shows what it asks for and what is left of it", () => {
  const all = [common, ofProduction, leftOver];
  expect([null, "staging", "production"].map((place) => secretsFor(all, place).map(({ name }) => name))).toEqual([
    ["TOKEN", "KEY", "OLD"],
    ["TOKEN", "OLD"],
    ["TOKEN", "KEY"],
  ]);
});

test("a value of an environment comes before the one for all, and what gets none is missing", () => {
  expect(
    [null, "staging", "production"].map((place) => [hasOwnValue(common, place), stateOf(common, place), isMissing(common, place)]),
  ).toEqual([
    [true, "Set", false],
    [true, "Set", false],
    [false, "As for all", false],
  ]);
  expect([stateOf(ofProduction, "production"), isMissing(ofProduction, "production"), isMissing(ofProduction, null)]).toEqual([
    "Not set",
    true,
    true,
  ]);
  expect([isMissing({ ...ofProduction, setFor: ["production"] }, null), isMissing(leftOver, null)]).toEqual([false, false]);
});

test("who asks is said, and what removing a value would stop", () => {
  expect(usesOf(common, null)).toBe("For publish, staging, production. staging has a value of its own");
  expect([usesOf(common, "staging"), usesOf(leftOver, "staging"), usesOf(leftOver, null)]).toEqual([
    "For deployments to staging",
    "No deployment asks for it",
    "No stage asks for it. staging has a value of its own",
  ]);
  expect(lostBy(common, null)).toBe("publish, production ask for it, and will not run without it.");
  expect(lostBy(common, "staging")).toBe("Deployments to staging get the value for all of the project then.");
  expect([lostBy(leftOver, null), lostBy(leftOver, "staging")]).toEqual(["", ""]);
});
