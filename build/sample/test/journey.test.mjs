import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop } from "../src/server.mjs";

let shop;
before(async () => {
  shop = await startShop("south");
});
after(() => shop.stop());

async function get(path) {
  const answer = await fetch(shop.address + path);
  return { status: answer.status, body: await answer.json() };
}

test("a customer sees the products and the price of an order", async () => {
  const { body: products } = await get("/products");
  const [first] = products;
  const { status, body } = await get(`/price?${first.id}=1`);
  assert.equal(status, 200);
  assert.ok(body.cents > first.cents);
});

test("an order of something that is not sold is refused", async () => {
  assert.deepEqual(await get("/price?anvil=1"), { status: 404, body: { error: "There is no product anvil." } });
});
