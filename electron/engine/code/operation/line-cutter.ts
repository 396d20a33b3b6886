/** Cuts bytes that come in pieces into lines, and long lines short. */
export interface LineCutter {
  take(bytes: Buffer): void;
  /** Hands over what stands behind the last line feed, if anything does. */
  end(): void;
}

const lineFeed = 0x0a;

/** Hands over each line without its line feed and with at most `maxBytes`; no more of a line is ever held. The bytes are a copy. */
export function createLineCutter(maxBytes: number, onLine: (bytes: Buffer, isCut: boolean) => void): LineCutter {
  let waiting: Buffer[] = [];
  let held = 0;
  let isCut = false;
  function add(piece: Buffer): void {
    const room = maxBytes - held;
    if (piece.length > room) isCut = true;
    if (room <= 0 || piece.length === 0) return;
    const kept = piece.subarray(0, room);
    // A part of a large piece would keep all of it.
    waiting.push(Buffer.from(kept));
    held += kept.length;
  }
  function flush(): void {
    const [only, ...more] = waiting;
    onLine(only === undefined ? Buffer.alloc(0) : more.length === 0 ? only : Buffer.concat(waiting), isCut);
    [waiting, held, isCut] = [[], 0, false];
  }
  return {
    take: (bytes) => {
      let from = 0;
      for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, from)) {
        add(bytes.subarray(from, at));
        flush();
        from = at + 1;
      }
      if (from < bytes.length) add(bytes.subarray(from));
    },
    end: () => {
      if (held > 0 || isCut) flush();
    },
  };
}
