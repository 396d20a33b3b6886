import type { DoraRule } from "../../../shared/contract/dora.ts";
import { dayMs } from "../../../shared/time.ts";

/** What could be counted in a project. */
export interface Countable {
  /** In the order of the file, then those that only the history knows. */
  readonly environments: readonly { readonly name: string; readonly hasServed: boolean }[];
  /** Names of tags. */
  readonly tags: readonly string[];
}

/**
 * The rule of a project that nobody gave one: deployments to production, or to the last environment that had any; without
 * deployments the tags. A hotfix counts only where nothing better is known of failures, which is where tags are counted.
 */
export function defaultRule({ environments, tags }: Countable): DoraRule {
  const common = { countsRollbacks: true, incidentSeverity: "major", incidentWithinMs: dayMs } as const;
  const served = environments.filter(({ hasServed }) => hasServed);
  if (served.length === 0 && tags.length > 0) {
    // Projects change their minds about the v.
    const pattern = tags.some((name) => /^v\d/.test(name)) && !tags.some((name) => /^\d/.test(name)) ? "v*" : "*";
    return { ...common, source: { kind: "tags", pattern }, hotfixWithinMs: dayMs };
  }
  const choices = served.length > 0 ? served : environments;
  const chosen = choices.find(({ name }) => /^(prod|live)/i.test(name)) ?? choices.at(-1);
  return { ...common, source: { kind: "environment", environment: chosen?.name ?? "production" }, hotfixWithinMs: 0 };
}
