/** Pointers are shorter (Git LFS specification, "The Pointer"). */
export const maxPointerBytes = 1_024;

/** The size of what a pointer of Git LFS points to; `null` for everything else. */
export function pointedBytes(content: Buffer): number | null {
  if (content.length >= maxPointerBytes) return null;
  const text = content.toString("utf8");
  if (!/^version https:\/\/[^\n]+\n/.test(text) || !/^oid sha256:[0-9a-f]{64}$/m.test(text)) return null;
  const size = /^size (\d+)$/m.exec(text)?.[1];
  return size === undefined ? null : Number(size);
}
