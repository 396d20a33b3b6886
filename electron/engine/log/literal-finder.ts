/** Finds a text in bytes. `from` is where to begin; -1 when it is not there. */
export type Finder = (from: number) => number;

/** Looked at to learn which bytes are rare in a piece: a part of it, so that small ones are not looked through twice. */
const mostSampleBytes = 8 * 1024;
const leastSampleBytes = 1024;
const sampleOneIn = 32;

/** A byte rarer than one in so many is found by the C library faster than the whole text is by its table of skips. */
const rareOneIn = 200;

/** Up to here Node compares byte by byte behind the first one, which is fast when that one is rare. */
const shortNeedleBytes = 7;

/** The fastest way to find `needle` in `bytes`; without regard to case it must be ASCII only. */
export function finderOf(needle: Buffer, bytes: Buffer, isCaseSensitive: boolean): Finder {
  return isCaseSensitive ? literalFinder(needle, bytes) : caselessFinder(needle, bytes);
}

/**
 * Prepares a search for `needle` in `bytes`. Most of a search is looking for one byte: the rarest of the needle, as far
 * as a sample of the bytes tells. Without a rare one the platform's own search does it.
 */
export function literalFinder(needle: Buffer, bytes: Buffer): Finder {
  const anchor = rarestPlace(needle, bytes, (byte) => [byte]);
  if (anchor === null) return (from) => bytes.indexOf(needle, from);
  const part = needle.subarray(anchor, anchor + shortNeedleBytes);
  return (from) => {
    for (let at = bytes.indexOf(part, from + anchor); at !== -1; at = bytes.indexOf(part, at + 1)) {
      const start = at - anchor;
      if (bytes.compare(needle, 0, needle.length, start, start + needle.length) === 0) return start;
    }
    return -1;
  };
}

/** The same for a needle of ASCII only, without regard to case. */
export function caselessFinder(needle: Buffer, bytes: Buffer): Finder {
  const anchor = rarestPlace(needle, bytes, casesOf);
  if (anchor === null) return patternFinder(needle, bytes);
  const [lower = 0, upper = lower] = casesOf(needle[anchor] as number);
  return (from) => {
    let nextLower = -1;
    let nextUpper = -1;
    for (let at = from + anchor; ; at += 1) {
      if (nextLower < at) nextLower = placeOf(bytes, lower, at);
      if (nextUpper < at) nextUpper = placeOf(bytes, upper, at);
      at = Math.min(nextLower, nextUpper);
      if (at === Number.POSITIVE_INFINITY) return -1;
      if (matchesAt(bytes, at - anchor, needle)) return at - anchor;
    }
  };
}

function placeOf(bytes: Buffer, byte: number, from: number): number {
  const place = bytes.indexOf(byte, from);
  return place === -1 ? Number.POSITIVE_INFINITY : place;
}

/** Latin-1 turns each byte into one character, so that places in the text are places in the bytes. */
function patternFinder(needle: Buffer, bytes: Buffer): Finder {
  const text = bytes.toString("latin1");
  const pattern = new RegExp(escapePattern(needle.toString("latin1")), "gi");
  return (from) => {
    pattern.lastIndex = from;
    return pattern.exec(text)?.index ?? -1;
  };
}

/** A pattern that matches exactly this text. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function matchesAt(bytes: Buffer, start: number, needle: Buffer): boolean {
  if (start < 0 || start + needle.length > bytes.length) return false;
  for (let index = 0; index < needle.length; index += 1) {
    if (lowerCase(bytes[start + index] as number) !== lowerCase(needle[index] as number)) return false;
  }
  return true;
}

function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

function casesOf(byte: number): number[] {
  const lower = lowerCase(byte);
  return lower >= 0x61 && lower <= 0x7a ? [lower, lower - 0x20] : [byte];
}

/** One for all: of many small logs making it anew costs more than counting. */
const counts = new Uint32Array(256);

function countBytes(bytes: Buffer, length: number): Uint32Array {
  counts.fill(0);
  for (let place = 0; place < length; place += 1) {
    const byte = bytes[place] as number;
    counts[byte] = (counts[byte] as number) + 1;
  }
  return counts;
}

/** `null` when no byte of the needle is rare. */
function rarestPlace(needle: Buffer, bytes: Buffer, forms: (byte: number) => number[]): number | null {
  const sampled = Math.min(bytes.length, mostSampleBytes, Math.max(leastSampleBytes, Math.floor(bytes.length / sampleOneIn)));
  const found = countBytes(bytes, sampled);
  let best: number | null = null;
  let least = sampled / rareOneIn;
  for (let place = 0; place < needle.length; place += 1) {
    let count = 0;
    for (const form of forms(needle[place] as number)) count += found[form] as number;
    if (count >= least) continue;
    least = count;
    best = place;
  }
  return best;
}
