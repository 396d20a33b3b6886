import type { BitReader, BitWriter } from "./bits.ts";

/** What is learnt of the numbers so far is halved after so many, so that it follows them. */
const memory = 32;

const pieceBits = 18;
const piece = 2 ** pieceBits;

/** Zeros that no other number begins with: one of three pieces follows. */
const escapeZeros = 24;

/** Numbers below it are written by their order. */
const plainLimit = 2 ** 22;

/**
 * One column of numbers from 0 to 2^53, each written in few bits when it is like those before it: Exp-Golomb codes whose
 * order follows the mean. A reader learns the same as the writer did, in the same order.
 */
export class Column {
  #sum: number;
  #count = 1;

  /** `expected`: about how large the first numbers are. */
  constructor(expected: number) {
    this.#sum = expected;
  }

  write(bits: BitWriter, value: number): void {
    if (value >= plainLimit) {
      bits.write(0, escapeZeros);
      bits.write(1, 1);
      bits.write(Math.floor(value / piece ** 2), pieceBits);
      bits.write(Math.floor(value / piece) % piece, pieceBits);
      bits.write(value % piece, pieceBits);
    } else {
      const order = this.#order();
      const shifted = value + (1 << order);
      const width = 32 - Math.clz32(shifted);
      bits.write(0, width - 1 - order);
      bits.write(shifted, width);
    }
    this.#learn(value);
  }

  read(bits: BitReader): number {
    const zeros = bits.zeros();
    let value: number;
    if (zeros === escapeZeros) {
      bits.read(1);
      value = (bits.read(pieceBits) * piece + bits.read(pieceBits)) * piece + bits.read(pieceBits);
    } else {
      const order = this.#order();
      value = bits.read(zeros + order + 1) - (1 << order);
    }
    this.#learn(value);
    return value;
  }

  #order(): number {
    const mean = this.#sum / this.#count;
    if (mean < 2) return 0;
    return mean >= plainLimit / 2 ? 21 : 31 - Math.clz32(mean);
  }

  #learn(value: number): void {
    this.#sum += value;
    this.#count += 1;
    if (this.#count < memory) return;
    this.#sum /= 2;
    this.#count /= 2;
  }
}

/** Numbers of either sign as ones from 0: 0, −1, 1, −2, 2, … */
export function unsigned(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** The number that {@link unsigned} wrote. */
export function signed(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
