import { describe, expect, it } from "vitest";
import type { PlanColumn } from "./contract/plan.ts";
import { fillOfColumn, isSamePerson, itemName, personHue, personInitials, personName, progressOf, ruleWords } from "./plan-look.ts";

const column = (name: string, isDone = false): PlanColumn => ({ name, rule: null, isDone, limit: null });
const columns = [column("Backlog"), column("Next"), column("Doing"), column("Done", true), column("Released", true)];

describe("the ring of a column", () => {
  it("fills on the way to the first column that is done, and is full from there", () => {
    const fills = columns.map(({ name }) => fillOfColumn(columns, name));
    expect(fills).toEqual([0, 1 / 3, 2 / 3, 1, 1]);
  });

  it("is never full where nothing counts as done", () => {
    const open = [column("A"), column("B")];
    expect(open.map(({ name }) => fillOfColumn(open, name))).toEqual([0, 0.5]);
  });

  it("is empty for a column that is not there", () => {
    expect(fillOfColumn(columns, "Gone")).toBe(0);
  });
});

describe("a person", () => {
  it.each([
    ["Ada Lovelace <ada@example.org>", "Ada Lovelace", "AL"],
    ["ada", "ada", "A"],
    ["<ada@example.org>", "ada@example.org", "AO"],
    ["Élodie du Bois", "Élodie du Bois", "ÉB"],
  ])("%s is %s, in short %s", (person, name, initials) => {
    expect({ name: personName(person), initials: personInitials(person) }).toEqual({ name, initials });
  });

  it("is the same with another name at one address, and without an address by name", () => {
    expect(isSamePerson("Ada <a@x>", "Ada Lovelace <A@x>")).toBe(true);
    expect(isSamePerson("Ada <a@x>", "ada")).toBe(true);
    expect(isSamePerson("Ada <a@x>", "Ada <b@x>")).toBe(false);
  });

  it("has the same hue with and without an address", () => {
    expect(personHue("Ada <a@x>")).toBe(personHue("Ada"));
  });
});

it("says what moves items into a column", () => {
  expect(ruleWords(null)).toBe("by hand");
  expect(ruleWords({ when: "deployed", environment: "production" })).toBe("when its commits are in production");
});

it("names an item with its number, where it has one", () => {
  expect([itemName({ number: 12, title: "Mend it" }), itemName({ number: null, title: "Mend it" })]).toEqual(["#12 Mend it", "Mend it"]);
});

it("counts what is done of items and of their points", () => {
  const items = [
    { column: "Done", estimate: 3 },
    { column: "Doing", estimate: 5 },
    { column: "Released", estimate: null },
  ];
  expect(progressOf(columns, items)).toEqual({ done: 2, all: 3, donePoints: 3, allPoints: 8 });
});
