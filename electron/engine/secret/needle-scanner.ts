/** A sequence of bytes to be found. */
export interface Needle {
  /** At least {@link shortestNeedle} of them. */
  readonly bytes: Buffer;
  /** Whether tools break it over lines, as they do with base64 and hex: lines of 16 letters or more, cut anywhere. */
  readonly mayWrap: boolean;
  /** The secret that it is a form of. */
  readonly name: string;
}

/** A place where a needle stands: from the first byte to the one after its last. */
export interface Hit {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/** Shorter ones are found too often to mean anything, and the scan steps on by their length. */
export const shortestNeedle = 4;

/** A window holds one line's end at most: so lines may be as short as this. No tool breaks text into shorter ones. */
const longestWindow = 16;

/** From here on three bytes decide on a step: two are found too often by chance, but let shorter windows step further. */
const wideWindow = 8;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const none = -1;
/** All that is there fits, and more would have to come. */
const unfinished = -2;

/**
 * Finds many needles in one pass, after Wu and Manber (1994): the last two or three bytes of a window say how far off a
 * needle may begin at the nearest, so that most bytes are never looked at. What is found may overlap.
 */
export class NeedleScanner {
  /** How many bytes of each needle are looked at first: all of the shortest. */
  readonly #window: number;
  /** 255 where three bytes decide, else 0. */
  readonly #thirdByte: number;
  /** By a window's last bytes: how far to step on; 0 where a needle may begin. */
  readonly #steps: Uint8Array;
  /** By the first two bytes: whether any needle begins so. */
  readonly #beginsWithTwo = new Uint8Array(65_536);
  readonly #beginsWithOne = new Uint8Array(256);
  /** By the first four bytes. */
  readonly #byBeginning = new Map<number, Needle[]>();
  readonly #needles: readonly Needle[];
  /** No needle covers more bytes of a text than this, line ends in it included. */
  readonly #widest: number;

  constructor(needles: readonly Needle[]) {
    this.#needles = needles;
    this.#window = needles.reduce((size, { bytes }) => Math.min(size, bytes.length), longestWindow);
    if (this.#window < shortestNeedle) throw new Error(`A needle has at least ${shortestNeedle} bytes.`);
    this.#thirdByte = this.#window >= wideWindow ? 255 : 0;
    this.#steps = new Uint8Array(65_536).fill(this.#window - this.#blockSize + 1);
    this.#widest = needles.reduce((size, { bytes, mayWrap }) => Math.max(size, mayWrap ? bytes.length * 3 : bytes.length), 0);
    for (const needle of needles) for (const beginning of beginnings(needle, this.#window)) this.#add(needle, beginning);
  }

  get #blockSize(): number {
    return this.#thirdByte === 0 ? 2 : 3;
  }

  #add(needle: Needle, beginning: Buffer): void {
    for (let at = this.#blockSize - 1; at < beginning.length; at += 1) {
      const block = blockBefore(beginning, at, this.#thirdByte);
      this.#steps[block] = Math.min(this.#steps[block] ?? 0, beginning.length - 1 - at);
    }
    this.#beginsWithOne[beginning[0] ?? 0] = 1;
    this.#beginsWithTwo[beginning.readUInt16BE(0)] = 1;
    const key = beginning.readInt32BE(0);
    const known = this.#byBeginning.get(key);
    if (known === undefined) this.#byBeginning.set(key, [needle]);
    else if (!known.includes(needle)) known.push(needle);
  }

  /** The longest needle at each place where one stands whole, in order. */
  find(text: Buffer): Hit[] {
    const hits: Hit[] = [];
    const steps = this.#steps;
    const thirdByte = this.#thirdByte;
    const back = this.#window - 1;
    const { length } = text;
    for (let at = back; at < length; ) {
      const step = steps[blockBefore(text, at, thirdByte)] as number;
      if (step === 0) {
        const hit = this.#beginsAt(text, at - back) ? this.#longestAt(text, at - back) : null;
        if (hit !== null) hits.push(hit);
        at += 1;
      } else at += step;
    }
    return hits;
  }

  #beginsAt(text: Buffer, start: number): boolean {
    return this.#beginsWithTwo[((text[start] as number) << 8) | (text[start + 1] as number)] === 1;
  }

  #longestAt(text: Buffer, start: number): Hit | null {
    let longest: Hit | null = null;
    for (const needle of this.#byBeginning.get(text.readInt32BE(start)) ?? []) {
      const end = endOf(needle, text, start);
      if (end >= 0 && (longest === null || end > longest.end)) longest = { start, end, name: needle.name };
    }
    return longest;
  }

  /** Where the text's end may be the beginning of a needle; the text's length when it is not. */
  openEnd(text: Buffer): number {
    const { length } = text;
    for (let start = Math.max(0, length - this.#widest); start < length; start += 1) {
      if (this.#beginsWithOne[text[start] ?? 0] === 1 && this.#isOpenAt(text, start)) return start;
    }
    return length;
  }

  #isOpenAt(text: Buffer, start: number): boolean {
    const left = text.length - start;
    if (left >= 2 && !this.#beginsAt(text, start)) return false;
    const candidates = left < shortestNeedle ? this.#needles : (this.#byBeginning.get(text.readInt32BE(start)) ?? []);
    return candidates.some((needle) => endOf(needle, text, start) === unfinished);
  }
}

/**
 * The bytes up to `at` as one number; of three bytes several share one, which only makes steps shorter. Every index is
 * inside where this is called.
 */
function blockBefore(text: Buffer, at: number, thirdByte: number): number {
  const third = (text[at - 2] as number) & thirdByte;
  return ((third * 0x9e5) ^ ((text[at - 1] as number) << 8) ^ (text[at] as number)) & 0xffff;
}

/** What may stand where the needle begins: its first bytes, and these with a line's end among them. */
function beginnings({ bytes, mayWrap }: Needle, size: number): Buffer[] {
  const plain = bytes.subarray(0, size);
  if (!mayWrap) return [plain];
  const broken = ["\n", "\r\n"].flatMap((end) =>
    Array.from({ length: size - 1 }, (_, index) =>
      Buffer.concat([bytes.subarray(0, index + 1), Buffer.from(end), bytes.subarray(index + 1)]).subarray(0, size),
    ),
  );
  return [plain, ...broken];
}

/** Where the needle ends that begins at `start`; `none` when it does not, `unfinished` when the text is too short to know. */
function endOf({ bytes, mayWrap }: Needle, text: Buffer, start: number): number {
  const { length } = text;
  let at = start;
  for (let place = 0; place < bytes.length; place += 1) {
    const wanted = bytes[place];
    if (mayWrap && place > 0 && text[at] !== wanted) {
      if (text[at] === carriageReturn) {
        if (at + 1 === length) return unfinished;
        if (text[at + 1] === lineFeed) at += 2;
      } else if (text[at] === lineFeed) at += 1;
    }
    if (at >= length) return unfinished;
    if (text[at] !== wanted) return none;
    at += 1;
  }
  return at;
}
