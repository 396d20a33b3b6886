import { checkParameter, type ParameterRule } from "../../../shared/pipeline/check-parameter.ts";
import { createTimeGuard } from "../time-guard.ts";

/** A pattern that takes longer for one text explodes: it would hold up everything else, also of a folder that nobody trusts. */
const patternMs = 100;

/** See `checkParameter`. Never takes long, whatever the pattern. */
export function checkValue(rule: ParameterRule, value: string): string | null {
  return checkParameter(rule, value, (pattern, text) => {
    let isMatch = false;
    const isDone = createTimeGuard(patternMs)(() => {
      isMatch = pattern.test(text);
    });
    return isDone ? isMatch : null;
  });
}
