import { BitReader, BitWriter } from "./bits.ts";
import { Column, signed, unsigned } from "./column.ts";

/** One value as it is kept: when it was measured, and the code of its quantity. */
export interface CodedSample {
  readonly at: number;
  readonly code: number;
}

/*
 * A chunk of values, in order of time: how many there are, then of each by how much longer or shorter the time since the
 * one before it is than the last such time was, and how much higher or lower its code. The first times and the first code
 * are nothing like what follows, which must not learn of them.
 */
const columns = () => ({ firsts: new Column(1_000), times: new Column(16), codes: new Column(16) });

/** Packs values that are in order of time, none before `from`. */
export function packSamples(from: number, samples: readonly CodedSample[]): Uint8Array {
  const bits = new BitWriter();
  const { firsts, times, codes } = columns();
  firsts.write(bits, samples.length);
  let before = { at: from, gap: 0, code: 0 };
  for (const [index, { at, code }] of samples.entries()) {
    const gap = at - before.at;
    (index < 2 ? firsts : times).write(bits, unsigned(gap - (index < 2 ? 0 : before.gap)));
    (index < 1 ? firsts : codes).write(bits, unsigned(code - before.code));
    before = { at, gap, code };
  }
  return bits.finish();
}

/** What {@link packSamples} packed. */
export function unpackSamples(from: number, data: Uint8Array): CodedSample[] {
  const bits = new BitReader(data);
  const { firsts, times, codes } = columns();
  const samples: CodedSample[] = [];
  const count = firsts.read(bits);
  let at = from;
  let gap = 0;
  let code = 0;
  for (let index = 0; index < count; index += 1) {
    gap = index < 2 ? signed(firsts.read(bits)) : gap + signed(times.read(bits));
    at += gap;
    code += signed((index < 1 ? firsts : codes).read(bits));
    samples.push({ at, code });
  }
  return samples;
}
