/*
 * Values are kept to three digits: as whole quantities of a small unit, of which only the ten highest bits stay. What is
 * written is the number of such a quantity among all that there are, its code: it grows with the quantity, and by 512 when
 * that doubles, so that values near each other have codes near each other, whatever their size.
 */
const half = 512;

/** The largest quantity: 12 days in millionths of a second, or a pebibyte. Sums of thousands stay exact. */
export const largestQuantity = 2 ** 40;

/** The code of a quantity from 0 to the largest; all that is lost is what its ten highest bits do not say. */
export function codeOf(quantity: number): number {
  let exponent = 0;
  let mantissa = quantity;
  while (mantissa >= 2 * half) {
    mantissa /= 2;
    exponent += 1;
  }
  return half * exponent + Math.round(mantissa);
}

/** The quantity of a code. */
export function quantityOf(code: number): number {
  if (code < 2 * half) return code;
  const exponent = Math.floor(code / half) - 1;
  return (code - half * exponent) * 2 ** exponent;
}

/** The highest code that there is, and one. */
export const codeLimit = codeOf(largestQuantity) + 1;
