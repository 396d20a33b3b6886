import assert from "node:assert/strict";
import { test } from "node:test";
import { totalCents } from "../src/price.mjs";

test("an empty order costs nothing", () => {
  assert.equal(totalCents([], "south"), 0);
});

test("goods are taxed at the full rate", () => {
  assert.equal(totalCents([{ id: "apron", count: 1 }], "south"), 3420);
});

test("a region may have a full rate of its own", () => {
  assert.equal(totalCents([{ id: "sieve", count: 2 }], "islands"), 3657);
});

test("bread is taxed at the reduced rate", () => {
  assert.equal(totalCents([{ id: "bread", count: 3 }], "south"), 1348);
});

test("books are taxed at the reduced rate in every region", () => {
  assert.equal(totalCents([{ id: "novel", count: 2 }], "south"), 2780);
  assert.equal(totalCents([{ id: "novel", count: 2 }], "north"), 2780);
});
