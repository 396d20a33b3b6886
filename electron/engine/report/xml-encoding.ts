/**
 * Which encoding an XML file has, by its first bytes, as XML 1.0 appendix F says: a byte order mark, else the zeros of
 * UTF-16, else what the declaration names. A declaration of UTF-16 in a file of single bytes is wrong (some .NET tools
 * write one) and means UTF-8. `unknown` is the name of an encoding that nobody knows here; UTF-8 is tried then.
 */
export function findXmlEncoding(firstBytes: Uint8Array): { readonly label: string; readonly unknown: string | null } {
  const [first, second] = firstBytes;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return { label: "utf-16le", unknown: null };
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return { label: "utf-16be", unknown: null };
  const declaration = Buffer.from(firstBytes.subarray(0, 200)).toString("latin1");
  const named = /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,100}?\sencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(declaration)?.[1]?.toLowerCase();
  if (named === undefined || named.startsWith("utf-16")) return { label: "utf-8", unknown: null };
  try {
    return { label: new TextDecoder(named).encoding, unknown: null };
  } catch {
    return { label: "utf-8", unknown: named };
  }
}
