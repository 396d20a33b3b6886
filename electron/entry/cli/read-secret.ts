import type { ReadStream } from "node:tty";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";

/** Why no value was read. */
export type ReadFailure = Failure<"secret-refused" | "canceled">;

/**
 * The value of a secret: typed at a terminal without being shown, else all of the standard input, without the line's end
 * that `echo` and editors put last.
 */
export async function readSecret(
  input: NodeJS.ReadStream,
  prompt: (text: string) => void,
  name: string,
): Promise<Result<string, ReadFailure>> {
  if (!input.isTTY) return readAll(input);
  prompt(`Value of ${name} (not shown): `);
  const typed = await readUnseen(input as ReadStream, name);
  prompt("\n");
  return typed;
}

async function readAll(input: AsyncIterable<string | Buffer>): Promise<Result<string, ReadFailure>> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
    return ok(text.replace(/\r?\n$/, ""));
  } catch {
    return err(failure("secret-refused", "The standard input is no text in UTF-8.", "Encode it, for instance with base64."));
  }
}

const controlC = "\u0003";
const controlD = "\u0004";
const controlU = "\u0015";
const backspaces = ["\u007f", "\b"];
const enters = ["\r", "\n"];

/** What was typed so far, or how it ended. */
export type Typing = { readonly typed: string } | Result<string, ReadFailure>;

/** Goes on with what came from the terminal's keys: a letter, a paste, or a key that edits or ends. */
export function goOnTyping(typed: string, keys: string, name: string): Typing {
  let value = [...typed];
  const characters = [...keys];
  for (const [place, character] of characters.entries()) {
    if (character === controlC) return err(failure("canceled", "Nothing was kept."));
    if (enters.includes(character) || character === controlD) {
      // The rest of what was pasted would be typed into the shell next.
      const isMore = characters.slice(place + 1).some((rest) => !enters.includes(rest));
      return isMore ? err(severalLines(name)) : ok(value.join(""));
    }
    if (character === controlU) value = [];
    else if (backspaces.includes(character)) value.pop();
    else value.push(character);
  }
  return { typed: value.join("") };
}

function readUnseen(input: ReadStream, name: string): Promise<Result<string, ReadFailure>> {
  return new Promise((resolve) => {
    let typed = "";
    function take(keys: string): void {
      const typing = goOnTyping(typed, keys, name);
      if ("typed" in typing) {
        typed = typing.typed;
        return;
      }
      input.off("data", take);
      input.setRawMode(false);
      input.pause();
      resolve(typing);
    }
    input.setRawMode(true);
    input.setEncoding("utf8");
    input.on("data", take);
    input.resume();
  });
}

function severalLines(name: string): ReadFailure {
  return failure(
    "secret-refused",
    "This is more than one line; nothing was kept.",
    `Give it on standard input: millrace secrets set ${name} < FILE`,
  );
}
