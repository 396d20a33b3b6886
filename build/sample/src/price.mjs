import { findProduct } from "./catalogue.mjs";

/** In per cent of the net price. */
const fullTax = 20;

/** What everybody needs is taxed less, wherever it is bought. */
const reducedTax = { book: 7, food: 7 };

/** Regions that have a full rate of their own. */
const regionTax = { north: 22, islands: 15 };

/** The tax on a kind of goods in a region, in per cent. */
export function taxOf(kind, region) {
  return regionTax[region] ?? reducedTax[kind] ?? fullTax;
}

/** What an order costs in cents, tax included. Each line is rounded by itself, as the receipt shows it. */
export function totalCents(order, region) {
  return order.reduce((sum, { id, count }) => {
    const { cents, kind } = findProduct(id);
    return sum + Math.round(cents * count * (1 + taxOf(kind, region) / 100));
  }, 0);
}
