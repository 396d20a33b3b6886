/** Cuts bytes that come in pieces into records. */
export interface RecordReader {
  take(bytes: Buffer): void;
  /** Hands over what stands behind the last separator, if anything does. */
  end(): void;
}

/** Hands over each record without the byte that ends it; NUL unless told otherwise. */
export function createRecordReader(onRecord: (record: Buffer) => void, separator = 0): RecordReader {
  let waiting: Buffer[] = [];
  return {
    take: (bytes) => {
      let from = 0;
      for (let at = bytes.indexOf(separator); at !== -1; at = bytes.indexOf(separator, from)) {
        const piece = bytes.subarray(from, at);
        if (waiting.length === 0) onRecord(piece);
        else {
          waiting.push(piece);
          onRecord(Buffer.concat(waiting));
          waiting = [];
        }
        from = at + 1;
      }
      if (from < bytes.length) waiting.push(bytes.subarray(from));
    },
    end: () => {
      if (waiting.length > 0) onRecord(Buffer.concat(waiting));
      waiting = [];
    },
  };
}
