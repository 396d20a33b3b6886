import { closeSync, openSync, writeSync } from "node:fs";

const words = "wheel water sluice race mill grain stone gear axle flow gate bucket turn build test cache worker request".split(" ");

/**
 * Writes a log of at least `bytes`, like real ones in the frequency of their letters: times, levels, words and
 * numbers, about 80 bytes a line; the same every time. Every `everyLines` lines one says `special`. Answers the number
 * of lines.
 */
export function makeLog(path: string, bytes: number, special = "", everyLines = Number.POSITIVE_INFINITY): number {
  const file = openSync(path, "w");
  let seed = 1;
  function pick(): string {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return words[seed % words.length] ?? "";
  }
  let lines = 0;
  for (let written = 0; written < bytes; ) {
    let block = "";
    while (block.length < 1_048_576) {
      lines += 1;
      const said = lines % everyLines === 0 ? special : `${pick()} ${pick()} ${pick()} ${pick()}`;
      const time = `2026-11-23T10:${String(lines % 60).padStart(2, "0")}:${String(lines % 59).padStart(2, "0")}.${String(lines % 1_000).padStart(3, "0")}Z`;
      block += `${time} [${lines % 8}] info ${said} took ${seed % 9_973} ms\n`;
    }
    written += writeSync(file, block);
  }
  closeSync(file);
  return lines;
}
