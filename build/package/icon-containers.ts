/*
 * The two files that hold an icon in many sizes. Both are a short table in front of ordinary PNG files.
 */

/** A square picture. */
export interface IconPicture {
  /** Width and height in pixels. */
  readonly size: number;
  /** A whole PNG file. */
  readonly png: Uint8Array;
}

/**
 * Windows' `.ico`: a header of 6 bytes, an entry of 16 for each picture, then the pictures, all little-endian. A side of
 * 256 is written as 0. Pictures may be PNG since Windows Vista.
 * Source: Raymond Chen, "The evolution of the ICO file format", parts 1 and 4 (The Old New Thing, 2010).
 */
export function icoFile(pictures: readonly IconPicture[]): Uint8Array {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2); // 1 is an icon, 2 a cursor
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [index, { size, png }] of pictures.entries()) {
    const entry = 6 + 16 * index;
    head.writeUInt8(size % 256, entry);
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4); // colour planes
    head.writeUInt16LE(32, entry + 6); // bits per pixel
    head.writeUInt32LE(png.length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/**
 * Types of the pictures in an `.icns` that are PNG, by size in pixels. Two types may have one size: one is the plain
 * picture, the other that of half the size for screens of double density.
 */
const icnsTypes: Readonly<Record<number, readonly string[]>> = {
  32: ["ic11"],
  64: ["ic12"],
  128: ["ic07"],
  256: ["ic08", "ic13"],
  512: ["ic09", "ic14"],
  1024: ["ic10"],
};

/** The sizes that {@link icnsFile} takes. */
export const icnsSizes = Object.keys(icnsTypes).map(Number);

/**
 * macOS's `.icns`: `icns` and the file's length, then for each picture its type, its length with these 8 bytes, and the
 * PNG; all big-endian.
 * Source: the format as described at https://en.wikipedia.org/wiki/Apple_Icon_Image_format; Apple publishes none.
 */
export function icnsFile(pictures: readonly IconPicture[]): Uint8Array {
  const parts = pictures.flatMap(({ size, png }) => (icnsTypes[size] ?? []).map((type) => part(type, png)));
  return part("icns", Buffer.concat(parts));
}

function part(type: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 0, "latin1");
  head.writeUInt32BE(content.length + head.length, 4);
  return Buffer.concat([head, content]);
}
