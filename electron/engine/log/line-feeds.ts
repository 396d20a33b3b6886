/** The byte that ends a line. */
export const lineFeed = 0x0a;

/** The byte that begins every escape sequence. */
export const escapeByte = 0x1b;

/**
 * How many line feeds there are in `bytes[from, to)`. Looks at eight bytes at once: several times as fast as a
 * loop over bytes, and unlike one `indexOf` for each line just as fast when lines are short.
 */
export function countLineFeeds(bytes: Buffer, from: number, to: number): number {
  let at = from;
  let count = 0;
  // For a few bytes a view of words is not worth making.
  while (at < to && (to - at < 64 || ((bytes.byteOffset + at) & 3) !== 0)) {
    if (bytes[at] === lineFeed) count += 1;
    at += 1;
  }
  const words = ((to - at) >> 3) * 2;
  if (words > 0) {
    count += countInWords(new Int32Array(bytes.buffer, bytes.byteOffset + at, words));
    at += words * 4;
  }
  for (; at < to; at += 1) {
    if (bytes[at] === lineFeed) count += 1;
  }
  return count;
}

/** Each of the four counters is a byte and must not run over. A multiple of the two words that are looked at together. */
const wordsPerRound = 252;

/** `words` must be even in number. */
function countInWords(words: Int32Array): number {
  let others = 0;
  for (let start = 0; start < words.length; start += wordsPerRound) {
    const end = Math.min(start + wordsPerRound, words.length);
    let counters = 0;
    for (let index = start; index < end; index += 2) {
      // A byte is zero where the text has a line feed.
      const first = (words[index] as number) ^ 0x0a0a0a0a;
      const second = (words[index + 1] as number) ^ 0x0a0a0a0a;
      // The top bit of a byte is set exactly where that byte is not zero: no byte carries into the next.
      const firstOthers = (((first & 0x7f7f7f7f) + 0x7f7f7f7f) | first) & 0x80808080;
      const secondOthers = (((second & 0x7f7f7f7f) + 0x7f7f7f7f) | second) & 0x80808080;
      counters = (counters + ((firstOthers >>> 7) + (secondOthers >>> 7))) | 0;
    }
    others += (counters & 0xff) + ((counters >>> 8) & 0xff) + ((counters >>> 16) & 0xff) + (counters >>> 24);
  }
  return words.length * 4 - others;
}
