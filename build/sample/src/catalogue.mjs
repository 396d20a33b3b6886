import { readFileSync } from "node:fs";

const products = JSON.parse(readFileSync(new URL("./catalogue.json", import.meta.url), "utf8"));

/** All products, as the shop shows them. */
export function listProducts() {
  return products;
}

/** The product with this id; throws when there is none. */
export function findProduct(id) {
  const product = products.find((candidate) => candidate.id === id);
  if (!product) throw new Error(`There is no product ${id}.`);
  return product;
}
