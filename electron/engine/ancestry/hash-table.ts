/** Numbers hashes of commits from 0, each with as many bytes as it has: a history may have a million. */
export interface HashTable {
  readonly size: number;
  /** The number of a hash, a new one for a hash that was not there. */
  add(hash: string): number;
  /** -1 when it is not there. */
  find(hash: string): number;
  at(number: number): string;
}

/** Of SHA-256; one of SHA-1 leaves the rest empty. */
const widest = 32;
const sha1Bytes = 20;
const firstSize = 1_024;

/** An empty table. All of its hashes have to be of one kind. */
export function createHashTable(): HashTable {
  let width = sha1Bytes;
  let bytes = Buffer.alloc(firstSize * width);
  let slots = new Int32Array(firstSize * 2).fill(-1);
  let size = 0;
  const probe = Buffer.alloc(widest);

  /** The slot in which the probed hash is, or would be. */
  function slotOf(): number {
    const mask = slots.length - 1;
    let slot = probe.readUInt32LE(0) & mask;
    for (;;) {
      const number = slots[slot] ?? -1;
      if (number === -1 || bytes.compare(probe, 0, width, number * width, (number + 1) * width) === 0) return slot;
      slot = (slot + 1) & mask;
    }
  }

  function grow(): void {
    bytes = Buffer.concat([bytes], bytes.length * 2);
    slots = new Int32Array(slots.length * 2).fill(-1);
    for (let number = 0; number < size; number += 1) {
      bytes.copy(probe, 0, number * width, (number + 1) * width);
      slots[slotOf()] = number;
    }
  }

  return {
    get size() {
      return size;
    },
    add: (hash) => {
      if (size === 0 && hash.length / 2 !== width) {
        width = hash.length / 2;
        bytes = Buffer.alloc(firstSize * width);
      }
      if ((size + 1) * width > bytes.length) grow();
      probe.write(hash, "hex");
      const slot = slotOf();
      const known = slots[slot] ?? -1;
      if (known !== -1) return known;
      probe.copy(bytes, size * width, 0, width);
      slots[slot] = size;
      size += 1;
      return size - 1;
    },
    find: (hash) => {
      if (hash.length !== width * 2) return -1;
      probe.write(hash, "hex");
      return slots[slotOf()] ?? -1;
    },
    at: (number) => bytes.toString("hex", number * width, (number + 1) * width),
  };
}
