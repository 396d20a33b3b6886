import type { Readable } from "node:stream";

/** A line longer than this is told in parts. */
const mostCharacters = 16 * 1024;

/** Tells every line of a stream, also the last one without an end. */
export function onLines(stream: Readable, tell: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) tell(line.replace(/\r$/, ""));
    for (; rest.length > mostCharacters; rest = rest.slice(mostCharacters)) tell(rest.slice(0, mostCharacters));
  });
  stream.once("close", () => {
    if (rest !== "") tell(rest);
    rest = "";
  });
}
