import type { DoraRule } from "../../../shared/contract/dora.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { severities } from "../../../shared/severities.ts";
import { parseDuration } from "../../../shared/time.ts";

/**
 * A rule with what `text` says changed: words of the shape `name=value`, apart by spaces or commas. Fails with the word
 * that says nothing.
 */
export function changeDoraRule(rule: DoraRule, text: string): Result<DoraRule, Failure<"usage">> {
  let changed = rule;
  for (const word of text.split(/[\s,]+/).filter((each) => each !== "")) {
    const at = word.indexOf("=");
    const change = changeOf(word.slice(0, at), word.slice(at + 1));
    if (change === null) return err(failure("usage", `--rule does not know ${JSON.stringify(word)}.`, "See millrace help insights dora."));
    changed = { ...changed, ...change };
  }
  return ok(changed);
}

function changeOf(name: string, value: string): Partial<DoraRule> | null {
  if (value === "") return null;
  switch (name) {
    case "environment":
      return { source: { kind: "environment", environment: value } };
    case "tags":
      return { source: { kind: "tags", pattern: value } };
    case "rollbacks":
      return value === "yes" || value === "no" ? { countsRollbacks: value === "yes" } : null;
    case "incidents": {
      const severity = severities.find((each) => each === value);
      return severity !== undefined ? { incidentSeverity: severity } : value === "none" ? { incidentSeverity: null } : null;
    }
    case "within":
      return spanOf(value, (incidentWithinMs) => ({ incidentWithinMs }));
    case "hotfix":
      return value === "none" ? { hotfixWithinMs: 0 } : spanOf(value, (hotfixWithinMs) => ({ hotfixWithinMs }));
    default:
      return null;
  }
}

function spanOf(text: string, change: (durationMs: number) => Partial<DoraRule>): Partial<DoraRule> | null {
  const durationMs = parseDuration(text);
  return durationMs === null ? null : change(durationMs);
}
