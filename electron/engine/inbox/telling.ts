import type { NotifyRule } from "../../../shared/contract/inbox.ts";
import type { News } from "./rule.ts";

/** A rule as it holds, with the settings asked where a project has none of its own. */
export type TellingRule = Exclude<NotifyRule["on"], "default">;

/** Which news each rule tells: all, what changed, what is broken, or nothing. */
const told: Readonly<Record<TellingRule, readonly News[]>> = {
  always: ["broke", "worse", "again", "whole", "fine"],
  change: ["broke", "worse", "whole"],
  failure: ["broke", "worse", "again"],
  never: [],
};

/** Whether the desktop is told such news. */
export function tells(rule: TellingRule, news: News): boolean {
  return told[rule].includes(news);
}
