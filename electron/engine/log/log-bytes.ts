import { openLogSource } from "./open-log.ts";
import { frameBytes } from "./packed-format.ts";

/**
 * What a log holds, byte for byte, in pieces of at most 256 KiB; parts that cannot be read any more are left out. Nothing of a
 * log that is missing. A piece is only good until the next one is asked for.
 */
export async function* logBytes(path: string): AsyncGenerator<Buffer, void, void> {
  const source = openLogSource(path, null);
  if (source === null) return;
  try {
    const buffer = Buffer.allocUnsafe(frameBytes);
    for (let position = 0; ; ) {
      const known = source.damage.length;
      const length = await source.read(buffer, 0, frameBytes - (position % frameBytes), position);
      if (length === 0) return;
      position += length;
      if (source.damage.length === known) yield buffer.subarray(0, length);
    }
  } finally {
    source.close();
  }
}
