import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { createLineTester, type LineTester } from "./line-tester.ts";
import { escapePattern } from "./literal-finder.ts";

/** What is looked for in a log. */
export interface SearchQuery {
  /** A text, or the source of a regular expression, which is held against each line by itself. */
  readonly query: string;
  readonly isRegularExpression: boolean;
  readonly isCaseSensitive: boolean;
}

/** A query that is known to be one. */
export interface PreparedQuery {
  /** Matches what is looked for, without flags but those of the case and of Unicode. */
  readonly pattern: RegExp;
  /** What can be looked for in the bytes themselves; `null` when only the pattern can tell. */
  readonly needle: Buffer | null;
  readonly isCaseSensitive: boolean;
}

/** Only with the flag of Unicode do these name characters, and not the letters that they are written with. */
const namesCharacters = /\\(?:[pP]|u)\{/;

/** Fails when the query is no regular expression. */
export function prepareQuery({ query, isRegularExpression, isCaseSensitive }: SearchQuery): Result<PreparedQuery, Failure<"bad-pattern">> {
  const source = isRegularExpression ? query : escapePattern(query);
  try {
    const unicode = isRegularExpression && namesCharacters.test(query) ? "u" : "";
    const pattern = new RegExp(source, `${isCaseSensitive ? "" : "i"}${unicode}`);
    // Folding the case of other scripts is the pattern's business.
    const isForBytes = !isRegularExpression && (isCaseSensitive || isAscii(query));
    return ok({ pattern, needle: isForBytes ? Buffer.from(query) : null, isCaseSensitive });
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replace(/^Invalid regular expression: \/.*\/\w*: /s, "");
    return err(failure("bad-pattern", `This is no regular expression: ${reason}.`, "Correct it, or search for it as plain text."));
  }
}

/** Tells which lines of a text match. */
export function testerOf({ pattern }: PreparedQuery): LineTester {
  const anywhere = new RegExp(pattern.source, `${pattern.flags}m`);
  // Only what looks around may be kept from matching by the line feed that a single line does not have.
  const looksAround = /\(\?<?[=!]/.test(pattern.source);
  return createLineTester(
    (line) => pattern.test(line),
    (text) => looksAround || anywhere.test(text),
  );
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}
