import { Writable } from "node:stream";

const lineFeed = 0x0a;

/**
 * A stream that passes whole lines on, each behind `prefix`, so that stages that run at once never tear each other's
 * lines. The last line gets a line feed when it has none. No faster than `target` takes it; what it fails to take is lost.
 * A line longer than
 * `maxHeldBytes` is passed on in pieces: memory stays bounded.
 */
export function prefixLines(prefix: string, target: Writable, maxHeldBytes = 1024 * 1024): Writable {
  const head = Buffer.from(prefix);
  let held: Buffer[] = [];
  let heldBytes = 0;
  function pass(bytes: Buffer, done: () => void): void {
    if (target.destroyed || target.write(bytes)) {
      done();
      return;
    }
    // One that fails never drains.
    const goOn = () => {
      target.off("drain", goOn).off("error", goOn);
      done();
    };
    target.on("drain", goOn).on("error", goOn);
  }
  return new Writable({
    write(chunk: Buffer, _, done) {
      const end = chunk.lastIndexOf(lineFeed) + 1;
      if (end === 0 && heldBytes + chunk.length < maxHeldBytes) {
        held.push(chunk);
        heldBytes += chunk.length;
        return done();
      }
      const cut = end === 0 ? chunk.length : end;
      const whole = Buffer.concat([...held, chunk.subarray(0, cut)]);
      held = cut < chunk.length ? [chunk.subarray(cut)] : [];
      heldBytes = chunk.length - cut;
      pass(withPrefix(head, whole), done);
    },
    final(done) {
      if (heldBytes === 0) return done();
      pass(withPrefix(head, Buffer.concat([...held, Buffer.from("\n")])), done);
    },
  });
}

function withPrefix(prefix: Buffer, lines: Buffer): Buffer {
  if (prefix.length === 0) return lines;
  const parts: Buffer[] = [];
  for (let start = 0; start < lines.length; ) {
    const feed = lines.indexOf(lineFeed, start);
    const end = feed === -1 ? lines.length : feed + 1;
    parts.push(prefix, lines.subarray(start, end));
    start = end;
  }
  return Buffer.concat(parts);
}
