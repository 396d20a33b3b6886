import type { Readable } from "node:stream";
import { createRedactor } from "./redactor.ts";

/** Of what a script says, the end is what explains a failure. */
const keptCharacters = 2_000;

/**
 * Hears what is written to any of these, and gives the last line of it, without secrets: they are taken out before the
 * beginning of what is long is dropped, with which a part of one could stay.
 */
export function lastWords(streams: readonly Readable[], secrets: ReadonlyMap<string, string>): () => string {
  let kept = "";
  const ends = streams.map((stream) => {
    const redactor = createRedactor(secrets);
    const decoder = new TextDecoder();
    const keep = (pieces: readonly Buffer[]) => {
      for (const piece of pieces) kept += decoder.decode(piece, { stream: true });
      kept = kept.slice(-keptCharacters);
    };
    stream.on("data", (chunk: Buffer) => keep(redactor.push(chunk)));
    return () => keep(redactor.end());
  });
  return () => {
    for (const end of ends) end();
    return kept.trimEnd().split("\n").at(-1)?.trim() ?? "";
  };
}
