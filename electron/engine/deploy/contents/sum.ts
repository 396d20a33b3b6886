import { createHash } from "node:crypto";

/** The SHA-256 of a stream, in lower-case hex. */
export async function sumOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const digest = createHash("sha256");
  for await (const piece of stream) digest.update(piece);
  return digest.digest("hex");
}
