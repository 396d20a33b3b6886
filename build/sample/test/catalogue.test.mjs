import assert from "node:assert/strict";
import { test } from "node:test";
import { findProduct, listProducts } from "../src/catalogue.mjs";

test("every product has a price and a kind", () => {
  const broken = listProducts().filter(({ cents, kind }) => !Number.isInteger(cents) || cents <= 0 || !kind);
  assert.deepEqual(broken, []);
});

test("no two products share an id", () => {
  const ids = listProducts().map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
});

test("what is not sold is not found", () => {
  assert.throws(() => findProduct("anvil"), /no product anvil/);
});
