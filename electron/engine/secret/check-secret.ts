import { reservedVariablePrefix, variableNamePattern } from "../../../shared/pipeline/value-schemas.ts";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import type { SecretFailure } from "./secret-failure.ts";

/** Shorter values would be found, and hidden, all over a log; they are also guessed in no time. */
const fewestCharacters = 4;

/** Linux gives one variable 128 KiB at most, its name included. */
const mostBytes = 64 * 1024;

/** Whether this can be a secret: a name for a variable, and a value that can be given and taken out of a log again. */
export function checkSecret(name: string, value: string): Result<null, SecretFailure> {
  // What is no name is not repeated: it may be a value in the wrong place.
  if (!variableNamePattern.test(name)) return refuse("This is no name for a secret.", "Use letters, digits and _, such as NPM_TOKEN.");
  if (name.startsWith(reservedVariablePrefix)) return refuse(`${name} is a name that Millrace itself sets.`, "Choose another name.");
  if (value.includes("\0"))
    return refuse(`The value of ${name} holds a NUL character, which no variable can.`, "Encode it, for instance in base64.");
  if (!value.isWellFormed()) return refuse(`The value of ${name} is no text.`, "Encode it, for instance in base64.");
  if (Buffer.byteLength(value) > mostBytes)
    return refuse(
      `The value of ${name} is longer than ${mostBytes / 1024} KiB, too long for a variable.`,
      "Keep it in a file, and its place or key as the secret.",
    );
  if ([...value.trim()].length < fewestCharacters)
    return refuse(
      `The value of ${name} has fewer than ${fewestCharacters} characters, not counting blanks around it. So short a text stands everywhere, and could not be taken out of a log.`,
      "Use a longer secret.",
    );
  return ok(null);
}

function refuse(message: string, hint: string): Result<never, SecretFailure> {
  return err(failure("secret-refused", message, hint));
}
