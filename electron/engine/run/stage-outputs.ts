import { readFileSync, statSync } from "node:fs";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { formatBytes } from "../../../shared/time.ts";

/** Outputs go into environment variables, of which systems hold about 2 MiB together. */
const mostBytes = 256 * 1024;

/** Like a variable's name, with the dash that other engines allow. */
const keyPattern = /^[A-Za-z_][A-Za-z0-9_-]{0,99}$/;

/** What a stage wrote to `$MILLRACE_OUTPUT`, by key; the last one counts of a key that is there twice. */
export type StageOutputs = Readonly<Record<string, string>>;

/**
 * Reads the file that `$MILLRACE_OUTPUT` named; one that is missing or empty has no outputs. A line is `key=value`; a
 * value of several lines is written as `key<<END`, the lines, and a line that is only `END`, whatever word that is. A line
 * that is neither is a failure with its number: what a stage meant to tell must not get lost.
 */
export function readOutputs(path: string): Result<StageOutputs, Failure<"outputs-invalid">> {
  try {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size === 0) return ok({});
    if (size > mostBytes)
      return err(wrong(`The outputs are ${formatBytes(size)} large; at most ${formatBytes(mostBytes)} can be handed on.`));
    return parseOutputs(readFileSync(path, "utf8"));
  } catch (error) {
    // A stage may have put a folder, a circle of links or something unreadable there.
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (typeof code !== "string") throw error;
    const what = code === "EISDIR" ? "a folder stands in its place" : (error as Error).message;
    return err(wrong(`The file that $MILLRACE_OUTPUT names cannot be read: ${what}.`));
  }
}

/** See {@link readOutputs}. */
export function parseOutputs(text: string): Result<StageOutputs, Failure<"outputs-invalid">> {
  const outputs = new Map<string, string>();
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    if (line.trim() === "") continue;
    const [, key = "", operator, rest = ""] = /^([^=<]*)(=|<<)(.*)$/.exec(line) ?? [];
    if (operator === undefined || !keyPattern.test(key))
      return err(wrong(`Line ${index + 1} of the outputs is not key=value: ${shorten(line)}.`));
    let value = rest;
    if (operator === "<<") {
      const end = lines.indexOf(rest, index + 1);
      if (rest === "" || end === -1)
        return err(wrong(`Line ${index + 1} of the outputs has no line ${JSON.stringify(rest)} that ends it.`));
      value = lines.slice(index + 1, end).join("\n");
      index = end;
    }
    if (value.includes("\0")) return err(wrong(`Line ${index + 1} of the outputs holds a NUL character.`));
    outputs.set(key, value);
  }
  return ok(Object.fromEntries(outputs));
}

function wrong(message: string): Failure<"outputs-invalid"> {
  return failure("outputs-invalid", message);
}

function shorten(line: string): string {
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 57)}...` : line);
}
