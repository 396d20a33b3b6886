import type { RunbookParameter } from "../contract/runbooks.ts";

/** What of a parameter decides whether a value fits. */
export type ParameterRule = Pick<RunbookParameter, "type" | "isOptional" | "pattern" | "choices" | "min" | "max" | "isWhole">;

/** Holds a text against a pattern. */
type PatternTest = (pattern: RegExp, text: string) => boolean | null;

/**
 * Why a value does not fit its parameter, in words that follow its name, as in `must be one of a, b`; `null` when it fits. An
 * empty text is no value. The window says it as one types, the engine refuses by it. `test` holds
 * a text against a pattern; `null`: that takes too long.
 */
export function checkParameter(
  rule: ParameterRule,
  value: string,
  test: PatternTest = (pattern, text) => pattern.test(text),
): string | null {
  if (value === "") return rule.isOptional ? null : "is missing";
  if (value.includes("\0")) return "cannot hold a NUL character";
  switch (rule.type) {
    case "choice":
      return rule.choices.includes(value) ? null : `must be one of ${rule.choices.join(", ")}`;
    case "number":
      return checkNumber(rule, value);
    case "text":
      return rule.pattern === null ? null : checkText(rule.pattern, value, test);
    case "secret":
      return null;
  }
}

/** Decimal, as a person writes it: `10`, `-0.5`, `1e6`; no blanks, no `0x`. */
const decimalPattern = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

function checkNumber({ min, max, isWhole }: ParameterRule, value: string): string | null {
  const number = decimalPattern.test(value) ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) return "must be a number";
  if (isWhole && !Number.isInteger(number)) return "must be a whole number";
  if (min !== null && number < min) return `must be at least ${min}`;
  return max !== null && number > max ? `must be at most ${max}` : null;
}

/** A text with line feeds is one text: `^` and `$` in the pattern mean its ends. */
function checkText(pattern: string, value: string, test: PatternTest): string | null {
  const isMatch = test(new RegExp(`^(?:${pattern})$`, "u"), value);
  if (isMatch === null) return `cannot be held against ${pattern}: that takes too long`;
  return isMatch ? null : `must match ${pattern}`;
}
